package dev.microkernel.wasm.engine;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether what an instance becomes is in its memory and its globals, and nowhere else. */
final class Freezability {

    private static final Set<OpCode> CHANGE_TABLES = EnumSet.of(
            OpCode.TABLE_SET,
            OpCode.TABLE_GROW,
            OpCode.TABLE_FILL,
            OpCode.TABLE_COPY,
            OpCode.TABLE_INIT,
            OpCode.ELEM_DROP);

    private Freezability() {}

    /** Why an instance cannot be frozen, or null if it can. */
    static @Nullable String obstacle(WasmModule module) {
        for (var body : module.codeSection().functionBodies()) {
            for (var instruction : body.instructions()) {
                if (CHANGE_TABLES.contains(instruction.opcode())) {
                    return "the module changes its tables (" + instruction.opcode() + "), which are not kept";
                }
            }
        }
        var globals = module.globalSection();
        for (int i = 0; i < globals.globalCount(); i++) {
            var global = globals.getGlobal(i);
            if (global.mutabilityType() == MutabilityType.Var
                    && global.valueType().isReference()) {
                return "the module has a mutable global that is a reference, which cannot be kept";
            }
        }
        return null;
    }
}
