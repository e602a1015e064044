package dev.microkernel.remote.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.log.LogLine;
import dev.microkernel.log.LoggedLines;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines that cross a real socket on their way into the log of another node. */
class LogActorIT {

    private final LoggedLines logged = new LoggedLines();
    private final ActorSystem system =
            ActorSystem.named("fleet-controller").nodeId(2).logActor(1).start();
    private final NodeListener listener = system.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final ActorId log = system.registry().lookup("log").orElseThrow().id();

    @AfterEach
    void close() {
        system.close();
        logged.close();
    }

    @Test
    void aLineOfAnotherNodeIsWrittenWithTheNodeItCameFrom() throws Exception {
        try (var kitchen = ActorSystem.named("kitchen").nodeId(11).start()) {
            kitchen.connect(listener.address()).get(30, TimeUnit.SECONDS);
            await(() -> kitchen.registry().lookup("log").isPresent());
            var oven = kitchen.spawn("oven", context -> message -> {
                throw new AssertionError(message);
            });
            kitchen.registry().lookup("log").orElseThrow().tell(new LogLine(LogLine.Level.WARN, "grün?\n250 °C"), oven);

            await(() -> !logged.texts().isEmpty());
            assertThat(logged.texts()).containsExactly("WARN grün?\\n250 °C");
            assertThat(logged.lastKeyValues())
                    .isEqualTo(Map.of("node", "11", "actor", oven.id().toString()));
        }
    }

    @Test
    void aSenderThatGivesNoNameIsKnownByItsNode() throws Exception {
        try (var peer = RawPeer.mount(listener.address(), 14, "porch")) {
            peer.send(line(new byte[] {1, 3, 0, 0, 0, 'o', 'n', (byte) 0xC3}));

            await(() -> !logged.texts().isEmpty());
            assertThat(logged.texts()).containsExactly("INFO on\uFFFD");
            assertThat(logged.lastKeyValues()).isEqualTo(Map.of("node", "14", "actor", "14:0"));
        }
    }

    @Test
    void whatIsNoLineIsADeadLetterAndTheLinkStays() throws Exception {
        try (var peer = RawPeer.mount(listener.address(), 14, "porch")) {
            peer.send(line(new byte[] {4, 0, 0, 0, 0}));
            peer.send(new Frame(0, log.value(), 200, new byte[8]));
            peer.send(line(new byte[] {3, 2, 0, 0, 0, 'o', 'k'}));

            await(() -> !logged.texts().isEmpty());
            assertThat(logged.texts()).containsExactly("ERROR ok");
            assertThat(system.deadLetters().count(Reason.UNKNOWN_TYPE)).isEqualTo(1);
            assertThat(system.deadLetters().count(Reason.MALFORMED)).isEqualTo(1);
            assertThat(system.deadLetters().newest())
                    .anySatisfy(letter ->
                            assertThat(letter.detail()).isEqualTo("RawLogLine.level must be below 4, ordinal=4"));
        }
    }

    @Test
    void aNodeThatSaysTooMuchTakesNothingFromTheOthers() throws Exception {
        try (var chatterer = RawPeer.mount(listener.address(), 14, "porch");
                var quiet = RawPeer.mount(listener.address(), 13, "hall")) {
            var before = system.time().nanoTime();
            for (int i = 0; i < 500; i++) {
                chatterer.send(line(("\1\7\0\0\0chatter").getBytes(UTF_8)));
            }
            await(() -> logged.texts().size() >= 2);
            quiet.send(line(("\2\4\0\0\0hear").getBytes(UTF_8)));
            await(() -> logged.texts().contains("WARN hear"));

            assertThat(logged.texts().stream().filter("INFO chatter"::equals).count())
                    .isBetween(2L, 2 + 1 + (system.time().nanoTime() - before) / 1_000_000_000);
        }
    }

    @Test
    void nodesThatBothKeepALogKnowTheirOwn() throws Exception {
        try (var kitchen = ActorSystem.named("kitchen").nodeId(11).logActor().start()) {
            kitchen.connect(listener.address()).get(30, TimeUnit.SECONDS);
            kitchen.registry().register("last", kitchen.spawn("last", context -> message -> Behavior.same()));
            await(() -> system.registry().lookup("last").isPresent());

            assertThat(system.registry().lookup("log").orElseThrow().id()).isEqualTo(log);
            assertThat(kitchen.registry().lookup("log").orElseThrow().id().node())
                    .isEqualTo(11);
        }
    }

    private Frame line(byte[] payload) {
        return new Frame(0, log.value(), LogLine.MESSAGE_TYPE, payload);
    }

    /** Waits for what happens on other threads; the check is repeated until it holds or 30 s are over. */
    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(ofSeconds(30)).until(condition::getAsBoolean);
    }
}
