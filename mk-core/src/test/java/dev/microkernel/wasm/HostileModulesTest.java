package dev.microkernel.wasm;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.WireMessage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that mean harm end themselves and nothing else. */
class HostileModulesTest {

    private static final WasmOptions SHORT =
            WasmOptions.DEFAULT.withLimits(WasmLimits.DEFAULT.withRunTime(ofMillis(100)));

    private static final int[] EDGES = {
        0, 1, 7, 8, 65_528, 65_532, 65_535, 65_536, 65_537, 0x7FFF_FFFF, 0x8000_0000, -65_536, -8, -4, -2, -1
    };

    private final Guests guests = new Guests();

    @AfterEach
    void close() {
        guests.close();
    }

    @ParameterizedTest
    @EnumSource(WasmModule.Mode.class)
    void aFullStackInTheMiddleOfSendingLeavesTheReceiverWhole(WasmModule.Mode mode) {
        var module = WasmModule.of(Guests.file("hostile/deep-sender.wasm"), mode);
        for (int round = 0; round < 5; round++) {
            guests.received.clear();
            var actor = guests.spawn(module, WasmOptions.DEFAULT);
            var end = guests.system.monitor(actor);
            guests.send(actor, 1);

            assertThat(end).isCompletedWithValue(new ExitReason.Trap("call stack exhausted"));
            assertThat(guests.received).hasSizeGreaterThan(100);
            for (int depth = 0; depth < guests.received.size(); depth++) {
                assertThat(Guests.u32(guests.received.get(depth).payload())).isEqualTo(depth);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WasmModule.Mode.class)
    void aStartSectionThatSpinsIsStopped(WasmModule.Mode mode) {
        var actor = guests.spawn(WasmModule.of(Guests.file("hostile/start-spinner.wasm"), mode), SHORT);

        var end = guests.system.monitor(actor);
        guests.simulation.settle();

        assertThat(end).isCompletedWithValue(new ExitReason.Deadline(ofMillis(100)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6})
    void anAllocatorThatLiesOrTrapsEndsItsModule(int size) {
        var actor = guests.spawn(Guests.module("hostile/allocator.wasm"), SHORT);
        var end = guests.system.monitor(actor);
        guests.send(actor, 1, new byte[size]);

        assertThat(end.getNow(null)).isInstanceOf(ExitReason.Trap.class);
        assertThat(guests.received).isEmpty();
    }

    @Test
    void anAllocatorThatSpinsIsStopped() {
        var actor = guests.spawn(Guests.module("hostile/allocator.wasm"), SHORT);
        var end = guests.system.monitor(actor);
        guests.send(actor, 1, new byte[3]);

        assertThat(end).isCompletedWithValue(new ExitReason.Deadline(ofMillis(100)));
    }

    @Test
    void anAllocatorThatIsFullLosesThePayloadAndNotTheActor() {
        var actor = guests.spawn(Guests.module("hostile/allocator.wasm"), SHORT);
        guests.send(actor, 1, new byte[2]);
        guests.send(actor, 2, new byte[9]);

        assertThat(guests.received).containsExactly(new WireMessage(2, new byte[9]));
        assertThat(guests.system.deadLetters().count(DeadLetter.Reason.TOO_LARGE))
                .isEqualTo(1);
        assertThat(guests.system.deadLetters().newest().getLast().detail())
                .contains("does not fit", "payload=2 bytes", "memory=65536 bytes");
    }

    @Test
    void aFreeThatTrapsEndsItsModule() {
        var actor = guests.spawn(Guests.module("hostile/allocator.wasm"), SHORT);
        var end = guests.system.monitor(actor);
        guests.send(actor, 1, new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 0});

        assertThat(end.getNow(null)).isInstanceOf(ExitReason.Trap.class);
    }

    @Test
    void aPayloadLargerThanAllMemoryIsRefusedBeforeTheGuestSeesIt() {
        var actor = guests.spawn(Guests.module("hostile/allocator.wasm"), SHORT);
        guests.send(actor, 1, new byte[(int) SHORT.limits().memoryBytes() + 1]);
        guests.send(actor, 2, new byte[9]);

        assertThat(guests.received).hasSize(1);
        assertThat(guests.system.deadLetters().count(DeadLetter.Reason.TOO_LARGE))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(WasmModule.Mode.class)
    void aTableGrowsToABoundAndForItsOwnInstanceOnly(WasmModule.Mode mode) {
        var module = WasmModule.of(Guests.file("hostile/table-grower.wasm"), mode);
        var grower = guests.spawn(module, SHORT);
        guests.send(grower, 1, Guests.u32(1_000));
        guests.send(grower, 2, Guests.u32(2_000_000_000));
        var other = guests.spawn(module, SHORT);
        guests.send(other, 3);

        assertThat(guests.received.stream().map(message -> Guests.u32(message.payload())))
                .containsExactly(1_010, 1_010, 10);
    }

    @Test
    void oneThatFailsForLackOfMemoryEndsWithThatReason() {
        var limits = WasmLimits.DEFAULT.withMemory(10 * 65_536);
        var actor = guests.spawn(Guests.module("hostile/hoarder.wasm"), WasmOptions.DEFAULT.withLimits(limits));
        var end = guests.system.monitor(actor);
        guests.send(actor, 1);

        assertThat(end).isCompletedWithValue(new ExitReason.Memory(10 * 65_536));
    }

    @Test
    void memoryBeyondTheLimitFromTheStartIsRefusedBeforeThereIsAnActor() {
        var limits = WasmLimits.DEFAULT.withMemory(65_536);

        assertThatThrownBy(() -> WasmActors.spec(
                        WasmModule.of(new TinyModule().pages(2).build()), WasmOptions.DEFAULT.withLimits(limits)))
                .isInstanceOf(InvalidModuleException.class)
                .hasMessageContaining("the limit is 65536")
                .hasMessageContaining("WasmLimits.memoryBytes");
    }

    /** A module with one section of these bytes. */
    private static byte[] section(int id, int... content) {
        var bytes = new java.io.ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, (byte) id});
        bytes.write((content.length & 0x7F) | 0x80);
        bytes.write(content.length >>> 7);
        for (int each : content) {
            bytes.write(each);
        }
        return bytes.toByteArray();
    }

    static Stream<byte[]> announcements() {
        return Stream.of(
                section(1, 1, 0x60, 0xFF, 0xFF, 0xFF, 0x7F, 0x7F), // parameters
                section(1, 1, 0x60, 0, 0xFF, 0xFF, 0xFF, 0x7F), // results
                section(1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F), // types
                section(9, 1, 0, 0x41, 0, 0x0B, 0xFF, 0xFF, 0xFF, 0x7F), // elements
                section(9, 1, 5, 0x70, 0xFF, 0xFF, 0xFF, 0x7F, 0xD0, 0x70, 0x0B), // elements by expressions
                section(10, 1, 8, 1, 0xFF, 0xFF, 0xFF, 0x7F, 0x7F, 0x0B, 0x0B), // locals
                section(10, 1, 0xFF, 0xFF, 0xFF, 0x7F), // bytes of a function
                section(11, 1, 0, 0x41, 0, 0x0B, 0xFF, 0xFF, 0xFF, 0x7F), // bytes of data
                section(11, 1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1));
    }

    /** The engine's parser would make room for it, in gigabytes. */
    @ParameterizedTest
    @MethodSource("announcements")
    void whatIsAnnouncedAndNotThereIsRefused(byte[] wasm) {
        assertThatThrownBy(() -> WasmModule.of(wasm))
                .isInstanceOf(InvalidModuleException.class)
                .hasMessageMatching("(?s).*(are announced|at most|does not end|cut off).*");
    }

    @Test
    void localsAreBoundedForOneFunctionAndForAll() {
        int[] most = {6, 1, 0xD0, 0x86, 3, 0x7F, 0x0B}; // 50,000
        int[] more = {6, 1, 0xD1, 0x86, 3, 0x7F, 0x0B};

        assertThatThrownBy(() -> WasmModule.of(section(10, functions(1, more)))).hasMessageContaining("at most 50000");
        assertThatThrownBy(() -> WasmModule.of(section(10, functions(1, most)))).hasMessageNotContaining("at most");
        assertThatThrownBy(() -> WasmModule.of(section(10, functions(21, most))))
                .hasMessageContaining("at most 1000000 locals of all functions");
    }

    private static int[] functions(int count, int... body) {
        var content = new int[1 + count * body.length];
        content[0] = count;
        for (int i = 0; i < count; i++) {
            System.arraycopy(body, 0, content, 1 + i * body.length, body.length);
        }
        return content;
    }

    static Stream<Arguments> branches() {
        return Stream.of(WasmModule.Mode.values())
                .flatMap(mode -> IntStream.rangeClosed(1, 4).mapToObj(type -> Arguments.of(mode, type)));
    }

    @ParameterizedTest
    @MethodSource("branches")
    void oneThatSpinsByAnyBranchIsStopped(WasmModule.Mode mode, int type) {
        var module = WasmModule.of(Guests.file("hostile/branch-spinner.wasm"), mode);
        var actor = guests.spawn(module, WasmOptions.DEFAULT.withLimits(WasmLimits.DEFAULT.withRunTime(ofMillis(100))));
        var end = guests.system.monitor(actor);
        guests.send(actor, type);

        assertThat(end).isCompletedWithValue(new ExitReason.Deadline(ofMillis(100)));
    }

    static Stream<byte[]> unsupported() {
        return Stream.of(
                new TinyModule().raw(0xFD, 0x0C).raw(new int[16]).drop().build(), // v128.const
                new TinyModule().i32(0).raw(0xFE, 0x10, 2, 0).drop().build(), // i32.atomic.load
                new TinyModule().i32(0).raw(0xFB, 0x1C).drop().build(), // ref.i31
                new TinyModule()
                        .raw(0x20, 0, 0x20, 1, 0x20, 2, 0x20, 3, 0x12, 0)
                        .build()); // return_call
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void whatTakesTheHostsMemoryWithoutBoundIsRefused(byte[] wasm) {
        assertThatThrownBy(() -> WasmModule.of(wasm)).isInstanceOf(InvalidModuleException.class);
    }

    static Stream<HostFunction> functions() {
        return HostFunctions.all().stream();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyHostFunctionBearsEveryArgument(HostFunction function) {
        var random = new Random(function.name().hashCode());
        var grants = Grants.NONE
                .with(
                        Grants.Permission.SEND,
                        Grants.Permission.SPAWN,
                        Grants.Permission.STOP,
                        Grants.Permission.REGISTER,
                        Grants.Permission.LIST,
                        Grants.Permission.STATE)
                .withFiles(Path.of("src/test/wasm"))
                .withHttp("localhost:1");
        var options = SHORT.withGrants(grants).withConsole(text -> {}).withFiber();
        for (int round = 0; round < 60; round++) {
            var tiny = new TinyModule()
                    .importing(
                            function.name(),
                            String.join(" ", function.signature().parameters()) + " -> "
                                    + String.join(" ", function.signature().results()))
                    .data("%s %d %999999999d %*.*f %n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (var parameter : function.signature().parameters()) {
                int edge = EDGES[random.nextInt(EDGES.length)];
                if (parameter.equals("i64")) {
                    tiny.i64(random.nextBoolean() ? edge : random.nextLong());
                } else {
                    tiny.i32(edge);
                }
            }
            tiny.call(function.name());
            if (!function.signature().results().isEmpty()) {
                tiny.drop();
            }
            var actor = guests.spawn(WasmModule.of(tiny.build(), WasmModule.Mode.INTERPRETED), options);
            var end = guests.system.monitor(actor);
            guests.send(actor, 1);
            guests.simulation.advance(ofMillis(10));

            var reason = end.getNow(null);
            assertThat(reason == null
                            || reason instanceof ExitReason.Trap
                            || reason instanceof ExitReason.Stopped
                            || reason instanceof ExitReason.Deadline)
                    .as("%s ends with %s", function, reason)
                    .isTrue();
            guests.system.stop(actor);
            guests.simulation.settle();
            assertThat(end).isDone();
        }
        assertThat(guests.received)
                .allSatisfy(message -> assertThat(message.payload()).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"built/echo-c.wasm", "built/every-import-c.wasm", "built/words-assemblyscript.wasm"})
    void everyBeginningOfAModuleIsRefused(String path) {
        var whole = Guests.file(path);
        int step = Math.max(1, whole.length / 500);
        for (int length = 0; length < whole.length; length += step) {
            var part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> WasmModule.of(part)).isInstanceOf(InvalidModuleException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"built/echo-wat.wasm", "built/every-import-c.wasm", "built/own-malloc-c.wasm"})
    void tenThousandMutationsHarmNobody(String path) {
        var original = Guests.file(path);
        var random = new Random(42);
        var limits = WasmLimits.DEFAULT.withRunTime(ofMillis(5));
        var options = WasmOptions.DEFAULT.withLimits(limits).withConsole(text -> {});
        int ran = 0;
        for (int round = 0; round < 3_400; round++) {
            var mutated = original.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                mutated[8 + random.nextInt(mutated.length - 8)] = (byte) random.nextInt(256);
            }
            WasmModule module;
            try {
                module = WasmModule.of(mutated, WasmModule.Mode.INTERPRETED);
                var actor = guests.spawn(module, options);
                guests.send(actor, random.nextInt(30), new byte[random.nextInt(40)]);
                guests.system.stop(actor);
                guests.simulation.settle();
                ran++;
            } catch (InvalidModuleException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
        assertThat(ran).as("how many could be run").isGreaterThan(50);
        assertThat(guests.system.find("/peer")).isPresent();
    }
}
