package dev.microkernel.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Very many failures in a tree of supervisors of all kinds, on real threads: some restart one child, some the rest, some
 * all, and some give up and are restarted themselves. In the end the tree is what it was, every leaf answers, and what is
 * remembered of failures takes no more memory than after the first ones.
 */
class StormTest {

    private static final int FAILURES = Integer.getInteger("chaos.failures", 100_000);
    private static final int LEAVES = 4;
    private static final long GROWTH_MAX = 24L << 20;

    private static final class PlantedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        PlantedException() {
            super("planted", null, false, false);
        }
    }

    @Test
    @Timeout(3600)
    void theTreeIsIntactAndMemoryFlat() throws InterruptedException {
        try (var system = ActorSystem.named("storm").workers(3).start()) {
            system.spawn("top", ActorSpec.supervisor(tree()));
            var leaves = awaitLeaves(system);
            storm(system, leaves, FAILURES / 10);
            awaitLeaves(system);
            long before = usedAfterCollection();
            storm(system, leaves, FAILURES);

            assertThat(awaitLeaves(system)).isEqualTo(leaves);
            assertThat(usedAfterCollection() - before).as("growth in bytes").isLessThan(GROWTH_MAX);
            assertThat(system.inspect().withDescendants().map(ActorInfo::state)).containsOnly(ActorInfo.State.RUNNING);
            assertThat(system.actors()).isEqualTo(1 + 4 + 4 * LEAVES);
            assertThat(system.restarts()).isGreaterThan(FAILURES / 20);
            assertThat(system.killed()).isZero();
            assertThat(system.givenUp()).isZero();
        }
    }

    private static SupervisorSpec tree() {
        var patient = RestartStrategy.oneForOne().withoutIntensity().withBackoff(Backoff.NONE);
        var impatient = patient.withIntensity(new Intensity(100, Duration.ofSeconds(1)));
        return SupervisorSpec.of(patient)
                .withChild("one", supervisor(patient))
                .withChild(
                        "rest",
                        supervisor(
                                RestartStrategy.restForOne().withoutIntensity().withBackoff(Backoff.NONE)))
                .withChild(
                        "all",
                        supervisor(
                                RestartStrategy.oneForAll().withoutIntensity().withBackoff(Backoff.NONE)))
                .withChild("impatient", supervisor(impatient));
    }

    private static ActorSpec<Object> supervisor(RestartStrategy strategy) {
        var spec = SupervisorSpec.of(strategy);
        for (int i = 0; i < LEAVES; i++) {
            var leaf = ActorSpec.<Boolean>of(context -> fails -> answer(context, fails))
                    .withMailbox(MailboxSpec.bounded(64).withBlocking(Duration.ofSeconds(60)));
            spec = spec.withChild("leaf" + i, leaf);
        }
        return ActorSpec.supervisor(spec);
    }

    private static Behavior<Boolean> answer(ActorContext<Boolean> context, boolean fails) {
        if (fails) {
            throw new PlantedException();
        }
        context.reply("alive");
        return Behavior.same();
    }

    private static void storm(ActorSystem system, List<String> leaves, int failures) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 2; i++) {
            var random = new Random(i);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int sent = 0; sent < failures / 2; sent++) {
                    system.find(leaves.get(random.nextInt(leaves.size())))
                            .ifPresent(leaf -> leaf(leaf).tell(true));
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    /** Asks all leaves, again and again while some of them are replaced, until each has answered. */
    private static List<String> awaitLeaves(ActorSystem system) {
        while (true) {
            try {
                var paths = leafPaths(system);
                if (paths.size() == 4 * LEAVES) {
                    for (var path : paths) {
                        leaf(system.find(path).orElseThrow())
                                .ask(false, String.class, Duration.ofSeconds(60))
                                .join();
                    }
                    return paths;
                }
            } catch (NoSuchElementException | CompletionException replaced) {
                if (replaced.getCause() instanceof AskException why && why.kind() == AskException.Kind.TIMEOUT) {
                    throw replaced;
                }
            }
            Thread.yield();
        }
    }

    private static List<String> leafPaths(ActorSystem system) {
        return system.inspect()
                .withDescendants()
                .map(ActorInfo::path)
                .filter(path -> path.contains("/leaf"))
                .toList();
    }

    @SuppressWarnings("unchecked") // all that is asked for takes booleans
    private static ActorRef<Boolean> leaf(ActorRef<?> ref) {
        return (ActorRef<Boolean>) ref;
    }

    /** Collected until two collections in a row leave about the same. */
    private static long usedAfterCollection() {
        long used = Long.MAX_VALUE;
        while (true) {
            System.gc();
            var runtime = Runtime.getRuntime();
            long now = runtime.totalMemory() - runtime.freeMemory();
            if (Math.abs(used - now) < 1 << 20) {
                return now;
            }
            used = now;
        }
    }
}
