import static java.time.Duration.ofSeconds;

import dev.microkernel.codec.MessageType;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmModule;
import java.nio.file.Path;

/**
 * An actor in Rust, tally.rs beside this, which may do nothing but compute and answer. Records with a number are what it gets
 * and sends, laid out as packed structs.
 *
 * <p>Prints:
 * <pre>
 * Sum[count=1, total=20.5]
 * Sum[count=2, total=42.0]
 * </pre>
 */
public final class RustTally {

    @MessageType(1)
    record Reading(float celsius) {}

    @MessageType(2)
    record Sum(int count, double total) {}

    /** Takes the folder of the examples, if it is another one than docs/examples. */
    public static void main(String[] arguments) {
        var folder = Path.of(arguments.length > 0 ? arguments[0] : "docs/examples");
        try (var system = ActorSystem.named("tally").start()) {
            var tally = system.spawn("tally", WasmActors.spec(WasmModule.of(folder.resolve("tally.wasm"))));
            for (float celsius : new float[] {20.5f, 21.5f}) {
                System.out.println(tally.ask(new Reading(celsius), Sum.class, ofSeconds(20)).join());
            }
        }
    }
}
