package dev.microkernel.wasm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All functions that modules may import from {@code env}, by name; a name may have several signatures. */
final class HostFunctions {

    private static final Map<String, List<HostFunction>> BY_NAME = Stream.of(
                    MessageFunctions.ALL,
                    FiberFunctions.ALL,
                    ActorFunctions.ALL,
                    NodeFunctions.ALL,
                    NetFunctions.ALL,
                    StateFunctions.ALL,
                    CLibrary.ALL,
                    CHeap.ALL)
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(HostFunction::name, TreeMap::new, Collectors.toUnmodifiableList()));

    private HostFunctions() {}

    static List<HostFunction> named(String name) {
        return BY_NAME.getOrDefault(name, List.of());
    }

    static List<HostFunction> all() {
        return BY_NAME.values().stream().flatMap(List::stream).toList();
    }
}
