package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineModule;
import dev.microkernel.wasm.engine.ModuleImport;
import dev.microkernel.wasm.engine.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a module must export and may import to be an actor: {@code docs/wasm/README.md}. Checked when it is loaded. */
final class ModuleContract {

    static final String HANDLE = "handle_message";
    static final String MALLOC = "malloc";
    static final String FREE = "free";
    static final String NEW = "__new";
    static final String PIN = "__pin";
    static final String UNPIN = "__unpin";
    static final String CONSTRUCTORS = "__wasm_call_ctors";
    static final String INITIALIZE = "_initialize";
    static final String MIGRATE = "migrate";

    private static final String MODULE = "env";
    private static final int NAMES_SHOWN = 20;
    private static final int NAME_LENGTH_SHOWN = 60;

    private static final Signature HANDLER = Signature.of("i32 i64 i32 i32 -> i32");

    private static final Map<String, Signature> OPTIONAL = Map.of(
            MALLOC, Signature.of("i32 -> i32"),
            FREE, Signature.of("i32 ->"),
            NEW, Signature.of("i32 i32 -> i32"),
            PIN, Signature.of("i32 -> i32"),
            UNPIN, Signature.of("i32 ->"),
            CONSTRUCTORS, Signature.of("->"),
            INITIALIZE, Signature.of("->"),
            MIGRATE, Signature.of("i32 i32 -> i32"));

    private ModuleContract() {}

    static void checkExports(EngineModule module) {
        var handler = module.exported(HANDLE);
        if (handler == null) {
            throw new InvalidModuleException("a module must export the function " + HANDLE + " " + HANDLER
                    + "; it exports " + shown(module.exports()));
        }
        requireType(HANDLE, HANDLER, handler);
        OPTIONAL.forEach((name, expected) -> {
            var found = module.exported(name);
            if (found != null) {
                requireType(name, expected, found);
            }
        });
    }

    private static void requireType(String name, Signature expected, Signature found) {
        if (!expected.equals(found)) {
            throw new InvalidModuleException("the export " + name + " must be " + expected + ", found " + found);
        }
    }

    /** The function for each import, in their order. */
    static List<HostFunction> resolveImports(EngineModule module) {
        var missing = new ArrayList<String>();
        var found = new ArrayList<HostFunction>();
        for (var wanted : module.imports()) {
            var offered = wanted.module().equals(MODULE) ? HostFunctions.named(wanted.name()) : List.<HostFunction>of();
            if (offered.isEmpty() || wanted.signature() == null) {
                missing.add(describe(wanted, offered));
                continue;
            }
            found.add(offered.stream()
                    .filter(function -> function.signature().equals(wanted.signature()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidModuleException("the import " + MODULE + "." + wanted.name()
                            + " is "
                            + offered.stream()
                                    .map(function -> function.signature().toString())
                                    .collect(Collectors.joining(" or "))
                            + ", but the module declares " + wanted.signature())));
        }
        if (!missing.isEmpty()) {
            throw new InvalidModuleException("nobody provides what the module imports: " + shown(missing)
                    + "; a node provides the functions of docs/wasm/README.md, all in \"" + MODULE + "\"");
        }
        return List.copyOf(found);
    }

    private static String describe(ModuleImport wanted, List<HostFunction> offered) {
        var name = wanted.module() + "." + wanted.name();
        if (wanted.signature() != null) {
            return name + " " + wanted.signature();
        }
        return offered.isEmpty()
                ? name + ", a " + wanted.kind()
                : name + ", a " + wanted.kind() + ", which is a function here";
    }

    private static String shown(List<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        var text = names.stream()
                .limit(NAMES_SHOWN)
                .map(name -> name.length() > NAME_LENGTH_SHOWN ? name.substring(0, NAME_LENGTH_SHOWN) + "..." : name)
                .collect(Collectors.joining(", "));
        return names.size() > NAMES_SHOWN ? text + " and " + (names.size() - NAMES_SHOWN) + " more" : text;
    }
}
