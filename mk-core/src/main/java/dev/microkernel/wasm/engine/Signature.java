package dev.microkernel.wasm.engine;

import java.util.List;

/**
 * The type of a function.
 *
 * @param parameters as WebAssembly names them: i32, i64, f32, f64
 * @param results likewise
 */
public record Signature(List<String> parameters, List<String> results) {

    /** Copies the lists. */
    public Signature {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** Reads it in short: {@code "i64 i32 -> i32"}; either side may be empty. */
    public static Signature of(String text) {
        int arrow = text.indexOf("->");
        return new Signature(
                words(arrow < 0 ? text : text.substring(0, arrow)), words(arrow < 0 ? "" : text.substring(arrow + 2)));
    }

    private static List<String> words(String text) {
        var stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split(" +", -1));
    }

    /** As {@code (i64 i32) -> i32}, with {@code ()} for no result. */
    @Override
    public String toString() {
        return "(" + String.join(" ", parameters) + ") -> "
                + (results.size() == 1 ? results.getFirst() : "(" + String.join(" ", results) + ")");
    }
}
