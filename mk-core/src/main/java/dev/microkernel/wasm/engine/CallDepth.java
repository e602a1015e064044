package dev.microkernel.wasm.engine;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.OpCode;

/**
 * Whether a module's calls can fill a thread's stack: not, if no function calls itself by any way, none is called through a
 * table, and the longest chain of calls has small frames. The size of a frame is not known, but bounded by what the function
 * could ever have on it.
 */
final class CallDepth {

    /** A quarter of the smallest stack that guests run on. */
    private static final long STACK_BYTES_MAX = 256 << 10;

    private static final int FRAME_BYTES = 256;
    private static final long UNBOUNDED = Long.MAX_VALUE;
    private static final int DEPTH_MAX = 1_000;

    private final FunctionBody[] bodies;
    private final int imported;
    /** 0 unknown, -1 being looked at; else bytes. */
    private final long[] bytes;

    private CallDepth(WasmModule module, int imported) {
        this.bodies = module.codeSection().functionBodies();
        this.imported = imported;
        this.bytes = new long[bodies.length];
    }

    /** Whether a full stack is out of the question. */
    static boolean isBounded(WasmModule module, int importedFunctions) {
        var depth = new CallDepth(module, importedFunctions);
        for (int i = 0; i < depth.bodies.length; i++) {
            if (depth.bytesOf(i, 0) > STACK_BYTES_MAX) {
                return false;
            }
        }
        return true;
    }

    private long bytesOf(int function, int depth) {
        if (bytes[function] > 0) {
            return bytes[function];
        }
        if (bytes[function] < 0 || depth > DEPTH_MAX) {
            return UNBOUNDED; // it leads back to itself, or further than this is worth
        }
        bytes[function] = -1;
        long deepest = 0;
        var body = bodies[function];
        for (var instruction : body.instructions()) {
            if (instruction.opcode() == OpCode.CALL_INDIRECT) {
                deepest = UNBOUNDED;
            } else if (instruction.opcode() == OpCode.CALL && instruction.operand(0) >= imported) {
                deepest = Math.max(deepest, bytesOf((int) instruction.operand(0) - imported, depth + 1));
            }
            if (deepest > STACK_BYTES_MAX) {
                break;
            }
        }
        // A value on the stack takes an instruction to get there.
        long values = body.localTypes().size() + (long) body.instructions().size();
        bytes[function] = deepest > STACK_BYTES_MAX ? UNBOUNDED : deepest + FRAME_BYTES + Long.BYTES * values;
        return bytes[function];
    }
}
