package dev.microkernel.log;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes the {@link LogLine}s it is sent to the logger {@value #LOGGER}, with the key-values {@code node}, the id of the
 * node they came from, and {@code actor}, who sent them. A node that sends too many has the rest dropped, which is
 * reported as a warning, at most once in ten seconds.
 *
 * <p>{@code ActorSystem.Builder.logActor()} has a system with one, under the name {@value #NAME}.
 */
public final class LogActor implements Behavior<Object> {

    /** The name it is registered by, and that of the actor under the root. */
    public static final String NAME = "log";

    /** The logger of all lines; its level decides which are written. */
    public static final String LOGGER = "dev.microkernel.log";

    /** How many lines a second a node may send unless another number is given. */
    public static final int DEFAULT_LINES_PER_SECOND = 100;

    /** Highest number of lines a second. */
    public static final int LINES_PER_SECOND_MAX = 100_000;

    /** How long after the first dropped line the drops are reported. */
    private static final Duration REPORT_AFTER = Duration.ofSeconds(10);

    /** What a node may send at once, in seconds of its allowance: what a device has to say when it starts. */
    private static final int BURST_SECONDS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    /** Time to say what was dropped. */
    private enum Report {
        DUE
    }

    private final ActorContext<Object> context;
    private final SendingNodes nodes;
    private long droppingSinceNanos;

    private LogActor(ActorContext<Object> context, int linesPerSecond) {
        this.context = context;
        this.nodes = new SendingNodes(
                linesPerSecond, linesPerSecond * BURST_SECONDS, context.time().nanoTime());
    }

    /**
     * A log actor. It takes {@link LogLine}s, from this node and from others; all else is unhandled, or a dead letter if
     * it comes from another node.
     *
     * @param linesPerSecond how many lines each node may send, 1 to {@value #LINES_PER_SECOND_MAX}; after a rest, twice as
     *     many at once
     * @throws IllegalArgumentException if the number is out of range
     */
    public static ActorSpec<Object> spec(int linesPerSecond) {
        requireLinesPerSecond(linesPerSecond);
        return ActorSpec.<Object>of(context -> new LogActor(context, linesPerSecond))
                .withType("log")
                .withCodec(new LogLineCodec());
    }

    /**
     * Refuses a number of lines that {@link #spec} does not take.
     *
     * @return the number
     * @throws IllegalArgumentException if it is out of range
     */
    public static int requireLinesPerSecond(int linesPerSecond) {
        if (linesPerSecond < 1 || linesPerSecond > LINES_PER_SECOND_MAX) {
            throw new IllegalArgumentException(
                    "lines per second must be 1.." + LINES_PER_SECOND_MAX + ", linesPerSecond=" + linesPerSecond);
        }
        return linesPerSecond;
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        return switch (message) {
            case LogLine line -> {
                onLine(line);
                yield Behavior.same();
            }
            case Report due -> {
                report();
                yield Behavior.same();
            }
            default -> Behavior.unhandled();
        };
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) {
        if (signal instanceof Signal.Stopping || signal instanceof Signal.PreRestart) {
            report();
        }
        return Behavior.same();
    }

    private void onLine(LogLine line) {
        var level = slf4j(line.level());
        if (!LOG.isEnabledForLevel(level)) {
            return; // what nobody wants to see does not use up what a node may say
        }
        var sender = context.sender();
        int node = nodeOf(sender.id());
        long now = context.time().nanoTime();
        if (nodes.allows(node, now)) {
            LOG.atLevel(level)
                    .addKeyValue("node", Integer.toUnsignedString(node))
                    .addKeyValue("actor", sender.path())
                    .log(PrintableText.of(line.text()));
        } else if (!context.isTimerActive(Report.DUE)) {
            droppingSinceNanos = now;
            context.startTimer(Report.DUE, Report.DUE, REPORT_AFTER);
        }
    }

    /** Who is nobody is on this node: a message from elsewhere says at least from where. */
    private int nodeOf(ActorId sender) {
        return sender.equals(ActorId.NONE) ? context.self().id().node() : sender.node();
    }

    private void report() {
        long seconds =
                Duration.ofNanos(context.time().nanoTime() - droppingSinceNanos).toSeconds();
        nodes.takeDropped((node, lines) -> LOG.atWarn()
                .addKeyValue("node", node)
                .addKeyValue("dropped", lines)
                .log("node {}: {} lines dropped in {} s", node, lines, seconds));
    }

    private static Level slf4j(LogLine.Level level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
