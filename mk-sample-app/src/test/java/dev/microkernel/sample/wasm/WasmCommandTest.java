package dev.microkernel.sample.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command, on the modules of the core's tests. */
class WasmCommandTest {

    private static final Path BUILT = Path.of("../mk-core/src/test/wasm/built");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String module, String... words) throws InterruptedException {
        return command(Stream.concat(Stream.of("run", BUILT.resolve(module).toString()), Stream.of(words))
                .toList());
    }

    private int command(List<String> words) throws InterruptedException {
        return WasmCommand.run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsWhatComesBackInOrder() throws InterruptedException {
        assertThat(run("echo-c.wasm", "--send", "1:hello", "--send=7:0x00ff", "--send", "9"))
                .isZero();

        assertThat(printed()).isEqualTo("2:hello\n8:0x00ff\n10\n");
        assertThat(complaint()).isEmpty();
    }

    @Test
    void exitsWithoutMessages() throws InterruptedException {
        assertThat(run("echo-c.wasm", "--interpret")).isZero();

        assertThat(printed()).isEmpty();
    }

    @Test
    void waitsForAFiberThatSleeps() throws InterruptedException {
        assertThat(run("fiber-c.wasm", "--fiber", "--send", "1:0x14000000")).isZero();

        assertThat(printed()).isEqualTo("2:0x00000000\n");
    }

    @Test
    void saysWhenTimeIsUp() throws InterruptedException {
        assertThat(run("fiber-c.wasm", "--fiber", "--wait=100ms", "--send", "1:0x000000ff"))
                .isEqualTo(3);

        assertThat(complaint()).contains("time is up after 100 ms");
    }

    @Test
    void saysWhyItFailed() throws InterruptedException {
        assertThat(run("spinner-wat.wasm", "--run-time=50ms", "--send", "1")).isEqualTo(1);

        assertThat(complaint()).contains("it failed: Deadline[limit=PT0.05S]");
    }

    @Test
    void keepsState(@TempDir Path folder) throws InterruptedException {
        var state = folder.resolve("state");
        assertThat(run("state-c.wasm", "--grant=state", "--state=" + state, "--send", "1:0x016b7631"))
                .isZero();
        assertThat(run("state-c.wasm", "--grant=state", "--state=" + state, "--send", "3:0x016b"))
                .isZero();

        assertThat(printed()).isEqualTo("2:0x00000000\n4:0x020000007631\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--fiber",
                "x.wasm --fiber=1",
                "x.wasm y.wasm",
                "x.wasm --send",
                "x.wasm --grant=all",
                "x.wasm --grant",
                "x.wasm --memory=1B",
                "x.wasm --wait=soon",
                "x.wasm --speed=9"
            })
    void refusesAndShowsTheUsage(String words) throws InterruptedException {
        var line = words.isEmpty() ? List.<String>of() : List.of(words.split(" ", -1));

        assertThat(command(Stream.concat(Stream.of("run"), line.stream()).toList()))
                .isEqualTo(2);
        assertThat(complaint()).contains("usage: wasm run FILE.wasm");
    }

    @Test
    void saysWhatIsWrongWithAFile(@TempDir Path folder) throws IOException, InterruptedException {
        var text = Files.writeString(folder.resolve("text.wasm"), "hello");

        assertThat(command(List.of("run", text.toString()))).isEqualTo(2);
        assertThat(command(List.of("run", folder.resolve("none.wasm").toString())))
                .isEqualTo(2);
        assertThat(complaint())
                .contains("text.wasm: not a valid WebAssembly module")
                .contains("cannot read");
    }

    @Test
    void helpIsNoError() throws InterruptedException {
        assertThat(command(List.of("--help"))).isZero();
        assertThat(printed()).contains("--grant=GRANT");
    }
}
