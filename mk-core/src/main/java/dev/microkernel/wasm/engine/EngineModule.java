package dev.microkernel.wasm.engine;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A module that has been parsed, validated and, unless it is to be interpreted, compiled; shared by its instances, and by
 * threads. What it declares is checked against what an instance may cost before there is one.
 */
public final class EngineModule {

    /** Bytes of a page of memory. */
    public static final int PAGE_BYTES = 65_536;

    private final WasmModule module;
    private final Function<Instance, Machine> machines;
    private final List<ModuleImport> imports;
    private final Map<String, Export> functions;
    private final boolean boundedDepth;

    private EngineModule(WasmModule module, Function<Instance, Machine> machines) {
        this.module = module;
        this.machines = machines;
        this.imports = importsOf(module);
        this.functions = functionsOf(module);
        this.boundedDepth = CallDepth.isBounded(module, (int)
                imports.stream().filter(wanted -> wanted.signature() != null).count());
    }

    /**
     * Reads a module.
     *
     * @param compile whether to compile it to the JVM's byte code; it is interpreted otherwise
     * @throws UnusableModuleException if it is none, or needs what this engine does not offer
     */
    public static EngineModule load(byte[] bytes, boolean compile) {
        try {
            var module = Parser.parse(ModuleScan.checked(bytes));
            ModuleBounds.check(module);
            return new EngineModule(module, compile ? compile(module) : InterpreterMachine::new);
        } catch (UnusableModuleException invalid) {
            throw invalid;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError broken) {
            // The parser and the compiler meet bytes of strangers: whatever they throw is the module's fault.
            throw new UnusableModuleException("not a valid WebAssembly module: " + explained(broken), broken);
        }
    }

    /** The engine's words, with what they are about where they do not say it. */
    private static String explained(Throwable broken) {
        var text = String.valueOf(broken.getMessage());
        return text.startsWith("size minimum")
                ? text + ": of a memory or table, which is more than it declares, or than " + TableLimits.LIMIT_MAX
                        + " table entries"
                : text;
    }

