package dev.microkernel.wasm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The modules that were used last, so that the same bytes are parsed and compiled once, by whoever comes first; others wait
 * for that one. What is dropped here lives on where it is used.
 */
final class ModuleCache {

    static final int MODULES_MAX = 64;
    static final long BYTES_MAX = 64 << 20;

    static final ModuleCache SHARED = new ModuleCache();

    private record Key(String sha256, WasmModule.Mode mode) {}

    private record Entry(CompletableFuture<WasmModule> module, int bytes) {}

    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    WasmModule get(String sha256, WasmModule.Mode mode, int length, Supplier<WasmModule> loader) {
        var key = new Key(sha256, mode);
        var own = new Entry(new CompletableFuture<>(), length);
        Entry found;
        synchronized (this) {
            found = entries.putIfAbsent(key, own);
            if (found == null) {
                bytes += length;
                dropEldest();
            }
        }
        if (found == null) {
            load(key, own, loader);
            found = own;
        }
        try {
            return found.module().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw failed;
        }
    }

    private void load(Key key, Entry entry, Supplier<WasmModule> loader) {
        try {
            entry.module().complete(loader.get());
        } catch (Throwable failure) {
            synchronized (this) {
                if (entries.remove(key, entry)) {
                    bytes -= entry.bytes();
                }
            }
            entry.module().completeExceptionally(failure);
        }
    }

    /** The newest stays in any case. */
    private void dropEldest() {
        var eldest = entries.entrySet().iterator();
        while ((entries.size() > MODULES_MAX || bytes > BYTES_MAX) && entries.size() > 1) {
            bytes -= eldest.next().getValue().bytes();
            eldest.remove();
        }
    }

    synchronized int size() {
        return entries.size();
    }

    static String sha256(byte[] wasm) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
