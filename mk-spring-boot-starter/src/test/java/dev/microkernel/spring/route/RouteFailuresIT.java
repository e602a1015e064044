package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.spring.wasm.WasmModules;
import dev.microkernel.system.ActorSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What a client is told of each way in which there is no reply, by actors of this node, of another, and modules. */
class RouteFailuresIT {

    @MessageType(931)
    record Do(int what) {}

    @MessageType(932)
    record Done(int what) {}

    private static final int ANSWER = 1;
    private static final int BE_SILENT = 2;
    private static final int FAIL = 3;
    private static final int BLOCK = 4;
    private static final String WASM = "file:../mk-core/src/test/wasm/built/";

    /** An int of 60,000 is how long a module sleeps. */
    private static final int SLEEP = 60_000;

    private final CountDownLatch blocked = new CountDownLatch(1);
    private ActorSystem other;
    private ActorRef<Do> far;
    private RoutedApplication application;

    @BeforeEach
    void start() throws Exception {
        other = ActorSystem.named("other").start();
        far = other.spawn(spec(blocked));
        other.registry().register("far", far);
        var listener = other.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        application = RoutedApplication.start(
                Application.class,
                "--mk.routes.ask-timeout=500ms",
                "--mk.drain-timeout=0", // nobody waits for a module that sleeps
                "--mk.routes.retry-after=3s",
                "--mk.node.peers=127.0.0.1:" + listener.address().getPort(),
                "--mk.wasm.modules.traps.location=" + WASM + "traps-wat.wasm",
                "--mk.wasm.modules.traps.grants=send",
                "--mk.wasm.modules.sleeper.location=" + WASM + "sleeper-wat.wasm",
                "--mk.wasm.modules.sleeper.fiber=true",
                "--mk.wasm.modules.sleeper.grants=send",
                "--mk.wasm.modules.sleeper.mailbox-capacity=2");
        eventually(
                () -> assertThat(application.system().registry().lookup("far")).isPresent());
        application.bean(Far.class).actor =
                application.system().registry().lookup("far").orElseThrow();
    }

    @AfterEach
    void stop() {
        blocked.countDown();
        application.bean(Near.class).blocked.countDown();
        application.close();
        other.close();
    }

    @ParameterizedTest
    @CsvSource({
        "near, " + ANSWER + ", 200",
        "near, " + BE_SILENT + ", 504",
        "near, " + FAIL + ", 500",
        "far, " + ANSWER + ", 200",
        "far, " + BE_SILENT + ", 504",
        "far, " + FAIL + ", 504",
        "sleeper, 1, 200",
        "sleeper, " + SLEEP + ", 504",
        "traps, 1, 500",
        "near, -1, 400",
    })
    void aRequestIsAnswered(String actor, int what, int status) throws Exception {
        var response = application.get("/" + actor + "/" + what);
        assertThat(response.statusCode()).isEqualTo(status);
        if (status != 200) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body()).contains("\"status\":" + status).doesNotContain("planted");
        }
    }

    @ParameterizedTest
    @CsvSource({"near," + BLOCK, "far," + BLOCK, "sleeper," + SLEEP})
    void aFullMailboxIsUnavailableForAWhile(String actor, int block) {
        var target = target(actor);
        Object message = actor.equals("sleeper") ? new WireMessage(block, new byte[0]) : new Do(block);
        int told = 0;
        while (target.tell(message) == Delivery.ACCEPTED && told++ < 16) {
            Thread.onSpinWait();
        }
        eventually(() -> {
            var response = application.get("/" + actor + "/" + 1);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("3");
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        });
    }

    @ParameterizedTest
    @CsvSource({"near,410", "sleeper,410", "far,503"})
    void anActorThatHasStoppedIsGoneOrOutOfReach(String actor, int status) {
        if (actor.equals("far")) {
            other.stop(far);
        } else {
            application.system().stop(target(actor));
        }
        eventually(() ->
                assertThat(application.get("/" + actor + "/1").statusCode()).isEqualTo(status));
        if (!actor.equals("sleeper")) {
            eventually(() -> assertThat(application.get("/" + actor + "/events").statusCode())
                    .as("of another node it is heard only then, and the stream ends")
                    .isEqualTo(actor.equals("far") ? 200 : 410));
        }
    }

    @Test
    void aNodeThatIsLostIsOutOfReach() {
        other.close();
        eventually(() -> {
            var response = application.get("/far/1");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("3");
        });
    }

    @SuppressWarnings("unchecked") // what it takes is known here
    private ActorRef<Object> target(String actor) {
        return switch (actor) {
            case "near" -> (ActorRef<Object>) (ActorRef<?>) application.bean(Near.class).actor;
            case "far" -> application.bean(Far.class).actor;
            default -> module(application.bean(WasmModules.class), actor);
        };
    }

    private static ActorRef<Object> module(WasmModules modules, String name) {
        return modules.find(name).orElseThrow().actors().getFirst();
    }

    private static ActorSpec<Do> spec(CountDownLatch blocked) {
        return ActorSpec.<Do>of(context -> message -> {
                    switch (message.what()) {
                        case ANSWER -> context.reply(new Done(ANSWER));
                        case FAIL -> throw new IllegalStateException("planted");
                        case BLOCK -> blocked.await();
                        default -> {}
                    }
                    return Behavior.same();
                })
                .withWireMessages(Do.class)
                .withMailbox(MailboxSpec.bounded(2));
    }

    static final class Near {
        final CountDownLatch blocked = new CountDownLatch(1);
        final ActorRef<Do> actor;

        Near(ActorSystem system) {
            actor = system.spawn("near", spec(blocked));
        }
    }

    /** The actor on the other node, once it is known. */
    static final class Far {
        volatile ActorRef<Object> actor;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Near near(ActorSystem system) {
            return new Near(system);
        }

        @Bean
        RouterFunction<ServerResponse> nearRoutes(ActorRoutes routes, Near near) {
            return routes.to(near.actor)
                    .sse("/near/events", (request, client) -> new Do(BE_SILENT))
                    .get("/near/{what}", request -> message(request.pathVariable("what")))
                    .build();
        }

        @Bean
        RouterFunction<ServerResponse> farRoutes(ActorRoutes routes, Far far) {
            return routes.<Object>toEach(request -> far.actor)
                    .replies(Done.class)
                    .sse("/far/events", (request, client) -> new Do(BE_SILENT))
                    .get("/far/{what}", request -> message(request.pathVariable("what")))
                    .build();
        }

        @Bean
        Far far() {
            return new Far();
        }

        @Bean
        RouterFunction<ServerResponse> moduleRoutes(ActorRoutes routes, WasmModules modules) {
            return routes.<Object>toEach(request -> module(modules, request.pathVariable("module")))
                    .replies(WireMessage.class)
                    .get(
                            "/{module:traps|sleeper}/{what}",
                            request -> new WireMessage(Integer.parseInt(request.pathVariable("what")), new byte[0]))
                    .build();
        }

        private static Do message(String what) {
            if (what.startsWith("-")) {
                throw new IllegalArgumentException("what must be positive, what=" + what);
            }
            return new Do(Integer.parseInt(what));
        }
    }
}
