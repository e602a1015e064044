package dev.microkernel.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All works, in the order of the table. */
final class Works {

    private static final Row TELL_1 = times("tell, 1 -> 1", 3);
    private static final Row TELL_8 = times("tell, 8 -> 1", 2.5);
    private static final Row TELL_BYTES = new Row("tell, 1 -> 1: allocation", Unit.BYTES, new Target.AtMost(24));
    private static final Row PING_BYTES = new Row("ping-pong, 1 pair: allocation", Unit.BYTES, new Target.AtMost(24));

    private static final Target LINK_TARGET = new Target.Both(new Target.AtLeast(1_000_000), new Target.TimesPekko(3));

    static final List<Work> ALL = List.of(
            tell("tell-1", Work.throughput(TELL_1, TELL_BYTES, c -> new Tell<>(c, 1)), TELL_1),
            tell("tell-8", Work.throughput(TELL_8, c -> new Tell<>(c, 8)), TELL_8),
            Work.throughput(times("ping-pong, 1 pair", 4), PING_BYTES, c -> new Rings<>(c, 1, 2, 1))
                    .named("ping-pong-1"),
            Work.throughput(times("ping-pong, 1,000 pairs", 2), c -> new Rings<>(c, 1_000, 2, 1))
                    .named("ping-pong-1000"),
            Work.throughput(times("ring of 10,000, 1 token", 3.5), c -> new Rings<>(c, 1, 10_000, 1))
                    .named("ring-1"),
            Work.throughput(times("ring of 10,000, 100 tokens", 2), c -> new Rings<>(c, 1, 10_000, 100))
                    .named("ring-100"),
            Work.throughput(times("fan-out to 10,000, acknowledged", 3), c -> new FanOut<>(c, 10_000))
                    .named("fan-out"),
            Work.throughput(times("ask, 1,000 in flight", 6), c -> new Asks<>(c, 1_000))
                    .named("ask-1000"),
            Work.throughput(times("ask, one at a time", 1), c -> new Asks<>(c, 1))
                    .named("ask-1"),
            Work.throughput(times("spawn, with full lifecycle", 5), c -> new Lifecycles<>(c))
                    .named("spawn"),
            Work.throughput(times("skynet of 1,000,000", 10), c -> new Skynet<>(c))
                    .named("skynet")
                    .thatIsHeavy(),
            Work.special(Restarts.ROWS, c -> new Restarts<>(c))
                    .named("restart")
                    .by(EnumSet.of(Contestant.MICROKERNEL, Contestant.PEKKO_TYPED, Contestant.PEKKO_TUNED)),
            Work.special(List.of(Fairness.SERVED, Fairness.ASK), c -> new Fairness<>(c))
                    .named("fairness"),
            Work.special(
                            List.of(BoundedMailbox.UNBOUNDED, BoundedMailbox.BOUNDED, BoundedMailbox.RATIO),
                            BoundedMailbox::of)
                    .named("mailbox")
                    .by(EnumSet.of(Contestant.MICROKERNEL)),
            Work.special(List.of(IdleMemory.BYTES), IdleMemory::new)
                    .named("idle-memory")
                    .thatIsHeavy(),
            Work.special(Latency.ROWS, c -> new Latency<>(c)).named("latency"),
            link("link-tcp-64", Transport.TCP, 64, LINK_TARGET),
            link("link-tcp-1024", Transport.TCP, 1_024, null),
            link("link-unix-64", Transport.UNIX, 64, null),
            link("link-unix-1024", Transport.UNIX, 1_024, null),
            link("link-tls-64", Transport.TLS, 64, null),
            link("link-tls-1024", Transport.TLS, 1_024, null),
            ours(DevicesWork.ROWS, DevicesWork::new).named("link-devices"),
            ours(WasmCalls.ROWS, WasmCalls::new).named("wasm-call"),
            ours(WasmInstances.ROWS, WasmInstances::new).named("wasm-instance"),
            ours(WasmActorsWork.ROWS, WasmActorsWork::new).named("wasm-actor"));

    private Works() {}

    /** Finds the work of a name that came from a command line. */
    static Work named(String name) {
        return ALL.stream()
                .filter(work -> work.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no such work, name=" + name));
    }

    private static Work link(String name, Transport transport, int length, @Nullable Target target) {
        var rows = LinkWork.Rows.of(transport, length, target);
        var peers = transport == Transport.UNIX
                ? EnumSet.of(Contestant.MICROKERNEL)
                : EnumSet.of(Contestant.MICROKERNEL, Contestant.PEKKO_CLASSIC);
        return Work.special(rows.all(), c -> new LinkWork(c.link(transport), length, rows))
                .named(name)
                .by(peers);
    }

    /** What no other system does. */
    private static Work ours(List<Row> rows, Supplier<Session> open) {
        return Work.special(rows, c -> open.get()).by(EnumSet.of(Contestant.MICROKERNEL));
    }

    /** The bare queue does it, too: what is the price of a runtime? */
    private static Work tell(String name, Work work, Row row) {
        var price = new Row(row.name() + ": ours/bare queue", Unit.RATIO, new Target.AtLeast(0.4));
        return work.named(name)
                .by(EnumSet.allOf(Contestant.class))
                .compared(new Comparison(price, row, Contestant.JCTOOLS));
    }

    private static Row times(String name, double factor) {
        return new Row(name, Unit.OPS_PER_SECOND, new Target.TimesPekko(factor));
    }
}
