package dev.microkernel.wasm;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.state.MemoryStateStore;
import dev.microkernel.state.StateLimits;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The cases that every node that runs modules is held to, compiled and interpreted, on virtual time. */
class WasmContractTest {

    private static final Path MODULES = Path.of("src/test/wasm");
    private static final JsonNode CASES = read();

    private record Sent(String to, int type, byte[] payload) {}

    private final SimulatedSystem simulation =
            ActorSystem.named(CASES.get("node").stringValue()).simulate(1);
    private final ActorSystem system = simulation.system();
    private final MemoryStateStore store = new MemoryStateStore(StateLimits.defaults());
    private final List<Sent> sent = new ArrayList<>();
    private final StringBuilder printed = new StringBuilder();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.microkernel.actor");
    private final Map<String, ActorRef<Object>> peers = new HashMap<>();

    private static JsonNode read() {
        return new ObjectMapper().readTree(MODULES.resolve("cases.json").toFile());
    }

    @BeforeEach
    void listen() {
        for (var name : List.of("a", "b")) {
            peers.put(
                    name,
                    system.spawn(
                            "peer-" + name,
                            ActorSpec.of(context -> message -> {
                                        var wire = (WireMessage) message;
                                        sent.add(new Sent(name, wire.type(), wire.payload()));
                                        return Behavior.same();
                                    })
                                    .withCodec(MessageCodec.RAW)));
        }
        simulation.settle();
        logged.start();
        logger.addAppender(logged);
        logger.setAdditive(false);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void close() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
        logger.setLevel(null);
        simulation.close();
        store.close();
    }

    static Stream<Arguments> cases() {
        return elements(CASES.get("cases"))
                .flatMap(each -> elements(each.get("modules"))
                        .flatMap(module -> Arrays.stream(WasmModule.Mode.values())
                                .map(mode -> Arguments.of(
                                        each.get("name").stringValue(), module.stringValue(), mode, each))));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("cases")
    void does(String name, String module, WasmModule.Mode mode, JsonNode each) throws IOException {
        var options = optionsOf(each);
        var actor = spawn(module, mode, options);
        CompletableFuture<ExitReason> end = system.monitor(actor);
        for (var step : each.get("steps")) {
            if (step.has("restart")) {
                system.stop(actor);
                simulation.settle();
                actor = spawn(module, mode, options);
                end = system.monitor(actor);
            }
            if (step.has("reload")) {
                reload(actor, step, mode);
            }
            run(actor, end, step);
        }
    }

    private static WasmOptions optionsOf(JsonNode each, MemoryStateStore store, StringBuilder printed) {
        var grants = Grants.NONE;
        if (each.has("grants")) {
            for (var grant : each.get("grants")) {
                grants = grants.with(grant.stringValue());
            }
        }
        // Code runs on the machine's clock: where no deadline is awaited, a busy machine must not bring one.
        boolean awaitsDeadline = elements(each.get("steps"))
                .anyMatch(step ->
                        step.has("exit") && step.get("exit").stringValue().equals("deadline"));
        var limits = WasmLimits.DEFAULT.withRunTime(awaitsDeadline ? ofMillis(300) : ofSeconds(60));
        if (each.has("limits")) {
            limits = limits.withMemory(each.get("limits").get("pages").intValue() * 65_536L);
        }
        var options = WasmOptions.DEFAULT
                .withGrants(grants)
                .withLimits(limits)
                .withStore(store)
                .withConsole(printed::append);
        return each.has("fiber") ? options.withFiber() : options;
    }

    private WasmOptions optionsOf(JsonNode each) {
        return optionsOf(each, store, printed);
    }

    private static byte[] wasm(String module) throws IOException {
        return Files.readAllBytes(MODULES.resolve("built/" + module + ".wasm"));
    }

    private ActorRef<Object> spawn(String module, WasmModule.Mode mode, WasmOptions options) throws IOException {
        var actor = system.spawn(
                "module",
                WasmActors.spec(WasmModule.of(wasm(module), mode), options).withRestart(RestartType.TEMPORARY));
        simulation.settle();
        return actor;
    }

    private void reload(ActorRef<Object> actor, JsonNode step, WasmModule.Mode mode) throws IOException {
        boolean accepted;
        try {
            var done = WasmActors.reload(
                    actor, WasmModule.of(wasm(step.get("reload").stringValue()), mode));
            simulation.settle();
            assertThat(done).isDone();
            accepted = !done.isCompletedExceptionally();
        } catch (InvalidModuleException refused) {
            accepted = false;
        }
        assertThat(accepted)
                .as("reload accepted")
                .isEqualTo(step.get("accepted").booleanValue());
    }

    private void run(ActorRef<Object> actor, CompletableFuture<ExitReason> end, JsonNode step) {
        sent.clear();
        printed.setLength(0);
        logged.list.clear();
        long noRoom = system.deadLetters().count(DeadLetter.Reason.TOO_LARGE);
        for (var message : step.get("send")) {
            var from = message.has("from") ? message.get("from").stringValue() : "a";
            var payload = message.has("payload") ? bytes(message.get("payload").stringValue()) : new byte[0];
            actor.tell(new WireMessage(message.get("type").intValue(), payload), peers.get(from));
        }
        simulation.settle();
        if (step.has("elapsedMs")) {
            simulation.advance(ofMillis(step.get("elapsedMs").intValue()));
        }
        requireSent(step);
        assertThat(printed.toString())
                .as("printed")
                .isEqualTo(step.has("printed") ? step.get("printed").stringValue() : "");
        assertThat(system.deadLetters().count(DeadLetter.Reason.TOO_LARGE) - noRoom)
                .as("refused")
                .isEqualTo(step.has("refused") ? step.get("refused").intValue() : 0);
        requireLogged(step);
        requireExit(end, step.has("exit") ? step.get("exit").stringValue() : "");
    }

    private void requireSent(JsonNode step) {
        var expected = step.has("sent") ? elements(step.get("sent")).toList() : List.<JsonNode>of();
        assertThat(sent).as("sent").hasSize(expected.size());
        for (var receiver : peers.keySet()) { // which of them has its turn first is the scheduler's affair
            requireSentTo(
                    receiver,
                    expected.stream()
                            .filter(wanted -> wanted.get("to").stringValue().equals(receiver))
                            .toList());
        }
    }

    private void requireSentTo(String receiver, List<JsonNode> expected) {
        var received =
                sent.stream().filter(message -> message.to().equals(receiver)).toList();
        assertThat(received).as("sent to " + receiver).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            var wanted = expected.get(i);
            var found = received.get(i);
            assertThat(found.type())
                    .as("type of " + i)
                    .isEqualTo(wanted.get("type").intValue());
            var payload = wanted.has("payload") ? wanted.get("payload").stringValue() : "text:";
            if (payload.startsWith("any:")) {
                assertThat(found.payload()).hasSize(Integer.parseInt(payload.substring(4)));
            } else {
                assertThat(found.payload()).as("payload of " + i).isEqualTo(bytes(payload));
            }
        }
    }

