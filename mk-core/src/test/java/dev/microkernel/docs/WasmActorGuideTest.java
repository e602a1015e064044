package dev.microkernel.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.state.MemoryStateStore;
import dev.microkernel.state.StateStore;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.Grants;
import dev.microkernel.wasm.Grants.Permission;
import dev.microkernel.wasm.RolloutResult;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmInfo;
import dev.microkernel.wasm.WasmLimits;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;
import dev.microkernel.wasm.WasmSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What docs/wasm/running.md shows is compiled, and does what it says. */
class WasmActorGuideTest {

    private static final Path SELF = Path.of("src/test/java/dev/microkernel/docs/WasmActorGuideTest.java");

    private static CompletableFuture<WireMessage> count(ActorSystem system) {
        // example
        var module = WasmModule.of(Path.of("src/test/wasm/built/counter-c.wasm"));
        var counter = system.spawn("counter", WasmActors.spec(module));

        counter.tell(new WireMessage(1, new byte[0]));
        var count = counter.ask(new WireMessage(1, new byte[0]), WireMessage.class, ofSeconds(5));
        // end
        return count;
    }

    private static WasmOptions options(StateStore store) {
        // example
        var options = WasmOptions.DEFAULT
                .withFiber()
                .withLimits(WasmLimits.DEFAULT
                        .withMemory(1 << 20)
                        .withRunTime(ofMillis(100))
                        .withSends(1_000, 1 << 20))
                .withGrants(Grants.NONE
                        .with(Permission.SEND, Permission.STATE)
                        .withFiles(Path.of("/srv/models"))
                        .withHttp("api.example.com:8443"))
                .withStore(store);
        // end
        return options;
    }

    private static WasmInfo info(ActorRef<?> counter) {
        // example
        var info = WasmActors.inspect(counter).orElseThrow();
        // end
        return info;
    }

    private static CompletableFuture<?> reload(ActorRef<?> counter, WasmModule newModule) {
        // example
        var done = WasmActors.reload(counter, newModule);
        // end
        return done;
    }

    private static CompletableFuture<RolloutResult> reloadAll(ActorSystem system, WasmModule newModule) {
        // example
        var all = WasmActors.reloadAll(system.actorsOfType("wasm"), newModule, 10);
        // end
        return all;
    }

    private static CompletableFuture<byte[]> freeze(ActorRef<?> counter) {
        // example
        var frozen = WasmActors.freeze(counter).thenApply(WasmSnapshot::toBytes);
        // end
        return frozen;
    }

    private static ActorRef<?> restore(ActorSystem node, WasmModule module, WasmOptions options, byte[] bytes) {
        // example
        var restored = node.spawn("counter", WasmActors.restored(module, options, WasmSnapshot.of(bytes)));
        // end
        return restored;
    }

    @Test
    void theGuideShowsTheExamplesAsTheyAre() throws IOException {
        var guide = Files.readString(Path.of("../docs/wasm/running.md"));
        var examples = Files.readString(SELF).split("// example\n", -1);
        assertThat(examples).hasSize(8);
        Arrays.stream(examples, 1, 8)
                .map(text -> text.substring(0, text.indexOf("// end"))
                        .stripTrailing()
                        .stripIndent())
                .forEach(example -> assertThat(guide).contains("```java\n" + example + "\n```"));
    }

    @Test
    void theCounterCountsAndIsReplaced() throws IOException {
        try (var simulation = ActorSystem.named("node").simulate(1);
                var store = new MemoryStateStore()) {
            var answer = count(simulation.system());
            simulation.settle();
            var counter = simulation.system().find("/counter").orElseThrow();
            var done = reload(counter, WasmModule.of(Path.of("src/test/wasm/built/echo-c.wasm")));
            simulation.settle();

            assertThat(answer).isCompletedWithValue(new WireMessage(2, new byte[] {2, 0, 0, 0}));
            assertThat(done).isCompleted();
            assertThat(info(counter).versions()).hasSize(2);
            var all = reloadAll(simulation.system(), WasmModule.of(Path.of("src/test/wasm/built/counter-c.wasm")));
            simulation.settle();
            assertThat(all.join().isComplete()).isTrue();
            var bytes = freeze(counter);
            simulation.settle();
            restore(
                    simulation.system(),
                    WasmModule.of(Path.of("src/test/wasm/built/counter-c.wasm")),
                    options(store),
                    bytes.join());
            simulation.settle();
            assertThat(simulation.system().find("/counter")).isPresent();
            assertThat(options(store).grants().has(Permission.STATE)).isTrue();
        }
    }
}
