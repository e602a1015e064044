package dev.microkernel.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not granted is refused, counted, and seen by inspection. */
class GrantsTest {

    private static final int RESULT = 40_000;

    private final Guests guests = new Guests();
    private final List<WireMessage> heard = new ArrayList<>();
    private final ActorRef<Object> third = guests.system.spawn("third", Guests.collector(heard));

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        guests.close();
    }

    /** A module that makes one call over every message and answers with its result. */
    private static TinyModule answering(TinyModule call, String name, boolean isLong) {
        return call.call(name).storeAt(RESULT, isLong).answer(9, RESULT, isLong ? 8 : 4);
    }

    private static TinyModule tiny(String name, String signature) {
        return new TinyModule().importing(name, signature).importing("mk_send", "i64 i32 i32 i32 -> i32");
    }

    private long resultOf(TinyModule module, Grants grants) {
        var actor = guests.spawn(WasmModule.of(module.build()), WasmOptions.DEFAULT.withGrants(grants));
        guests.received.clear();
        guests.send(actor, 1);
        assertThat(guests.received).hasSize(1);
        var payload = guests.received.getFirst().payload();
        refusals = WasmActors.inspect(actor).orElseThrow().counts().refusedCalls();
        return payload.length == 8 ? Guests.i64(payload) : Guests.u32(payload);
    }

    private java.util.Map<String, Long> refusals = java.util.Map.of();

    private static TinyModule sendTo(long id) {
        return answering(
                tiny("mk_send_u32", "i64 i32 i32 -> i32").i64(id).i32(5).i32(6), "mk_send_u32", false);
    }

    @Test
    void sendingToStrangers() {
        long id = third.id().value();

        assertThat(resultOf(sendTo(id), Grants.NONE)).isZero();
        assertThat(refusals).containsEntry("send", 1L);
        assertThat(heard).isEmpty();

        assertThat(resultOf(sendTo(id), Grants.NONE.with(Grants.Permission.SEND)))
                .isOne();
        assertThat(heard).containsExactly(new WireMessage(5, Guests.u32(6)));
    }

    @Test
    void sendingAsTheRuntimeIsRefusedInAnyCase() {
        var module = answering(
                tiny("mk_send_u32", "i64 i32 i32 -> i32")
                        .i64(third.id().value())
                        .i32(0xFF00_0001)
                        .i32(6),
                "mk_send_u32",
                false);

        assertThat(resultOf(module, Grants.NONE.with(Grants.Permission.SEND))).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void sendingToNobodyIsADeadLetter() {
        assertThat(resultOf(sendTo(0x0123_4567_89AB_CDEFL), Grants.NONE.with(Grants.Permission.SEND)))
                .isZero();
        assertThat(guests.system.deadLetters().total()).isEqualTo(1);
    }

    @Test
    void stoppingOthers() {
        var module = answering(tiny("mk_stop", "i64 -> i32").i64(third.id().value()), "mk_stop", false);

        assertThat(resultOf(module, Grants.NONE)).isEqualTo(-1);
        assertThat(guests.system.find("/third")).isPresent();
        assertThat(resultOf(module, Grants.NONE.with(Grants.Permission.STOP))).isZero();
        guests.simulation.settle();
        assertThat(guests.system.find("/third")).isEmpty();
    }

    @Test
    void spawningGivesNoMoreThanThereIsAndNoSpawningAgain() {
        var child = Guests.file("built/echo-wat.wasm");
        var module = answering(
                tiny("mk_spawn_wasm", "i32 i32 i32 -> i64")
                        .data(child)
                        .i32(0)
                        .i32(child.length)
                        .i32(8),
                "mk_spawn_wasm",
                true);

        assertThat(resultOf(module, Grants.NONE)).isZero();
        assertThat(refusals).containsEntry("spawn", 1L);
        long id = resultOf(module, Grants.NONE.with(Grants.Permission.SPAWN, Grants.Permission.LIST));
        assertThat(id).isNotZero();
        var spawned = guests.system
                .inspect()
                .withDescendants()
                .filter(actor -> actor.path().matches("/[^/]+/.+"))
                .toList();
        assertThat(spawned).hasSize(1);
        var info = WasmActors.inspect(
                        guests.system.find(spawned.getFirst().path()).orElseThrow())
                .orElseThrow();
        assertThat(info.grants()).isEqualTo(Grants.NONE.with(Grants.Permission.LIST));
    }

    @Test
    void spawningWhatIsNoModuleFails() {
        var module = answering(
                tiny("mk_spawn_wasm", "i32 i32 i32 -> i64").i32(0).i32(100).i32(8), "mk_spawn_wasm", true);

        assertThat(resultOf(module, Grants.NONE.with(Grants.Permission.SPAWN))).isZero();
    }

    @Test
    void listingActorsAndNames() {
        var actors = answering(
                tiny("mk_list_actors", "i32 i32 i32 -> i32").i32(64).i32(100).i32(RESULT + 4), "mk_list_actors", false);

        assertThat(resultOf(actors, Grants.NONE)).isEqualTo(-1);
        assertThat(refusals).containsEntry("list", 1L);
        assertThat(resultOf(actors, Grants.NONE.with(Grants.Permission.LIST))).isZero();

        guests.system.registry().register("kitchen", third);
        var names = tiny("mk_ns_list", "i32 i32 i32 i32 i32 -> i32")
                .data("kit".getBytes(StandardCharsets.UTF_8))
                .i32(0)
                .i32(3)
                .i32(64)
                .i32(1_000)
                .i32(RESULT)
                .call("mk_ns_list")
                .drop()
                .answer(9, 64, 30);
        var actor = guests.spawn(
                WasmModule.of(names.build()), WasmOptions.DEFAULT.withGrants(Grants.NONE.with(Grants.Permission.LIST)));
        guests.received.clear();
        guests.send(actor, 1);
        assertThat(new String(guests.received.getFirst().payload(), StandardCharsets.UTF_8))
                .startsWith("kitchen=" + third.id().value() + "\n");
    }

    // ---- files

    private GrantedFiles.Contents read(String path) throws IOException {
        return GrantedFiles.read(List.of(folder.resolve("granted")), path, 5);
    }

    @Test
    void filesOfAGrantedFolderAndNoOthers() throws IOException {
        var granted = Files.createDirectories(folder.resolve("granted/below"));
        Files.writeString(granted.resolve("inside.txt"), "inside");
        var secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(granted.resolve("out"), secret);
        Files.createSymbolicLink(granted.resolve("up"), folder);
        Files.createSymbolicLink(granted.resolve("in"), granted.resolve("inside.txt"));

        var read = read("below/inside.txt");
        assertThat(read.bytes()).isEqualTo("insid".getBytes(StandardCharsets.UTF_8));
        assertThat(read.size()).isEqualTo(6);
        assertThat(read("below/in")).isNotNull();
        assertThat(read("below/../below/inside.txt")).isNotNull();
        assertThat(read(granted.resolve("inside.txt").toString())).isNotNull();
        for (var path : List.of(
                "../secret.txt",
                "below/../../secret.txt",
                "below/out",
                "below/up/secret.txt",
                secret.toString(),
                "/etc/passwd",
                "..",
                "\0")) {
            assertThat(read(path)).as(path).isNull();
        }
        assertThatThrownBy(() -> read("below/none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> read("below")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> GrantedFiles.read(List.of(Path.of("/dev")), "/dev/zero", 5))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aGuestReadsWhatItMay() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "hello");
        var name = "a.txt".getBytes(StandardCharsets.UTF_8);
        var module = tiny("mk_read_file", "i32 i32 i32 i32 i32 -> i32")
                .data(name)
                .i32(0)
                .i32(name.length)
                .i32(64)
                .i32(3)
                .i32(RESULT + 4)
                .call("mk_read_file")
                .storeAt(RESULT, false)
                .answer(9, RESULT, 8);
        var actor = guests.spawn(
                WasmModule.of(module.build()), WasmOptions.DEFAULT.withGrants(Grants.NONE.withFiles(folder)));
        guests.send(actor, 1);

        assertThat(guests.received.getFirst().payload()).isEqualTo(new byte[] {0, 0, 0, 0, 5, 0, 0, 0});
    }

    @Test
    void aGuestWithoutFilesReadsNone() {
        var module = answering(
                tiny("mk_read_file", "i32 i32 i32 i32 i32 -> i32")
                        .i32(0)
                        .i32(1)
                        .i32(0)
                        .i32(0)
                        .i32(0),
                "mk_read_file",
                false);

        assertThat(resultOf(module, Grants.NONE)).isEqualTo(-1);
        assertThat(refusals).containsEntry("files", 1L);
    }

    @Test
    void grantsAsPeopleWriteThem() {
        var grants = Grants.NONE
                .with("send")
                .with("STATE")
                .with("files=/tmp/../tmp/x")
                .with("http=example.com:8080");

        assertThat(grants.has(Grants.Permission.SEND)).isTrue();
        assertThat(grants.has(Grants.Permission.SPAWN)).isFalse();
        assertThat(grants.folders()).containsExactly(Path.of("/tmp/x"));
        assertThat(grants.hosts()).containsExactly("example.com:8080");
        for (var wrong : Arrays.asList("everything", "http=", "http=a b", "http=http://x/", "")) {
            assertThatThrownBy(() -> Grants.NONE.with(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