    private void requireLogged(JsonNode step) {
        var levels = List.of(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
        var expected = !step.has("log")
                ? List.<String>of()
                : elements(step.get("log"))
                        .map(line -> levels.get(line.get(0).intValue()) + " "
                                + loggedAs(line.get(1).stringValue()))
                        .toList();
        var lines = logged.list.stream()
                .filter(event -> !event.getMessage().contains("{}")) // what the guest says itself
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
        assertThat(lines).as("logged").isEqualTo(expected);
    }

    /** What is no text is logged with its control characters replaced. */
    private static String loggedAs(String text) {
        return text.startsWith("hex:") ? PrintableLine.of(new String(bytes(text), StandardCharsets.UTF_8)) : text;
    }

    private static void requireExit(CompletableFuture<ExitReason> end, String expected) {
        switch (expected) {
            case "" -> assertThat(end).isNotDone();
            case "normal" -> assertThat(end).isCompletedWithValue(new ExitReason.Normal());
            case "failure" -> assertThat(end.join()).isInstanceOf(ExitReason.Trap.class);
            case "deadline" -> assertThat(end.join()).isInstanceOf(ExitReason.Deadline.class);
            default -> throw new IllegalArgumentException("no such exit: " + expected);
        }
    }

    static Stream<Arguments> refused() {
        return elements(CASES.get("refused"))
                .filter(each -> !each.get("module").stringValue().equals("refused-start-wat"))
                .map(each -> Arguments.of(
                        each.get("module").stringValue(),
                        elements(each.get("message")).map(JsonNode::stringValue).toArray(String[]::new)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesAndSaysWhy(String module, String[] words) {
        assertThatThrownBy(() -> WasmActors.spec(WasmModule.of(wasm(module))))
                .isInstanceOf(InvalidModuleException.class)
                .message()
                .contains(words);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void anActorWhoseStartSectionTrapsFailsToStart(WasmModule.Mode mode) throws IOException {
        var actor = spawn("refused-start-wat", mode, WasmOptions.DEFAULT);
        var end = system.monitor(actor);
        simulation.settle();

        assertThat(end).succeedsWithin(ofSeconds(1)).isInstanceOf(ExitReason.Trap.class);
    }

    static List<WasmModule.Mode> modes() {
        return List.of(WasmModule.Mode.values());
    }

    private static byte[] bytes(String text) {
        var parts = text.split(":", 2);
        return switch (parts[0]) {
            case "text" -> parts[1].getBytes(StandardCharsets.UTF_8);
            case "hex" -> HexFormat.of().parseHex(parts[1]);
            case "u32" ->
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Integer.parseUnsignedInt(parts[1]))
                        .array();
            case "i64" ->
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.parseLong(parts[1]))
                        .array();
            case "fill" -> {
                var fill = parts[1].split(":", 2);
                var filled = new byte[Integer.parseInt(fill[0])];
                Arrays.fill(filled, (byte) Integer.parseInt(fill[1], 16));
                yield filled;
            }
            default -> throw new IllegalArgumentException("no such payload: " + text);
        };
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
