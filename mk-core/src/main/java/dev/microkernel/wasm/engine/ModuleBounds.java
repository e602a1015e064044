package dev.microkernel.wasm.engine;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a module may declare. An instance costs memory for every table entry, global, function and export, whatever the
 * limit of its linear memory; and some features let a guest take the host's memory without any bound. WebAssembly 2.0
 * without vectors is what compilers make by default, and what is offered.
 */
final class ModuleBounds {

    static final int TABLE_ENTRIES_MAX = 65_536;
    private static final int TABLES_MAX = 16;
    private static final int GLOBALS_MAX = 4_096;
    private static final int FUNCTIONS_MAX = 65_536;
    private static final int EXPORTS_MAX = 4_096;
    private static final int IMPORTS_MAX = 1_024;
    private static final int SEGMENTS_MAX = 65_536;

    /** The first of the instructions with a prefix: vectors, threads and garbage-collected types have prefixes of theirs. */
    private static final int PREFIXED = 0xFB00;

    private static final int SATURATION_AND_BULK = 0xFC;

    private static final Set<OpCode> UNBOUNDED = EnumSet.of(
            OpCode.THROW,
            OpCode.THROW_REF,
            OpCode.TRY_TABLE,
            OpCode.RETURN_CALL,
            OpCode.RETURN_CALL_INDIRECT,
            OpCode.CALL_REF,
            OpCode.RETURN_CALL_REF,
            OpCode.REF_EQ,
            OpCode.REF_AS_NON_NULL,
            OpCode.BR_ON_NULL,
            OpCode.BR_ON_NON_NULL);

    private ModuleBounds() {}

    /** Throws if the module goes beyond. */
    static void check(WasmModule module) {
        requireAtMost(IMPORTS_MAX, module.importSection().importCount(), "imports");
        requireAtMost(EXPORTS_MAX, module.exportSection().exportCount(), "exports");
        requireAtMost(FUNCTIONS_MAX, module.functionSection().functionCount(), "functions");
        requireAtMost(GLOBALS_MAX, module.globalSection().globalCount(), "globals");
        requireAtMost(SEGMENTS_MAX, module.dataSection().dataSegmentCount(), "data segments");
        requireAtMost(SEGMENTS_MAX, module.elementSection().elementCount(), "element segments");
        checkTables(module);
        checkMemory(module);
        checkTypes(module);
        checkCode(module);
    }

    private static void checkTables(WasmModule module) {
        var tables = module.tableSection();
        requireAtMost(TABLES_MAX, tables.tableCount(), "tables");
        long entries = 0;
        for (int i = 0; i < tables.tableCount(); i++) {
            entries += tables.getTable(i).limits().min();
        }
        requireAtMost(TABLE_ENTRIES_MAX, entries, "table entries");
    }

    private static void checkMemory(WasmModule module) {
        module.memorySection().ifPresent(section -> {
            requireAtMost(1, section.memoryCount(), "memories");
            if (section.memoryCount() == 1 && section.getMemory(0).limits().shared()) {
                throw new UnusableModuleException(
                        "a module's memory must not be shared: build it without threads (-pthread, atomics)");
            }
        });
    }

    private static void checkTypes(WasmModule module) {
        if (module.tagSection().map(tags -> tags.tagCount() > 0).orElse(false)) {
            throw unsupported("exceptions");
        }
        var types = module.typeSection();
        for (int i = 0; i < types.subTypeCount(); i++) {
            if (types.getSubType(i).compType().funcType() == null) {
                throw unsupported("garbage-collected types");
            }
        }
    }

    private static void checkCode(WasmModule module) {
        for (var function : module.codeSection().functionBodies()) {
            for (var instruction : function.instructions()) {
                var code = instruction.opcode();
                if (UNBOUNDED.contains(code)
                        || (code.opcode() >= PREFIXED && code.opcode() >>> 8 != SATURATION_AND_BULK)) {
                    throw unsupported("the instruction " + code);
                }
            }
        }
    }

    private static UnusableModuleException unsupported(String what) {
        return new UnusableModuleException("a module must not use " + what
                + ": WebAssembly 2.0 without vectors is offered; build it for generic WebAssembly");
    }

    private static void requireAtMost(long max, long found, String what) {
        if (found > max) {
            throw new UnusableModuleException("a module may have at most " + max + " " + what + ", found " + found);
        }
    }
}
