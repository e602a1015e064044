package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Sending, and being somebody. */
final class MessageFunctions {

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("mk_send", "i64 i32 i32 i32 -> i32", (guest, a) -> {
                var payload = guest.memory().read(i32(a, 2), i32(a, 3));
                return guest.host().send(a[0], i32(a, 1), payload) ? 1 : 0;
            }),
            HostFunction.of("mk_send_u32", "i64 i32 i32 -> i32", (guest, a) -> {
                var payload = ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(i32(a, 2))
                        .array();
                return guest.host().send(a[0], i32(a, 1), payload) ? 1 : 0;
            }),
            HostFunction.light(
                    "mk_self", "-> i64", (guest, a) -> guest.host().cell().id().value()));

    private MessageFunctions() {}
}
