package dev.microkernel.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A simulated node for tests of modules, with one actor that takes down what it is sent. */
final class Guests implements AutoCloseable {

    static final Path MODULES = Path.of("src/test/wasm");

    final SimulatedSystem simulation = ActorSystem.named("node").simulate(3);
    final ActorSystem system = simulation.system();
    final List<WireMessage> received = new ArrayList<>();
    final ActorRef<Object> peer = system.spawn("peer", collector(received));

    static ActorSpec<Object> collector(List<WireMessage> received) {
        return ActorSpec.of(context -> message -> {
                    received.add((WireMessage) message);
                    return Behavior.same();
                })
                .withCodec(MessageCodec.RAW);
    }

    static byte[] file(String path) {
        try {
            return Files.readAllBytes(MODULES.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WasmModule module(String path) {
        return WasmModule.of(file(path));
    }

    /** Spawns a module that is not restarted. */
    ActorRef<Object> spawn(WasmModule module, WasmOptions options) {
        var actor = system.spawn(WasmActors.spec(module, options).withRestart(RestartType.TEMPORARY));
        simulation.settle();
        return actor;
    }

    /** Sends as the peer, and lets all be done. */
    void send(ActorRef<Object> actor, int type, byte... payload) {
        actor.tell(new WireMessage(type, payload), peer);
        simulation.settle();
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static int u32(byte[] payload) {
        return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    static long i64(byte[] payload) {
        return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Override
    public void close() {
        simulation.close();
    }
}
