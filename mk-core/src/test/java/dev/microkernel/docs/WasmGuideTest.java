package dev.microkernel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What docs/wasm shows are the test modules, which src/test/wasm/build.sh compiles; and it leaves out no import. */
class WasmGuideTest {

    private static final Path MODULES = Path.of("src/test/wasm");
    private static final Path GUIDE = Path.of("../docs/wasm");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c/echo.c",
                "c/counter.c",
                "c/reload-v2.c",
                "rust/counter.rs",
                "rust/receiver.rs",
                "rust/words.rs",
                "assemblyscript/echo.ts",
                "wat/echo.wat"
            })
    void showsTheModulesAsTheyAre(String source) throws IOException {
        var language = source.substring(source.lastIndexOf('.') + 1).replace("rs", "rust");

        assertThat(Files.readString(GUIDE.resolve("README.md")))
                .contains("```" + language + "\n" + Files.readString(MODULES.resolve(source)) + "```");
    }

    @ParameterizedTest
    @MethodSource("imports")
    void everyImportIsInTheGuideAndInTheHeaders(String line) throws IOException {
        var name = line.substring(0, line.indexOf(' '));
        var signature = line.substring(line.indexOf(' ') + 1);

        assertThat(Files.readString(GUIDE.resolve("README.md"))).contains("| `" + name + "` | `" + signature + "` |");
        assertThat(Files.readString(GUIDE.resolve("mk.h"))).contains("MK_IMPORT(" + name + ")");
        if (name.startsWith("mk_")) {
            assertThat(Files.readString(GUIDE.resolve("mk.rs"))).contains("pub fn " + name + "(");
        }
    }

    static List<String> imports() throws IOException {
        var imports = Files.readAllLines(MODULES.resolve("imports.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(imports).hasSizeGreaterThan(22 + 15);
        return imports;
    }

    @Test
    void everyModuleHasASourceAndACase() throws IOException {
        var cases = new ObjectMapper().readTree(MODULES.resolve("cases.json").toFile());
        var tested = new TreeSet<String>();
        cases.get("refused").forEach(refused -> tested.add(refused.get("module").stringValue()));
        for (var each : cases.get("cases")) {
            each.get("modules").forEach(module -> tested.add(module.stringValue()));
            elements(each.get("steps"))
                    .filter(step -> step.has("reload"))
                    .forEach(step -> tested.add(step.get("reload").stringValue()));
        }

        assertThat(names("built", ".wasm", "")).containsExactlyElementsOf(tested);
        var sources = new TreeSet<String>();
        sources.addAll(names("c", ".c", "-c"));
        sources.addAll(names("rust", ".rs", "-rust"));
        sources.addAll(names("assemblyscript", ".ts", "-assemblyscript"));
        sources.addAll(names("wat", ".wat", "-wat"));
        assertThat(sources).isEqualTo(tested);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static TreeSet<String> names(String folder, String extension, String language) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.list(MODULES.resolve(folder))) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(extension))
                    .map(file -> file.substring(0, file.length() - extension.length())
                                    .replace('_', '-')
                            + language)
                    .forEach(names::add);
        }
        return names;
    }
}
