package dev.microkernel.wasm.engine;

import org.jspecify.annotations.Nullable;

/**
 * Something a module wants from its host.
 *
 * @param module the name of the module it is to come from
 * @param name its name there
 * @param kind function, memory, table, global or tag
 * @param signature its type, or null if it is no function
 */
public record ModuleImport(
        String module, String name, String kind, @Nullable Signature signature) {}
