package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What actors log, and the traces and dead letters that tell the rest. */
class ActorLoggerTest {

    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1);

    private final SimulatedSystem simulation = ActorSystem.named("node").simulate(4);
    private final ActorSystem system = simulation.system();
    private final Logger backend = (Logger) LoggerFactory.getLogger("dev.microkernel.actor");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        backend.addAppender(logged);
        backend.setLevel(Level.INFO);
        backend.setAdditive(false);
    }

    @AfterEach
    void close() {
        simulation.close();
        backend.detachAppender(logged);
        backend.setLevel(null);
        backend.setAdditive(true);
    }

    @Test
    void saysWhichNodeAndActorOverWhichMessageAndTrace() {
        var talking = talking();
        TRACE.run(() -> talking.tell("hello"));
        simulation.settle();

        assertThat(keyValues(logged.list.getFirst()))
                .isEqualTo(Map.of(
                        "node",
                        "node",
                        "actor",
                        "/talking",
                        "message",
                        "java.lang.String",
                        "traceId",
                        TRACE.traceId()));
        assertThat(logged.list.getFirst().getFormattedMessage()).isEqualTo("info hello");
    }

    @Test
    void namesTheClassOfAMessageThatCameThroughAnAdapter() {
        var keeping = system.<String>spawn("keeping", context -> {
            context.adapter(Integer.class, number -> {
                        context.log().info("translating");
                        return "number " + number;
                    })
                    .tell(7);
            return message -> Behavior.same();
        });
        simulation.settle();

        assertThat(keyValues(logged.list.getFirst()))
                .containsEntry("actor", keeping.path())
                .containsEntry("message", "java.lang.Integer");
    }

    @Test
    void aTraceDoesNotLeakIntoTheNextMessage() {
        var talking = talking();
        TRACE.run(() -> talking.tell("traced"));
        talking.tell("plain");
        simulation.settle();

        assertThat(keyValues(logged.list.getLast())).doesNotContainKey("traceId");
    }

    @Test
    void anActorsOwnLevelDecidesAboveAndBelowTheBackends() {
        var talking = talking();
        system.setLogLevel(talking, org.slf4j.event.Level.DEBUG);
        talking.tell("1");
        simulation.settle();
        assertThat(texts()).containsExactly("debug 1", "fluent debug 1", "info 1", "error 1");

        logged.list.clear();
        system.setLogLevel(talking, org.slf4j.event.Level.ERROR);
        talking.tell("2");
        simulation.settle();
        assertThat(texts()).containsExactly("error 2");

        logged.list.clear();
        system.setLogLevel(talking, null);
        talking.tell("3");
        simulation.settle();
        assertThat(texts()).containsExactly("info 3", "error 3");
    }

    @Test
    void aTraceGoesFromActorToActorThroughAsksAndIntoDeadLetters() {
        var letters = new ArrayList<DeadLetter>();
        system.deadLetters().listen(letter -> {
            throw new IllegalStateException("planted");
        });
        var listening = system.deadLetters().listen(letters::add);
        var polite = system.<String>spawn("polite", context -> message -> {
            context.reply("to nobody");
            return Behavior.same();
        });
        var first = system.<String>spawn("first", context -> message -> {
            polite.tell(message);
            return Behavior.same();
        });
        TRACE.run(() -> first.tell("traced"));
        simulation.settle();
        first.tell("plain");
        simulation.settle();
        listening.cancel();
        first.tell("unheard");
        simulation.settle();

        assertThat(letters).extracting(DeadLetter::trace).containsExactly(TRACE.toString(), "");
        assertThat(system.deadLetters().total()).isEqualTo(3);
    }

    private ActorRef<String> talking() {
        return system.spawn("talking", context -> message -> {
            var log = context.log();
            log.debug("debug {}", message);
            log.atDebug().log("fluent debug {}", message);
            log.info("info {}", message);
            log.error("error {}", message);
            return Behavior.same();
        });
    }

    private List<String> texts() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Map<String, String> keyValues(ILoggingEvent event) {
        var values = new TreeMap<String, String>();
        event.getKeyValuePairs().forEach(pair -> values.put(pair.key, String.valueOf(pair.value)));
        return values;
    }
}
