package dev.microkernel.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs Jazzer over each fuzz target for a while, each in a process of its own: within JUnit it runs one target only, for a
 * time that no build can set. Findings and what was learnt stay in {@code target/fuzz}.
 */
class JazzerTest {

    private static final int SECONDS = Integer.getInteger("fuzz.seconds");

    /** Inputs in each second below which little was tested: a thirtieth of what the slowest decoder did on a busy core. */
    private static final int INPUTS_PER_SECOND_MIN = 1000;

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

    @ParameterizedTest
    @EnumSource
    void findsNoInputThatBreaksARule(FuzzTarget target) throws IOException, InterruptedException {
        var directory = Path.of("target", "fuzz", target.name()).toAbsolutePath();
        var corpus = Files.createDirectories(directory.resolve("corpus"));
        var seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        var log = directory.resolve("jazzer.log");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + JazzerTarget.class.getName(),
                        "--target_args=" + target.name(),
                        "--instrumentation_includes=dev.microkernel.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=4096",
                        "-timeout=10",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();

        assertThat(exit).as("exit status; see %s", log).isZero();
        var done = DONE.matcher(Files.readString(log));
        assertThat(done.find()).as("Jazzer says how much it did; see %s", log).isTrue();
        assertThat(Long.parseLong(done.group(1)))
                .as("inputs in %s s; see %s", done.group(2), log)
                .isGreaterThan((long) SECONDS * INPUTS_PER_SECOND_MIN / target.weight());
    }
}
