package dev.microkernel.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of a JVM that is many devices, each of which sends a message a second, spread evenly. It ends when its standard
 * input does.
 */
final class DeviceFleet {

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long GRACE_MILLIS = 2_000;

    private DeviceFleet() {}

    /** Arguments: the port on loopback, how many, the id of the actor that they send to. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var devices = new Device[Integer.parseInt(arguments[1])];
        endWithStandardInput();
        try (var selector = Selector.open()) {
            for (int i = 0; i < devices.length; i++) {
                devices[i] = Device.connect(address, i, Long.parseUnsignedLong(arguments[2]));
                devices[i].channel().register(selector, SelectionKey.OP_READ, devices[i]);
                readWhatIsThere(selector);
            }
            run(selector, devices);
        } catch (UncheckedIOException e) {
            Thread.sleep(
                    GRACE_MILLIS); // a node that was killed closes connections before its end of the standard input
            throw e;
        }
    }

    private static void run(Selector selector, Device[] devices) throws IOException {
        long start = System.nanoTime();
        for (long message = 0; ; message++) {
            long due = start + message * SECOND_NANOS / devices.length;
            while (System.nanoTime() - due < 0) {
                readWhatIsThere(selector);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            devices[(int) (message % devices.length)].send();
        }
    }

    private static void readWhatIsThere(Selector selector) throws IOException {
        selector.selectNow(key -> {
            try {
                ((Device) key.attachment()).read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void endWithStandardInput() {
        Thread.ofPlatform().daemon().name("end").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said to it
                }
            } catch (IOException gone) {
                // as if it had ended
            }
            Runtime.getRuntime().halt(0);
        });
    }
}
