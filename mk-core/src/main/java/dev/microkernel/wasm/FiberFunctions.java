package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import dev.microkernel.cell.WokenException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.wasm.WasmInfo.Activity;
import dev.microkernel.wasm.engine.GuestMemory;
import dev.microkernel.wasm.engine.InterruptedGuestException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waiting in the middle of a message. */
final class FiberFunctions {

    static final int DONE = 0;
    static final int NO_FIBER = -1;
    static final int TIMED_OUT = -2;

    /** Where a guest wants what it receives; 0 in place of a source that it does not want. */
    private record Wanted(int type, int buffer, int capacity, int size, int source) {

        static Wanted of(long[] arguments) {
            return new Wanted(
                    i32(arguments, 0),
                    i32(arguments, 1),
                    i32(arguments, 2),
                    i32(arguments, 3),
                    arguments.length > 4 ? i32(arguments, 4) : 0);
        }

        /** Before anything is received: a message must not be lost over a bad pointer. */
        void requireIn(GuestMemory memory, boolean withSource) {
            memory.require(type, Integer.BYTES);
            memory.require(buffer, Math.max(capacity, 0));
            memory.require(size, Integer.BYTES);
            if (withSource) {
                memory.require(source, Long.BYTES);
            }
        }

        void put(GuestMemory memory, boolean withSource, int newType, byte[] payload, long newSource) {
            memory.writeInt(type, newType);
            memory.write(buffer, payload, Math.min(payload.length, Math.max(capacity, 0)));
            memory.writeInt(size, payload.length);
            if (withSource) {
                memory.writeLong(source, newSource);
            }
        }
    }

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("mk_sleep_ms", "i32 -> i32", (guest, a) -> sleep(guest, i32(a, 0))),
            HostFunction.of("mk_recv", "i32 i32 i32 i32 -> i32", (guest, a) -> receive(guest, a, false, null)),
            HostFunction.of("mk_recv_full", "i32 i32 i32 i32 i32 -> i32", (guest, a) -> receive(guest, a, true, null)),
            HostFunction.of(
                    "mk_recv_timeout",
                    "i32 i32 i32 i32 i32 i32 -> i32",
                    (guest, a) -> receive(guest, a, true, Host.millis(i32(a, 5)))));

    private FiberFunctions() {}

    private static int sleep(Guest guest, int millis) {
        var host = guest.host();
        if (!host.hasFiber()) {
            return NO_FIBER;
        }
        host.flush();
        try {
            host.context().sleep(Host.millis(millis));
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
        return DONE;
    }

    private static int receive(Guest guest, long[] arguments, boolean withSource, @Nullable Duration timeout) {
        var wanted = Wanted.of(arguments);
        var memory = guest.memory();
        wanted.requireIn(memory, withSource);
        var host = guest.host();
        if (!host.hasFiber()) {
            return NO_FIBER;
        }
        var received = next(host, timeout);
        if (received.isEmpty()) {
            wanted.put(memory, withSource, 0, new byte[0], 0);
            return TIMED_OUT;
        }
        var message = received.get();
        wanted.put(memory, withSource, message.type(), message.payload(), host.source());
        return DONE;
    }

    /** The next message that has bytes; nothing if the time is up. */
    private static Optional<WireMessage> next(Host host, @Nullable Duration timeout) {
        long end = timeout == null ? 0 : host.time().deadline(timeout);
        host.flush();
        host.watch().waits();
        while (true) {
            leaveIfReloaded(host);
            host.record().activity(Activity.RESTING);
            Optional<Object> message;
            try {
                message = take(
                        host,
                        timeout == null
                                ? null
                                : Duration.ofNanos(end - host.time().nanoTime()));
            } catch (WokenException woken) {
                continue;
            }
            host.record().activity(Activity.HANDLING);
            host.watch().nextMessage();
            if (message.isEmpty()) {
                return Optional.empty();
            }
            host.record().counts().handled();
            var wire = host.encoded(message.get());
            if (wire != null) {
                return Optional.of(wire);
            }
        }
    }

    private static Optional<Object> take(Host host, @Nullable Duration timeout) {
        try {
            return timeout == null
                    ? Optional.of(host.context().receive())
                    : host.context().receive(timeout);
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
    }

    /** A reload leaves a guest that waits for a message where it is; freezing would lose what it is in the middle of. */
    private static void leaveIfReloaded(Host host) {
        switch (host.record().request()) {
            case null -> {}
            case Wish.Reload reload -> throw new UnwoundException();
            case Wish.Freeze freeze -> {
                host.record().withdraw(freeze);
                freeze.refuse("it waits in the middle of a message, and what it has on its stack cannot be kept");
            }
        }
    }

    /** The thread is still to know, for a limit may have been passed. */
    private static InterruptedGuestException interrupted() {
        return new InterruptedGuestException();
    }
}
