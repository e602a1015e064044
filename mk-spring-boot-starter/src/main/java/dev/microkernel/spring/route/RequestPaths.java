package dev.microkernel.spring.route;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.web.util.pattern.PathPatternParser;

/** The paths of a declared route. */
final class RequestPaths {

    private static final PathPatternParser PARSER = PathPatternParser.defaultInstance;
    private static final Pattern VARIABLE =
            Pattern.compile("\\{\\*?([A-Za-z_][A-Za-z0-9_]*)(:[^{}]*(\\{[^{}]*}[^{}]*)*)?}");

    private RequestPaths() {}

    /**
     * Each of a class's with each of a method's; no path is an empty one.
     *
     * @throws IllegalArgumentException if one is no path, or a placeholder stands for nothing
     */
    static List<String> combined(String[] common, String[] own, UnaryOperator<String> placeholders) {
        return orEmpty(common)
                .flatMap(first -> orEmpty(own)
                        .map(second -> PARSER.parse(path(placeholders.apply(first)))
                                .combine(PARSER.parse(path(placeholders.apply(second))))
                                .getPatternString()))
                .toList();
    }

    private static Stream<String> orEmpty(String[] paths) {
        return paths.length == 0 ? Stream.of("") : Stream.of(paths);
    }

    private static String path(String path) {
        return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    }

    /** The names of its variables. */
    static List<String> variables(String path) {
        return VARIABLE.matcher(path).results().map(found -> found.group(1)).toList();
    }
}
