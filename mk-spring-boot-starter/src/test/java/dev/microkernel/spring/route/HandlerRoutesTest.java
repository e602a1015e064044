package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.AskTimeout;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.autoconfigure.ActorRoutesAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Routes that cannot work stop the application from starting, with a text that says what to change. */
class HandlerRoutesTest {

    record Ask(String name) {}

    record Nothing() {}

    record Watch(SseClient client) {}

    @Actor
    static class NoReceive {
        @Receive
        void other(Nothing message) {}

        @GetMapping("/x")
        String get(Ask message) {
            return "";
        }
    }

    @Actor
    static class AnyMethod {
        @Receive
        @RequestMapping("/x")
        String get(Ask message) {
            return "";
        }
    }

    @Actor
    static class Conditions {
        @Receive
        @GetMapping(path = "/x", params = "version=1")
        String get(Ask message) {
            return "";
        }
    }

    @Actor
    static class NoRecord {
        @Receive
        @GetMapping("/x")
        String get(String message) {
            return "";
        }
    }

    @Actor
    static class LostVariable {
        @Receive
        @GetMapping("/x/{id}")
        String get(Ask message) {
            return "";
        }
    }

    @Actor
    static class LostVariableOfBody {
        @Receive
        @PostMapping("/x/{id}")
        String post(Ask message) {
            return "";
        }
    }

    @Actor
    static class NoPath {
        @Receive
        @GetMapping("/x/{id")
        String get(Ask message) {
            return "";
        }
    }

    @Actor(path = "/lamp/{lamp}")
    static class NoKey {
        @Receive
        @GetMapping("/lamps")
        String get(Ask message) {
            return "";
        }
    }

    @Actor
    static class PostedStream {
        @Receive
        @PostMapping("/x")
        void post(Watch message) {}
    }

    @Actor
    static class NoSocket {
        @Receive
        @WebSocketMapping("/x")
        void on(Ask message) {}
    }

    @Actor
    static class NoTime {
        @Receive
        @GetMapping("/x")
        @AskTimeout("soon")
        String get(Ask message) {
            return "";
        }
    }

    @Actor
    static class Twice {
        @Receive
        @GetMapping("/x")
        String one(Nothing message) {
            return "";
        }

        @Receive
        @GetMapping({"/y", "/x"})
        String two(Ask message) {
            return "";
        }
    }

    static Arguments[] mistakes() {
        return new Arguments[] {
            Arguments.of(NoReceive.class, "NoReceive.get declares a route and handles no message", "@Receive"),
            Arguments.of(AnyMethod.class, "AnyMethod.get is mapped to requests of all methods", "@GetMapping"),
            Arguments.of(Conditions.class, "Conditions.get has a mapping with params", "ActorRoutes"),
            Arguments.of(NoRecord.class, "NoRecord.get is to take java.lang.String from path and query", "record"),
            Arguments.of(LostVariable.class, "mapped to /x/{id}, and nothing takes [id]", "component"),
            Arguments.of(LostVariableOfBody.class, "mapped to /x/{id}, and nothing takes [id]", "ActorRoutes"),
            Arguments.of(NoPath.class, "mapped to /x/{id, which is no path", "/devices/{id}"),
            Arguments.of(NoKey.class, "mapped to /lamps, which does not say whose actor is meant", "{lamp}"),
            Arguments.of(PostedStream.class, "takes the client of an event stream from [POST]", "@GetMapping"),
            Arguments.of(NoSocket.class, "is for WebSockets and takes " + Ask.class.getName(), "WebSocketEvent"),
            Arguments.of(Twice.class, "are both mapped to", "another path"),
            Arguments.of(NoTime.class, "@AskTimeout(\"soon\") is no time to wait", "500ms"),
        };
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedAtStart(Class<?> actor, String description, String action) {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorRoutesAutoConfiguration.class))
                .withUserConfiguration(actor)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(ActorDefinitionException.class, mistake -> {
                            assertThat(mistake).hasMessageContaining(description);
                            assertThat(mistake.action()).contains(action);
                        }));
    }
}
