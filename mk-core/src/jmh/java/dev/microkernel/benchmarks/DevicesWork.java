package dev.microkernel.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What does a node cost that 10,000 devices are connected with, each sending 64 bytes a second? They are sockets of another
 * process; this one has nothing to do but them. Heartbeats are as they come: each is asked every 3 s whether it is alive.
 */
final class DevicesWork implements Session {

    private static final int DEVICES = 10_000;
    private static final double CPU_MAX = 0.1;
    private static final double MEMORY_MAX = 1 << 30;

    static final Row RATE = new Row("10,000 devices: messages received", Unit.OPS_PER_SECOND, null);
    static final Row CPU = new Row("10,000 devices: of one core", Unit.RATIO, new Target.AtMost(CPU_MAX));
    static final Row RESIDENT = new Row("10,000 devices: resident memory", Unit.BYTES, new Target.AtMost(MEMORY_MAX));
    static final Row HEAP = new Row("10,000 devices: heap after collection", Unit.BYTES, null);
    static final List<Row> ROWS = List.of(RATE, CPU, RESIDENT, HEAP);

    /** Long enough for several heartbeats, whatever the plan's rounds are. */
    private static final Duration LENGTH = Duration.ofSeconds(7);

    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int BYTES_PER_KB = 1024;

    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final LongAdder received = new LongAdder();

    /** Starts the node, and returns when all devices are connected. */
    DevicesWork() {
        var system = ActorSystem.named("controller").nodeId(1).start();
        ActorRef<WireMessage> sink = system.spawn(ActorSpec.<WireMessage>of(context -> message -> {
                    received.increment();
                    return Behavior.same();
                })
                .withCodec(MessageCodec.RAW));
        system.registry().register("sink", sink);
        var listener = system.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try {
            var fleet = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DeviceFleet.class.getName(),
                            String.valueOf(listener.address().getPort()),
                            String.valueOf(DEVICES),
                            Long.toUnsignedString(sink.id().value()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            while (system.peers().size() < DEVICES) {
                if (!fleet.isAlive()) {
                    throw new IllegalStateException("the devices have ended");
                }
                Thread.sleep(100);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        Thread.sleep(LENGTH);
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        Thread.sleep(SETTLING); // what waited during the collections before a round is none of its messages
        long before = received.sum();
        long cpu = machine.getProcessCpuTime();
        long start = System.nanoTime();
        Thread.sleep(LENGTH);
        long nanos = System.nanoTime() - start;
        long worked = machine.getProcessCpuTime() - cpu;
        return Map.of(
                RATE.name(),
                (double) (received.sum() - before) * NANOS_PER_SECOND / nanos,
                CPU.name(),
                (double) worked / nanos,
                RESIDENT.name(),
                residentBytes(),
                HEAP.name(),
                (double) Heap.used());
    }

    private static double residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * BYTES_PER_KB)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException notLinux) {
            return Double.NaN;
        }
    }
}
