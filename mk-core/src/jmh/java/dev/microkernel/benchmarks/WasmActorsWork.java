package dev.microkernel.benchmarks;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmLimits;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Modules as actors: how many messages a second does one answer, alone and with a fiber that waits for each; what does a fiber
 * cost that sleeps; and how long does it take to stop one that spins?
 */
final class WasmActorsWork implements Session {

    static final Row ANSWERED = new Row("wasm actor: messages answered", Unit.OPS_PER_SECOND, null);
    static final Row RESUMED = new Row("wasm actor: fiber resumed and suspended", Unit.OPS_PER_SECOND, null);
    static final Row FIBER = new Row("wasm actor: suspended fiber", Unit.BYTES, new Target.AtMost(2.5 * 1024));
    static final Row PARKED = new Row("wasm actor: 10,000 fibers put to sleep", Unit.MILLISECONDS, null);
    static final Row STOPPED = new Row("wasm actor: runaway stopped", Unit.MILLISECONDS, new Target.AtMost(50));
    static final Row OVERDUE =
            new Row("wasm actor: runaway stopped, past its deadline", Unit.MILLISECONDS, new Target.AtMost(100));
    static final Row CALM = new Row("wasm actor: 1,000 others asked, p99", Unit.MILLISECONDS, null);
    static final Row BESIDE = new Row("wasm actor: the same beside 8 runaways, p99", Unit.MILLISECONDS, null);
    static final List<Row> ROWS = List.of(ANSWERED, RESUMED, FIBER, PARKED, STOPPED, OVERDUE, CALM, BESIDE);

    private static final int IN_FLIGHT = 1_000;
    private static final int FIBERS = 10_000;
    private static final int OTHERS = 1_000;
    private static final int RUNAWAYS = 8;
    private static final Duration RUN_TIME = Duration.ofMillis(100);
    private static final int LOOP = 9;
    private static final int SLEEP_MILLIS = Integer.MAX_VALUE;
    private static final WasmOptions UNLIMITED =
            WasmOptions.DEFAULT.withLimits(WasmLimits.DEFAULT.withSends(Integer.MAX_VALUE, Long.MAX_VALUE));

    private final ActorSystem system = ActorSystem.named("benchmark").start();
    private final ActorRef<Object> memoryless = spawn("memoryless-wat", UNLIMITED);
    private final List<ActorRef<Object>> others = IntStream.range(0, OTHERS)
            .mapToObj(i -> spawn("memoryless-wat", UNLIMITED))
            .toList();
    private final ActorRef<Object> looping = spawn("fiber-c", UNLIMITED.withFiber());

    WasmActorsWork() {
        looping.tell(new WireMessage(LOOP, new byte[0]));
    }

    private ActorRef<Object> spawn(String module, WasmOptions options) {
        return system.spawn(WasmActors.spec(WasmModule.of(WasmGuest.bytes(module)), options)
                .withMailbox(MailboxSpec.unbounded())
                .withRestart(RestartType.TEMPORARY));
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        answered(memoryless, length.dividedBy(2));
        answered(looping, length.dividedBy(2));
        fibers(); // a frame takes more room before it is compiled
        fibers();
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        double answered = answered(memoryless, length.dividedBy(2));
        double resumed = answered(looping, length.dividedBy(2));
        var fibers = fibers();
        var values = new HashMap<String, Double>();
        values.put(ANSWERED.name(), answered);
        values.put(RESUMED.name(), resumed);
        values.put(FIBER.name(), fibers.bytes());
        values.put(PARKED.name(), fibers.millis());
        values.put(STOPPED.name(), stopped());
        values.put(OVERDUE.name(), overdue());
        values.put(CALM.name(), askedP99());
        values.put(BESIDE.name(), askedBesideRunaways());
        return values;
    }

    /** Keeps so many messages on their way, one more for each that is answered. */
    private double answered(ActorRef<Object> actor, Duration length) throws InterruptedException {
        var client = new Client(actor, length);
        var ref = system.spawn(ActorSpec.<Object>of(context -> client.on(context.self()))
                .withMailbox(MailboxSpec.unbounded())
                .withCodec(MessageCodec.RAW));
        long start = System.nanoTime();
        for (int i = 0; i < IN_FLIGHT; i++) {
            actor.tell(Client.MESSAGE, ref);
        }
        client.done.await();
        double perSecond = client.answers * 1e9 / (System.nanoTime() - start);
        system.stop(ref);
        return perSecond;
    }

    private static final class Client implements Behavior<Object> {
        private static final WireMessage MESSAGE = new WireMessage(1, new byte[0]);

