package dev.microkernel.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.state.MemoryStateStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Modules, snapshots and calls of host functions made of arbitrary bytes, on one simulated node that must outlive them all. */
public final class FuzzedGuests {

    private static final WasmLimits LIMITS =
            WasmLimits.DEFAULT.withRunTime(Duration.ofMillis(5)).withMemory(1 << 20);
    private static final int DATA_MAX = 256;

    private static @Nullable Guests node;

    private FuzzedGuests() {}

    private static Guests node() {
        var present = node;
        if (present == null) {
            present = new Guests();
            node = present;
        }
        return present;
    }

    /** The bytes are a module, which is run; whether it is one. */
    public static boolean runs(byte[] module) {
        try {
            var loaded = WasmModule.of(module, WasmModule.Mode.INTERPRETED);
            var actor =
                    node().spawn(loaded, WasmOptions.DEFAULT.withLimits(LIMITS).withConsole(text -> {}));
            node().send(actor, 1, (byte) 1, (byte) 2);
            node().send(actor, 2);
            end(actor);
            return true;
        } catch (InvalidModuleException refused) {
            return false;
        }
    }

    /** Small modules of every kind. */
    public static List<byte[]> modules() {
        return Stream.of("echo-wat", "echo-c", "spinner-wat", "grower-wat", "startup-wat", "traps-wat", "counter-rust")
                .map(name -> Guests.file("built/" + name + ".wasm"))
                .toList();
    }

    /** The bytes are a snapshot; whether they are. One that is read is written so that it is read again. */
    public static boolean isSnapshot(byte[] bytes) {
        try {
            var snapshot = WasmSnapshot.of(bytes);
            var again = WasmSnapshot.of(snapshot.toBytes());
            if (!again.sha256().equals(snapshot.sha256())
                    || again.memoryBytes() != snapshot.memoryBytes()
                    || again.messageCount() != snapshot.messageCount()) {
                throw new AssertionError("broken: a snapshot is written as it was read");
            }
            return true;
        } catch (InvalidSnapshotException refused) {
            return false;
        }
    }

    /** Snapshots of a counter, with and without messages. */
    public static List<byte[]> snapshots() {
        var counter = node().spawn(Guests.module("built/counter-c.wasm"), WasmOptions.DEFAULT);
        node().send(counter, 1);
        var done = WasmActors.freeze(counter);
        node().simulation.settle();
        var snapshot = done.join();
        var messages = List.of(new FrozenMessage(1, 7, new byte[3]), new FrozenMessage(2, 0, new byte[0]));
        return List.of(snapshot.toBytes(), new WasmSnapshot(snapshot.sha256(), snapshot.state(), messages).toBytes());
    }

    /**
     * The first byte is a function, the next ones its arguments, big-endian, and the rest what is in the guest's memory from
     * 0 on. Whether the call did not end the guest; that a guest ends is all that may come of it.
     */
    public static boolean callReturns(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        var functions = HostFunctions.all();
        var function = functions.get(Byte.toUnsignedInt(input[0]) % functions.size());
        var in = ByteBuffer.wrap(Arrays.copyOf(input, input.length + Long.BYTES * 8));
        in.position(1);
        var tiny = new TinyModule()
                .importing(
                        function.name(),
                        String.join(" ", function.signature().parameters()) + " -> "
                                + String.join(" ", function.signature().results()));
        for (var parameter : function.signature().parameters()) {
            if (parameter.equals("i64")) {
                tiny.i64(in.getLong());
            } else {
                tiny.i32(in.getInt());
            }
        }
        int from = Math.min(in.position(), input.length);
        tiny.data(Arrays.copyOfRange(input, from, Math.min(input.length, from + DATA_MAX)));
        tiny.call(function.name());
        if (!function.signature().results().isEmpty()) {
            tiny.drop();
        }
        return returns(WasmModule.of(tiny.build(), WasmModule.Mode.INTERPRETED));
    }

    private static boolean returns(WasmModule module) {
        var grants = Grants.NONE
                .with(
                        Grants.Permission.SEND,
                        Grants.Permission.SPAWN,
                        Grants.Permission.REGISTER,
                        Grants.Permission.LIST,
                        Grants.Permission.STATE)
                .withFiles(Path.of("src/test/wasm"));
        try (var store = new MemoryStateStore()) {
            var options = WasmOptions.DEFAULT
                    .withLimits(LIMITS)
                    .withGrants(grants)
                    .withStore(store)
                    .withConsole(text -> {})
                    .withFiber();
            var actor = node().spawn(module, options);
            var ended = node().system.monitor(actor);
            node().send(actor, 1);
            var reason = ended.getNow(null);
            end(actor);
            if (reason != null
                    && !(reason instanceof ExitReason.Trap
                            || reason instanceof ExitReason.Normal
                            || reason instanceof ExitReason.Deadline)) {
                throw new AssertionError("broken: a call returns, or traps; it ended with " + reason);
            }
            return !(reason instanceof ExitReason.Trap);
        }
    }

    private static void end(ActorRef<Object> actor) {
        node().system.stop(actor);
        node().simulation.settle();
        node().received.clear();
        if (node().system.find("/peer").isEmpty()
                || node().system.actorsOfType("wasm").size() > 0) {
            throw new AssertionError("broken: a guest takes nobody with it, and leaves nobody behind");
        }
    }

    /** Calls as they ought to be. */
    public static List<byte[]> calls() {
        var names = HostFunctions.all().stream().map(HostFunction::name).toList();
        return Stream.of(
                        call(names, "mk_log", 1, 0, 8),
                        call(names, "mk_register", 0, 4),
                        call(names, "mk_lookup", 0, 4),
                        call(names, "mk_node_name", 100, 20),
                        call(names, "mk_list_actors", 200, 3, 100),
                        call(names, "mk_ns_list", 0, 1, 300, 200, 100),
                        call(names, "mk_read_file", 0, 10, 300, 200, 100),
                        call(names, "mk_save_state", 0, 3, 0, 30),
                        call(names, "mk_load_state", 0, 3, 100, 30),
                        call(names, "mk_recv_timeout", 100, 200, 30, 104, 112, 1),
                        call(names, "printf", 0, 100),
                        call(names, "snprintf", 200, 50, 0, 100),
                        call(names, "memcpy", 300, 0, 30),
                        call(names, "strncpy", 300, 0, 30),
                        call(names, "malloc", 100))
                .toList();
    }

    private static byte[] call(List<String> names, String name, int... arguments) {
        var text = "%s %d %-9.3f %x cases.json".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(1 + Integer.BYTES * arguments.length + text.length + 1);
        bytes.put((byte) names.indexOf(name));
        for (int argument : arguments) {
            bytes.putInt(argument);
        }
        return bytes.put(text).array();
    }
}
