package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import dev.microkernel.wasm.engine.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The node: its log and console, its name and clock, and its files. */
final class NodeFunctions {

    private static final int FAILED = -1;

    /** Longer lines are cut. */
    private static final int LINE_BYTES_MAX = 4_096;

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("mk_log", "i32 i32 i32 ->", NodeFunctions::log),
            HostFunction.of("mk_print", "i32 i32 ->", (guest, a) -> {
                guest.host().print(line(guest.memory(), i32(a, 0), i32(a, 1)));
                return 0;
            }),
            HostFunction.of("mk_node_name", "i32 i32 -> i32", (guest, a) -> {
                var name = guest.host().kernel().identity().getBytes(StandardCharsets.UTF_8);
                guest.memory().require(i32(a, 0), Math.max(i32(a, 1), 0));
                return give(guest.memory(), i32(a, 0), i32(a, 1), name);
            }),
            HostFunction.light(
                    "mk_time_ms",
                    "-> i64",
                    (guest, a) -> guest.host().time().now().toEpochMilli()),
            HostFunction.of("mk_read_file", "i32 i32 i32 i32 i32 -> i32", NodeFunctions::readFile));

    private NodeFunctions() {}

    /** Copies what there is room for; the full length. */
    static int give(GuestMemory memory, int buffer, int capacity, byte[] bytes) {
        memory.write(buffer, bytes, Math.min(bytes.length, Math.max(capacity, 0)));
        return bytes.length;
    }

    private static String line(GuestMemory memory, int address, int length) {
        memory.require(address, length);
        return memory.text(address, Math.min(length, LINE_BYTES_MAX));
    }

    private static long log(Guest guest, long[] a) {
        var text = PrintableLine.of(line(guest.memory(), i32(a, 1), i32(a, 2)));
        guest.host().spendLine();
        var log = guest.host().context().log();
        switch (i32(a, 0)) {
            case 0 -> log.debug("{}", text);
            case 2 -> log.warn("{}", text);
            case 3 -> log.error("{}", text);
            default -> log.info("{}", text);
        }
        return 0;
    }

    private static long readFile(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        memory.require(i32(a, 2), Math.max(i32(a, 3), 0));
        memory.require(i32(a, 4), Integer.BYTES);
        var host = guest.host();
        var folders = host.options().grants().folders();
        if (folders.isEmpty() || i32(a, 1) > GrantedFiles.PATH_BYTES_MAX) {
            host.refused("files");
            return FAILED;
        }
        var path = memory.text(i32(a, 0), i32(a, 1));
        int capacity = Math.max(i32(a, 3), 0);
        try {
            var read = Aside.call(host, () -> GrantedFiles.read(folders, path, capacity));
            if (read == null) {
                host.refused("files");
                return FAILED;
            }
            memory.write(i32(a, 2), read.bytes());
            memory.writeInt(i32(a, 4), (int) Math.min(read.size(), Integer.MAX_VALUE));
            return 0;
        } catch (Aside.FailedException unreadable) {
            return FAILED;
        }
    }
}