    private static Function<Instance, Machine> compile(WasmModule module) {
        // Functions too large for one Java method are interpreted.
        return MachineFactoryCompiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.SILENT)
                .compile();
    }

    private static List<ModuleImport> importsOf(WasmModule module) {
        var found = new ArrayList<ModuleImport>();
        var section = module.importSection();
        for (int i = 0; i < section.importCount(); i++) {
            var wanted = section.getImport(i);
            var signature = wanted instanceof FunctionImport function
                    ? signature(module.typeSection().getType(function.typeIndex()))
                    : null;
            found.add(new ModuleImport(
                    wanted.module(), wanted.name(), wanted.importType().name().toLowerCase(Locale.ROOT), signature));
        }
        return List.copyOf(found);
    }

    private static Map<String, Export> functionsOf(WasmModule module) {
        var found = new HashMap<String, Export>();
        var section = module.exportSection();
        long count = (long) module.functionSection().functionCount()
                + module.importSection().count(ExternalType.FUNCTION);
        for (int i = 0; i < section.exportCount(); i++) {
            var export = section.getExport(i);
            if (export.exportType() == ExternalType.FUNCTION) {
                if (export.index() < 0 || export.index() >= count) { // the engine looks at this only later
                    throw new UnusableModuleException(
                            "the export " + export.name() + " is a function that the module does not have");
                }
                found.put(export.name(), export);
            }
        }
        return Map.copyOf(found);
    }

    private static Signature signature(FunctionType type) {
        return new Signature(
                type.params().stream().map(EngineModule::name).toList(),
                type.returns().stream().map(EngineModule::name).toList());
    }

    private static String name(ValType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** What it wants from its host, in order. */
    public List<ModuleImport> imports() {
        return imports;
    }

    /** The type of an exported function, or null if there is none of that name. */
    public @Nullable Signature exported(String name) {
        int index = functionIndex(name);
        return index < 0 ? null : signature(module.typeSection().getType(typeOf(index)));
    }

    /** The names of the exported functions. */
    public List<String> exports() {
        return functions.keySet().stream().sorted().toList();
    }

    private int typeOf(int function) {
        int imported = 0;
        for (var wanted : imports) {
            if (wanted.signature() != null) {
                imported++;
            }
        }
        return function < imported
                ? importedType(function)
                : module.functionSection().getFunctionType(function - imported);
    }

    private int importedType(int function) {
        int seen = 0;
        for (int i = 0; i < imports.size(); i++) {
            if (module.importSection().getImport(i) instanceof FunctionImport wanted && seen++ == function) {
                return wanted.typeIndex();
            }
        }
        throw new IllegalStateException("validated modules have no such function, index=" + function);
    }

    int functionIndex(String name) {
        var export = functions.get(name);
        return export == null ? -1 : export.index();
    }

    /** Whether its calls cannot fill a thread's stack, whatever it does. */
    public boolean hasBoundedDepth() {
        return boundedDepth;
    }

    /** Why what its instances become cannot be kept, or null if it can. Looks at all of its code. */
    public @Nullable String freezingObstacle() {
        return Freezability.obstacle(module);
    }

    /** Whether code of its runs before anybody calls it. */
    public boolean hasStart() {
        return module.startSection().isPresent();
    }

    /** Whether it has a memory. */
    public boolean hasMemory() {
        return module.memorySection().map(section -> section.memoryCount() > 0).orElse(false);
    }

    /** Pages of memory that an instance has from its start. */
    public int initialPages() {
        return hasMemory() ? memoryLimits().initialPages() : 0;
    }

    /** Pages of memory that an instance may ask for by its module's word. */
    public int declaredPages() {
        return hasMemory() ? memoryLimits().maximumPages() : 0;
    }

    private com.dylibso.chicory.wasm.types.MemoryLimits memoryLimits() {
        return module.memorySection().orElseThrow().getMemory(0).limits();
    }

    /**
     * An instance, of which nothing has run yet: {@link EngineInstance#start} runs the start section.
     *
     * @param calls what stands for each import, in their order
     * @param memoryPages how many pages it may have, at least {@link #initialPages}
     */
    public EngineInstance instantiate(List<? extends HostCall> calls, int memoryPages) {
        var functionsOfHost = new ImportFunction[imports.size()];
        for (int i = 0; i < functionsOfHost.length; i++) {
            functionsOfHost[i] = hostFunction(imports.get(i), i, calls.get(i));
        }
        var builder = Instance.builder(module)
                .withImportValues(
                        ImportValues.builder().addFunction(functionsOfHost).build())
                .withMachineFactory(machines)
                .withInitialize(false)
                .withStart(false)
                .withUnsafeExecutionListener((instruction, stack) -> stopIfInterrupted(instruction))
                .withTableFactory((table, initial) -> new OwnTable(table, initial))
                .withMemoryFactory(
                        limits -> new BoundedMemory(limits.initialPages(), limits.maximumPages(), memoryPages));
        try {
            return new EngineInstance(this, builder.build());
        } catch (ChicoryException refused) {
            throw new UnusableModuleException("cannot be instantiated: " + refused.getMessage(), refused);
        }
    }

    /**
     * The interpreter looks for an interrupt at calls and at {@code br}, and not at the other branches: a loop by {@code br_if}
     * would never be stopped. Compiled code looks at all of them, and does not call this; but functions that are too large to
     * be compiled are interpreted.
     */
    private static void stopIfInterrupted(Instruction instruction) {
        var code = instruction.opcode();
        if ((code == OpCode.BR_IF || code == OpCode.BR_TABLE)
                && Thread.currentThread().isInterrupted()) {
            throw new InterruptedGuestException();
        }
    }

    private ImportFunction hostFunction(ModuleImport wanted, int index, HostCall call) {
        var type = module.typeSection()
                .getType(((FunctionImport) module.importSection().getImport(index)).typeIndex());
        boolean returns = !type.returns().isEmpty();
        return new HostFunction(wanted.module(), wanted.name(), type, (instance, arguments) -> {
            long result = call.call(arguments);
            return returns ? new long[] {result} : null;
        });
    }

    /** A table of one instance: the engine's own keeps its present size in the module, which others share. */
    private static final class OwnTable extends com.dylibso.chicory.runtime.TableInstance {

        OwnTable(Table declared, int initial) {
            super(
                    new Table(
                            declared.elementType(),
                            new TableLimits(
                                    declared.limits().min(),
                                    Math.min(declared.limits().max(), ModuleBounds.TABLE_ENTRIES_MAX)),
                            declared.initialize()),
                    initial);
        }
    }
}