        private final CountDownLatch done = new CountDownLatch(1);
        private final ActorRef<Object> actor;
        private final long end;
        private long answers;
        private int left = IN_FLIGHT;

        private @Nullable ActorRef<Object> self;

        private Client(ActorRef<Object> actor, Duration length) {
            this.actor = actor;
            this.end = System.nanoTime() + length.toNanos();
        }

        private Behavior<Object> on(ActorRef<Object> own) {
            self = own;
            return this;
        }

        @Override
        public Behavior<Object> onMessage(Object message) {
            answers++;
            if (System.nanoTime() < end) {
                actor.tell(MESSAGE, Objects.requireNonNull(self, "begun"));
            } else if (--left == 0) {
                done.countDown();
            }
            return Behavior.same();
        }
    }

    private record Fibers(double bytes, double millis) {}

    /** What is added by going to sleep, to instances that have run already. */
    private Fibers fibers() throws InterruptedException {
        var actors = new ArrayList<ActorRef<Object>>();
        for (int i = 0; i < FIBERS; i++) {
            actors.add(spawn("sleeper-wat", UNLIMITED.withFiber()));
        }
        awaitAll(actors, 0); // sleeps for no time
        long before = Heap.used();
        long start = System.nanoTime();
        var sleep = new WireMessage(SLEEP_MILLIS, new byte[0]);
        actors.forEach(actor -> actor.tell(sleep));
        while (actors.stream().anyMatch(actor -> !sleeps(actor))) {
            Thread.sleep(1);
        }
        double millis = (System.nanoTime() - start) / 1e6;
        long after = Heap.used();
        var ends = actors.stream().map(system::monitor).toArray(CompletableFuture[]::new);
        actors.forEach(system::stop);
        CompletableFuture.allOf(ends).join();
        return new Fibers((double) (after - before) / FIBERS, millis);
    }

    private static boolean sleeps(ActorRef<Object> actor) {
        return WasmActors.inspect(actor).orElseThrow().counts().messagesHandled() == 2;
    }

    private static void awaitAll(List<ActorRef<Object>> actors, int type) {
        var message = new WireMessage(type, new byte[0]);
        var answers = actors.stream()
                .map(actor -> actor.ask(message, WireMessage.class, Duration.ofMinutes(1)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(answers).join();
    }

    /** From the wish to the end. */
    private double stopped() throws InterruptedException {
        var options = UNLIMITED.withLimits(WasmLimits.DEFAULT.withRunTime(Duration.ofMinutes(5)));
        var spinner = spawn("spinner-wat", options);
        awaitAll(List.of(spinner), 5);
        var end = system.monitor(spinner);
        spinner.tell(new WireMessage(1, new byte[0]));
        Thread.sleep(20); // it spins
        long start = System.nanoTime();
        system.stop(spinner);
        end.join();
        return (System.nanoTime() - start) / 1e6;
    }

    private List<ActorRef<Object>> spinning(int count, WasmOptions options) {
        var spinners = new ArrayList<ActorRef<Object>>();
        for (int i = 0; i < count; i++) {
            spinners.add(spawn("spinner-wat", options));
        }
        awaitAll(spinners, 5);
        return spinners;
    }

    /** From the end of its time to its end. */
    private double overdue() {
        var options = UNLIMITED.withLimits(WasmLimits.DEFAULT.withRunTime(RUN_TIME));
        var spinner = spinning(1, options).getFirst();
        var end = system.monitor(spinner);
        long start = System.nanoTime();
        spinner.tell(new WireMessage(1, new byte[0]));
        end.join();
        return (System.nanoTime() - start - RUN_TIME.toNanos()) / 1e6;
    }

    /** Asks each of many modules, one after the other. */
    private double askedP99() {
        var nanos = new long[OTHERS];
        for (int i = 0; i < OTHERS; i++) {
            long start = System.nanoTime();
            others.get(i)
                    .ask(new WireMessage(1, new byte[0]), WireMessage.class, Duration.ofMinutes(1))
                    .join();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[OTHERS * 99 / 100] / 1e6;
    }

    /** While fibers spin, more than there are cores, until they are stopped. */
    private double askedBesideRunaways() {
        var options = UNLIMITED.withFiber().withLimits(WasmLimits.DEFAULT.withRunTime(Duration.ofMinutes(5)));
        var spinners = spinning(RUNAWAYS, options);
        spinners.forEach(spinner -> spinner.tell(new WireMessage(1, new byte[0])));
        double p99 = askedP99();
        var ends = spinners.stream().map(system::monitor).toArray(CompletableFuture[]::new);
        spinners.forEach(system::stop);
        CompletableFuture.allOf(ends).join();
        return p99;
    }
}
