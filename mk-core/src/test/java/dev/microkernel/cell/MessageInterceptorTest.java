package dev.microkernel.cell;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BlockingBehavior;
import dev.microkernel.actor.MessageInterceptor;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageInterceptorTest {

    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1);

    private final List<String> seen = new ArrayList<>();

    private final MessageInterceptor noting = new MessageInterceptor() {
        @Override
        public @Nullable Object before(ActorRef<?> actor, String type, Object message, @Nullable TraceContext trace) {
            if (message.equals("skip")) {
                return null;
            }
            if (message.equals("break")) {
                throw new IllegalStateException("planted in the interceptor");
            }
            seen.add("> " + type + " " + message + (trace == null ? "" : " traced"));
            return message;
        }

        @Override
        public void after(Object token, @Nullable Throwable failure) {
            seen.add("< " + token + (failure == null ? "" : " " + failure.getMessage()));
        }
    };

    private final SimulatedSystem simulation =
            ActorSystem.named("intercepted").interceptor(noting).simulate(1);
    private final ActorSystem system = simulation.system();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void goesAroundEveryMessageOfBehaviours() {
        var actor = system.spawn(ActorSpec.<String>of(context -> message -> {
            seen.add("handled " + message);
            if (message.equals("fail")) {
                throw new IllegalStateException("planted");
            }
            return next -> {
                seen.add("then " + next);
                return Behavior.same();
            };
        }));
        List.of("first", "second").forEach(actor::tell);
        TRACE.run(() -> actor.tell("third"));
        simulation.settle();

        assertThat(seen)
                .containsExactly(
                        "> actor first",
                        "handled first",
                        "< first",
                        "> actor second",
                        "then second",
                        "< second",
                        "> actor third traced",
                        "then third",
                        "< third");
    }

    @Test
    void severalAreOneWithinTheOther() {
        var order = new ArrayList<String>();
        var builder = ActorSystem.named("nested");
        for (var name : List.of("outer", "inner")) {
            builder.interceptor(new MessageInterceptor() {
                @Override
                public @Nullable Object before(
                        ActorRef<?> actor, String type, Object message, @Nullable TraceContext trace) {
                    order.add("> " + name);
                    if (message.equals("break") && name.equals("inner")) {
                        throw new IllegalStateException("planted");
                    }
                    return message.equals("skip") ? null : name;
                }

                @Override
                public void after(Object token, @Nullable Throwable failure) {
                    order.add("< " + token);
                }
            });
        }
        try (var nested = builder.simulate(1)) {
            var actor = nested.system().spawn(ActorSpec.<String>of(context -> message -> Behavior.same()));
            actor.tell("message");
            nested.settle();
            assertThat(order).containsExactly("> outer", "> inner", "< inner", "< outer");
            order.clear();
            actor.tell("break");
            nested.settle();
            assertThat(order).containsExactly("> outer", "> inner", "< outer");
            order.clear();
            actor.tell("skip");
            nested.settle();
            assertThat(order).containsExactly("> outer", "> inner");
        }
    }

    @Test
    void hearsOfFailures() {
        var actor = system.spawn(ActorSpec.<String>of(context -> message -> {
            throw new IllegalStateException("planted");
        }));
        actor.tell("fail");
        simulation.settle();

        assertThat(seen).containsExactly("> actor fail", "< fail planted");
    }

    @Test
    void isNotCalledAfterWhatItPassedOverAndItsFailureIsNotTheActors() {
        var handled = new ArrayList<String>();
        var actor = system.spawn(ActorSpec.<String>of(context -> message -> {
            handled.add(message);
            return Behavior.same();
        }));
        List.of("skip", "break", "plain").forEach(actor::tell);
        simulation.settle();

        assertThat(handled).containsExactly("skip", "break", "plain");
        assertThat(seen).containsExactly("> actor plain", "< plain");
        assertThat(system.restarts()).isZero();
    }

    @Test
    void goesAroundWhatProcessesAndBlockingBehavioursReceive() {
        var process = system.spawn(ActorSpec.<String>process(context -> {
            context.receive();
            context.sleep(ofSeconds(1));
            context.receive();
            throw new IllegalStateException("planted");
        }));
        List.of("one", "two").forEach(process::tell);
        simulation.advance(ofSeconds(2));
        assertThat(seen).containsExactly("> process one", "< one", "> process two", "< two planted");

        seen.clear();
        var blocking = system.spawn(ActorSpec.<String>blocking(() -> new BlockingBehavior<>() {
            @Override
            public boolean onMessage(String message, ProcessContext<String> context) {
                seen.add("handled");
                return !message.equals("end");
            }
        }));
        List.of("one", "end").forEach(blocking::tell);
        simulation.settle();
        assertThat(seen).containsExactly("> blocking one", "handled", "< one", "> blocking end", "handled", "< end");
    }

    @Test
    void aSelectiveReceiveHandlesOnlyWhatItTakes() {
        var process = system.spawn(ActorSpec.<String>process(context -> {
            context.receive(message -> message.equals("two"));
            context.receive();
        }));
        List.of("one", "two").forEach(process::tell);
        simulation.advance(ofSeconds(2));

        assertThat(seen).containsExactly("> process two", "< two", "> process one", "< one");
    }
}
