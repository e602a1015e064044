package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineModule;
import dev.microkernel.wasm.engine.UnusableModuleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@code .wasm} file that can be an actor: parsed, validated, checked against what nodes offer, and compiled once. The same
 * bytes are the same module, by SHA-256; the newest are kept. Shared by its instances, and by threads.
 */
public final class WasmModule {

    /** Longest module, in bytes. */
    public static final int BYTES_MAX = 16 << 20;

    /** How guest code is run. */
    public enum Mode {
        /** As Java byte code: fast, after a moment of compiling. */
        COMPILED,
        /** One instruction at a time, some 15 times slower: for modules that are run once, or where no classes may be made. */
        INTERPRETED
    }

    private final String sha256;
    private final Mode mode;
    private final int bytes;
    private final EngineModule engine;
    private final List<HostFunction> wanted;

    private WasmModule(String sha256, Mode mode, int bytes, EngineModule engine) {
        this.sha256 = sha256;
        this.mode = mode;
        this.bytes = bytes;
        this.engine = engine;
        ModuleContract.checkExports(engine);
        this.wanted = ModuleContract.resolveImports(engine);
    }

    /**
     * Reads a module, to be compiled.
     *
     * @throws InvalidModuleException if it cannot be an actor; the message says why
     * @throws UncheckedIOException if the file cannot be read
     */
    public static WasmModule of(Path file) {
        try {
            long size = Files.size(file);
            if (size > BYTES_MAX) {
                throw tooLong(size);
            }
            return of(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the module " + file, unreadable);
        }
    }

    /** Reads a module, to be compiled; see {@link #of(byte[], Mode)}. */
    public static WasmModule of(byte[] wasm) {
        return of(wasm, Mode.COMPILED);
    }

    /**
     * Reads a module. Takes its time, a second for 100 KB in a JVM that has just started; so not within a turn.
     *
     * @throws InvalidModuleException if it cannot be an actor; the message says why
     */
    public static WasmModule of(byte[] wasm, Mode mode) {
        if (wasm.length > BYTES_MAX) {
            throw tooLong(wasm.length);
        }
        var own = wasm.clone();
        var sha256 = ModuleCache.sha256(own);
        return ModuleCache.SHARED.get(
                sha256, mode, own.length, () -> new WasmModule(sha256, mode, own.length, load(own, mode)));
    }

    private static EngineModule load(byte[] wasm, Mode mode) {
        try {
            return EngineModule.load(wasm, mode == Mode.COMPILED);
        } catch (UnusableModuleException unusable) {
            throw new InvalidModuleException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static InvalidModuleException tooLong(long bytes) {
        return new InvalidModuleException("a module may have at most " + BYTES_MAX + " bytes, bytes=" + bytes);
    }

    /** The digest of its bytes, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** How it is run. */
    public Mode mode() {
        return mode;
    }

    /** How long the file is, in bytes. */
    public int size() {
        return bytes;
    }

    /** How much memory an instance has from its start, in bytes. */
    public long initialMemory() {
        return (long) engine.initialPages() * EngineModule.PAGE_BYTES;
    }

    /** The names of the functions that it wants from its node. */
    public List<String> imports() {
        return wanted.stream().map(HostFunction::name).toList();
    }

    EngineModule engine() {
        return engine;
    }

    /** What stands for each of its imports, in their order. */
    List<HostFunction> wanted() {
        return wanted;
    }

    /** The beginning of its digest, and its length. */
    @Override
    public String toString() {
        return "WasmModule[" + sha256.substring(0, 12) + ", " + bytes + " bytes]";
    }
}
