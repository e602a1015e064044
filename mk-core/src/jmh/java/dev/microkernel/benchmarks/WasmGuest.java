package dev.microkernel.benchmarks;

import dev.microkernel.wasm.engine.EngineInstance;
import dev.microkernel.wasm.engine.EngineModule;
import dev.microkernel.wasm.engine.HostCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Modules of the tests, as the works need them. */
final class WasmGuest {

    private static final Path BUILT = Path.of("src/test/wasm/built");

    private WasmGuest() {}

    static Path file(String name) {
        return BUILT.resolve(name + ".wasm");
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** An instance whose imports all do the same. */
    static EngineInstance instance(EngineModule module, HostCall call, int pages) {
        var calls = new ArrayList<HostCall>();
        module.imports().forEach(wanted -> calls.add(call));
        var instance = module.instantiate(calls, pages);
        instance.start();
        return instance;
    }
}
