package dev.microkernel.sample.wasm;

import dev.microkernel.codec.WireMessage;
import dev.microkernel.wasm.Grants;
import dev.microkernel.wasm.WasmLimits;
import dev.microkernel.wasm.WasmModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** The command line of {@code wasm run}. */
final class RunArguments {

    static final String USAGE = """
            usage: wasm run FILE.wasm [options]

            Spawns the module as an actor, sends it messages, prints what it sends back, and exits when it has come to rest.

              --send TYPE:TEXT     a message; TYPE:0xHEX for bytes, TYPE alone for none. May be repeated
              --fiber              it may wait in the middle of a message: mk_sleep_ms, mk_recv, mk_http_get
              --grant=GRANT,...    send, spawn, stop, register, list, state, files=FOLDER, http=HOST[:PORT], udp=HOST:PORT
              --state=FOLDER       keeps what it saves; without it, that is gone with the command
              --memory=SIZE        most memory, 16MB if not given
              --run-time=TIME      longest it may run over a message, 1s if not given
              --interpret          does not compile it
              --wait=TIME          exits by then, 10s if not given

            It prints a line for each message that comes back, as --send takes it, and what the module prints; the log goes to
            standard error. Exit code 0: it has come to rest or ended normally; 1: it failed; 2: it could not be run; 3: time was
            up.
            """;

    private final Path file;
    private final List<WireMessage> messages = new ArrayList<>();
    private boolean fiber;
    private Grants grants = Grants.NONE;
    private @Nullable Path state;
    private WasmLimits limits = WasmLimits.DEFAULT;
    private WasmModule.Mode mode = WasmModule.Mode.COMPILED;
    private Duration wait = Duration.ofSeconds(10);

    private RunArguments(Path file) {
        this.file = file;
    }

    /**
     * Reads the words behind {@code run}.
     *
     * @throws UsageException if they are not as {@link #USAGE} says
     */
    static RunArguments parse(List<String> words) {
        RunArguments parsed = null;
        var options = new ArrayList<Consumer<RunArguments>>();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.equals("--send")) {
                if (++i == words.size()) {
                    throw new UsageException("a message must follow --send");
                }
                var message = words.get(i);
                options.add(arguments -> arguments.messages.add(MessageText.parse(message)));
            } else if (word.startsWith("--")) {
                options.add(arguments -> arguments.take(word));
            } else if (parsed == null) {
                parsed = new RunArguments(Path.of(word));
            } else {
                throw new UsageException("only one module can be run, and there are " + parsed.file + " and " + word);
            }
        }
        if (parsed == null) {
            throw new UsageException("which module is to be run?");
        }
        for (var option : options) {
            option.accept(parsed);
        }
        return parsed;
    }

    private void take(String option) {
        int equals = option.indexOf('=');
        var name = equals < 0 ? option : option.substring(0, equals);
        var value = equals < 0 ? null : option.substring(equals + 1);
        try {
            switch (name) {
                case "--fiber" -> fiber = requireNone(name, value);
                case "--interpret" -> mode = requireNone(name, value) ? WasmModule.Mode.INTERPRETED : mode;
                case "--send" -> messages.add(MessageText.parse(require(name, value)));
                case "--grant" -> {
                    for (var grant : require(name, value).split(",", -1)) {
                        grants = grants.with(grant);
                    }
                }
                case "--state" -> state = Path.of(require(name, value));
                case "--memory" ->
                    limits = limits.withMemory(
                            DataSize.parse(require(name, value)).toBytes());
                case "--run-time" -> limits = limits.withRunTime(DurationStyle.detectAndParse(require(name, value)));
                case "--wait" -> wait = DurationStyle.detectAndParse(require(name, value));
                default -> throw new UsageException("there is no option " + name);
            }
        } catch (IllegalArgumentException refused) {
            throw new UsageException(name + ": " + refused.getMessage());
        }
    }

    private static String require(String name, @Nullable String value) {
        if (value == null) {
            throw new UsageException(name + " needs a value: " + name + "=...");
        }
        return value;
    }

    private static boolean requireNone(String name, @Nullable String value) {
        if (value != null) {
            throw new UsageException(name + " takes no value");
        }
        return true;
    }

    Path file() {
        return file;
    }

    List<WireMessage> messages() {
        return messages;
    }

    boolean fiber() {
        return fiber;
    }

    Grants grants() {
        return grants;
    }

    /** Where its state is kept, or null if nowhere. */
    @Nullable
    Path state() {
        return state;
    }

    WasmLimits limits() {
        return limits;
    }

    WasmModule.Mode mode() {
        return mode;
    }

    Duration waitTime() {
        return wait;
    }
}
