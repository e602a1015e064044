package dev.microkernel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of docs/examples are run as their README says, and print what they say. */
class ExamplesIT {

    private static final Path EXAMPLES = Path.of("../docs/examples");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    static List<Path> programs() throws IOException {
        try (var files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void printsWhatItsCommentSays(Path program) throws IOException, InterruptedException {
        var printed = folder.resolve("printed");
        var complained = folder.resolve("complained");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        program.toAbsolutePath().normalize().toString())
                .directory(Path.of("..").toFile().getAbsoluteFile().getCanonicalFile())
                .redirectOutput(printed.toFile())
                .redirectError(complained.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();

        assertThat(ended)
                .as("it ends; standard error: %s", Files.readString(complained))
                .isTrue();
        assertThat(Files.readString(printed))
                .as("standard error: %s", Files.readString(complained))
                .isEqualTo(expected(program));
    }

    @org.junit.jupiter.api.Test
    void theReadmeNamesThemAll() throws IOException {
        var readme = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(programs())
                .hasSizeGreaterThan(3)
                .allSatisfy(program -> assertThat(readme).contains("(" + program.getFileName() + ")"));
    }

    /** What stands between the tags of the comment. */
    private static String expected(Path program) throws IOException {
        var text = Files.readString(program);
        return text.substring(text.indexOf("<pre>\n") + "<pre>\n".length(), text.indexOf(" * </pre>"))
                .lines()
                .map(line -> line.substring(" * ".length()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** That of the tests, which may be split into two by modules, without logs on standard output. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path"), System.getProperty("jdk.module.path", ""))
                .flatMap(path -> Stream.of(path.split(java.io.File.pathSeparator, -1)))
                .filter(entry -> !entry.isEmpty() && !entry.contains("logback") && !entry.contains("test-classes"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .distinct()
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }
}
