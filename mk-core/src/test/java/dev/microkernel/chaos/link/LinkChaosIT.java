package dev.microkernel.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes that all send to each other, by references of both kinds, while links are cut, stalled and refused, readers
 * stand still and nodes begin another life: no message is handled twice or overtaken, and each that is lost is a dead
 * letter, or was under way when its sender was told that the other node, or its link, was gone.
 */
class LinkChaosIT {

    private static final int NODES = 3;
    private static final int MESSAGES = Integer.getInteger("chaos.link.messages", 20_000);
    private static final int ROUNDS = Integer.getInteger("chaos.link.rounds", 2);
    private static final long SEED = Long.getLong("chaos.seed", 42);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What goes wrong. */
    private enum Fault {
        CUT,
        RESET,
        STALL,
        /** Longer than a peer may be silent. */
        FREEZE,
        DISCONNECT,
        BAN,
        SUSPEND,
        RESTART
    }

    private final Random random = new Random(SEED);
    private final AtomicInteger limit = new AtomicInteger();
    private final List<Stream> streams = new ArrayList<>();
    private final List<AtomicInteger> lives = new ArrayList<>();
    private final List<ChaosNode> nodes = new ArrayList<>();

    /** The i-th is that through which the i-th node mounts the next. */
    private final List<Cable> cables = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        for (int from = 0; from < NODES; from++) {
            for (int to = 0; to < NODES; to++) {
                for (int kind = 0; kind < 2 && from != to; kind++) {
                    streams.add(new Stream(streams.size(), from, to, kind == 1, MESSAGES));
                }
            }
        }
        IntStream.range(0, NODES).forEach(i -> lives.add(new AtomicInteger(1)));
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ChaosNode(i, streams, lives, limit));
        }
        for (int i = 0; i < NODES; i++) {
            cables.add(new Cable(nodes.get(next(i)).address()));
        }
        for (int i = 0; i < NODES; i++) {
            mountNext(i);
        }
    }

    @AfterEach
    void close() throws IOException {
        for (var cable : cables) {
            cable.close();
        }
    }

    @Test
    @Timeout(3600)
    void noMessageIsDoubledOrOvertakenAndNoneIsLostWithoutAWord() throws IOException {
        var faults = new ArrayList<Fault>();
        for (int round = 0; round < ROUNDS; round++) {
            var all = Arrays.asList(Fault.values());
            Collections.shuffle(all, random);
            faults.addAll(all);
        }
        for (int done = 0; done < faults.size(); done++) {
            int from = limit.get();
            limit.set((int) ((long) MESSAGES * (done + 1) / faults.size()));
            long half = (from + limit.get()) / 2L * streams.size();
            await("traffic before " + faults.get(done), () -> sent() >= half);
            inject(faults.get(done));
        }
        await("all is sent", () -> sent() == (long) MESSAGES * streams.size());
        await("each message has come to something", () -> streams.stream().allMatch(Stream::isSettled));

        nodes.forEach(ChaosNode::close);
        assertThat(streams.stream().flatMap(stream -> stream.faults().stream()))
                .as(this::account)
                .isEmpty();
        assertThat(streams)
                .as(this::account)
                .allSatisfy(stream -> assertThat(stream.handledCount()).isGreaterThan(MESSAGES / 10));
    }

    private void inject(Fault fault) throws IOException {
        int at = random.nextInt(NODES);
        var node = nodes.get(at);
        var other = nodes.get(next(at));
        var cable = cables.get(at);
        switch (fault) {
            case CUT -> ending(at, () -> cable.cut(false));
            case RESET -> ending(at, () -> cable.cut(true));
            case STALL -> {
                cable.stall();
                last(50);
                cable.flow();
            }
            case FREEZE -> ending(at, cable::stall, cable::flow);
            case DISCONNECT -> ending(at, () -> node.system().disconnect(other.identity()));
            case BAN ->
                ending(
                        at,
                        () -> node.system().ban(other.identity()),
                        () -> node.system().unban(other.identity()));
            case SUSPEND -> {
                List<ActorRef<?>> receivers = List.copyOf(node.receivers());
                receivers.forEach(receiver -> node.system().suspend(receiver));
                last(50);
                receivers.forEach(receiver -> node.system().resume(receiver));
            }
            case RESTART -> {
                node.restart();
                cables.get(previous(at)).lead(node.address());
                mountNext(at);
                await(fault + " is over", () -> streams.stream().allMatch(Stream::isWatched));
            }
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    /** Does what ends the link of a node with the next, and waits until all who use it know, and have it again. */
    private void ending(int at, Action fault, Action... end) throws IOException {
        var hit = streams.stream()
                .filter(stream -> (stream.from() == at && stream.to() == next(at))
                        || (stream.to() == at && stream.from() == next(at)))
                .toList();
        int[] before = hit.stream().mapToInt(Stream::downs).toArray();
        fault.run();
        await(
                "senders know",
                () -> IntStream.range(0, before.length).allMatch(i -> hit.get(i).downs() > before[i]));
        for (var action : end) {
            action.run();
        }
        await("senders have found receivers again", () -> hit.stream().allMatch(Stream::isWatched));
    }

    /** How long a fault takes that nobody notices. */
    private void last(int millis) {
        LockSupport.parkNanos(
                Duration.ofMillis(millis / 2 + random.nextInt(millis)).toNanos());
    }

    private void mountNext(int at) throws IOException {
        var _ = nodes.get(at).system().mount(cables.get(at).address());
    }

    private static int next(int at) {
        return (at + 1) % NODES;
    }

    private static int previous(int at) {
        return (at + NODES - 1) % NODES;
    }

    private long sent() {
        return streams.stream().mapToLong(Stream::sent).sum();
    }

    private void await(String what, BooleanSupplier condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .alias(what)
                .until(condition::getAsBoolean);
    }

    private String account() {
        var text = new StringBuilder("seed=" + SEED);
        streams.forEach(stream -> text.append('\n').append(stream));
        return text.toString();
    }
}
