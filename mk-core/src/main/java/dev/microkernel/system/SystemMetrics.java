package dev.microkernel.system;

import dev.microkernel.cell.Census;
import dev.microkernel.cell.Kernel;
import dev.microkernel.cell.TypeCounters;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.link.Links;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a node has done and has to do, in numbers, for those who draw them. What is here is counted anyway, or looked at when
 * it is asked for; only {@link TypeMetrics#handled} has to be {@linkplain ActorSystem.Builder#countMessages wished for}.
 * All methods may be called from any thread; what counts up never goes down while the node lives.
 */
public final class SystemMetrics {

    private final Kernel kernel;
    private final Links links;

    SystemMetrics(Kernel kernel, Links links) {
        this.kernel = kernel;
        this.links = links;
    }

    // ---- by type of actor

    /** Tells a listener of every type of actor that there has been or will be, each once. */
    public void forEachType(Consumer<TypeMetrics> listener) {
        kernel.types().forEach((type, counters) -> listener.accept(new TypeMetrics(type, counters)));
    }

    /** What actors of one type have done and were refused, counting on. */
    public static final class TypeMetrics {

        private final String type;
        private final TypeCounters counters;

        private TypeMetrics(String type, TypeCounters counters) {
            this.type = type;
            this.counters = counters;
        }

        /** The {@linkplain dev.microkernel.actor.ActorSpec#type type}. */
        public String type() {
            return type;
        }

        /** How many messages they have handled; 0 where messages are not counted. */
        public long handled() {
            return counters.handled();
        }

        /** How many of these were timed. */
        public long timed() {
            return counters.timed();
        }

        /** How long handling those took that were timed. */
        public Duration timedDuration() {
            return counters.timedDuration();
        }

        /** How many messages were refused because a mailbox was full. */
        public long refused() {
            return counters.refused();
        }

        /** How many messages were shed because a mailbox was full. */
        public long droppedNewest() {
            return counters.droppedNewest();
        }

        /** How many messages that waited were shed for newer ones. */
        public long droppedOldest() {
            return counters.droppedOldest();
        }
    }

    /**
     * The actors of one type at one moment.
     *
     * @param actors how many there are
     * @param waiting how many messages wait in their mailboxes
     * @param oldest for about how long the oldest of these has been waiting; zero if none waits
     */
    public record TypeLoad(long actors, long waiting, Duration oldest) {

        /** No actors. */
        public static final TypeLoad NONE = new TypeLoad(0, 0, Duration.ZERO);
    }

    /** The actors that there are now, by type. It looks at each of them. */
    public Map<String, TypeLoad> loads() {
        var loads = new HashMap<String, TypeLoad>();
        Census.below(kernel.root())
                .forEach((type, group) -> loads.put(
                        type, new TypeLoad(group.actors(), group.waiting(), Duration.ofNanos(group.oldestNanos()))));
        return loads;
    }

    // ---- supervision and asks

    /**
     * Restarts of a kind, counting on.
     *
     * @param type what kind of actor was restarted
     * @param strategy what OTP calls the strategy by which it was: {@code one_for_one}, {@code rest_for_one}, {@code
     *     one_for_all}; empty if somebody wanted it
     * @param reason over which {@linkplain dev.microkernel.actor.ExitReason reason} its life ended, in lower case;
     *     {@code stopped} for those that shared another's fate
     * @param count how many there were
     */
    public record Restarts(String type, Optional<String> strategy, String reason, LongSupplier count) {}

    /** Tells a listener of every kind of restart that there has been or will be, each once. */
    public void forEachKindOfRestart(Consumer<Restarts> listener) {
        kernel.restartKinds()
                .forEach((kind, count) ->
                        listener.accept(new Restarts(kind.type(), kind.strategy(), kind.reason(), count::sum)));
    }

    /**
     * How many asks have failed, by outcome: the {@linkplain dev.microkernel.actor.AskException.Kind kinds} in lower case;
     * and for time-outs, {@code timeout_} and {@linkplain dev.microkernel.actor.AskException.Progress how far} the message
     * had got. All outcomes are there, in the same order each time.
     */
    public Map<String, Long> askFailures() {
        return kernel.askFailures().all();
    }

    // ---- scheduler and timers

    /**
     * The scheduler.
     *
     * @param workers how many threads run actors' turns
     * @param parked how many of them have nothing to do now
     * @param queued how many actors wait for a turn
     * @param turns how many turns there were
     * @param steals how often a worker without work has taken some of another's
     * @param parkedTime for how long workers have had nothing to do, all together
     */
    public record SchedulerMetrics(int workers, int parked, int queued, long turns, long steals, Duration parkedTime) {}

    /** What the scheduler has to do, and has done. */
    public SchedulerMetrics scheduler() {
        var load = kernel.load();
        return new SchedulerMetrics(
                load.workers(),
                load.parked(),
                load.queued(),
                load.turns(),
                load.steals(),
                Duration.ofNanos(load.parkedNanos()));
    }

    /** How many timers are set: those of actors, and the runtime's own. */
    public long timersWaiting() {
        return kernel.time().timersWaiting();
    }

    /** How many timers have fired. */
    public long timersFired() {
        return kernel.time().timersFired();
    }

    // ---- links

    /** What has passed on all links with other nodes, also on those that have ended. */
    public PeerInfo.Traffic traffic() {
        return links.traffic();
    }
}
