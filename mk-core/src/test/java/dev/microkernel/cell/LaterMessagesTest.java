package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers, receive timeouts, stashes, piped futures and adapters: what brings messages later, or again. */
class LaterMessagesTest {

    private final SimulatedSystem simulation = ActorSystem.named("test")
            .strategy(RestartStrategy.oneForOne()
                    .withoutIntensity()
                    .withBackoff(Backoff.exponential(ofMillis(1), ofMillis(1))))
            .simulate(7);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- timers

    @Test
    void aFixedRateKeepsToItsTimesHoweverLongHandlingTakes() {
        var seen = new ArrayList<Long>();
        system.<String>spawn("rate", context -> {
            context.startTimerAtFixedRate("key", "tick", ofMillis(10));
            return message -> {
                seen.add(context.time().nanoTime() / 1_000_000);
                if (seen.size() == 2) {
                    // The third and fourth fall due meanwhile, as if this had taken 25 ms.
                    var self = context.self();
                    self.tell("slow");
                }
                return Behavior.same();
            };
        });
        simulation.advance(ofMillis(45));

        assertThat(seen).containsExactly(10L, 20L, 20L, 30L, 40L);
    }

    @Test
    void aFixedRateCatchesUpOneMessageAtATime() {
        var seen = new ArrayList<Long>();
        var actor = system.<String>spawn("late", context -> {
            context.startTimerAtFixedRate("key", "tick", ofMillis(10));
            return message -> {
                seen.add(context.time().nanoTime() / 1_000_000);
                if (seen.size() == 1) {
                    throw new IllegalStateException("planted"); // a restart begins the series afresh
                }
                return Behavior.same();
            };
        });
        simulation.advance(ofMillis(35));

        assertThat(seen).containsExactly(10L, 20L, 30L);
        assertThat(actor.tell("still there")).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void aFixedDelayCountsFromTheEndOfHandling() {
        system.<String>spawn("delay", context -> {
            context.startTimerWithFixedDelay("key", "tick", ofMillis(10));
            return message -> {
                probe.ref().tell(message + context.isTimerActive("key"));
                return Behavior.same();
            };
        });

        simulation.advance(ofMillis(29));
        assertThat(probe.take()).containsExactly("ticktrue", "ticktrue");
    }

    @Test
    void aTimerThatRepeatsNeedsAnInterval() {
        var failures = new ArrayList<String>();
        system.<String>spawn("none", context -> {
            try {
                context.startTimerAtFixedRate("key", "tick", Duration.ZERO);
            } catch (IllegalArgumentException e) {
                failures.add(e.getMessage());
            }
            return message -> Behavior.same();
        });
        simulation.settle();

        assertThat(failures).singleElement().asString().contains("interval=PT0S", "key=key", "actor=/none");
    }

    @Test
    void noTimerOfAFormerLifeReachesTheNext() {
        var lives = new AtomicInteger();
        var actor = system.<String>spawn("reborn", context -> {
            int life = lives.incrementAndGet();
            if (life == 1) {
                context.startTimer("once", "from the first life", ofMillis(5));
                context.startTimerWithFixedDelay("again", "from the first life", ofMillis(5));
                context.setReceiveTimeout(ofMillis(5));
            }
            return Behavior.of(
                    message -> {
                        if (message.equals("fail")) {
                            throw new IllegalStateException("planted");
                        }
                        probe.ref().tell(message);
                        return Behavior.same();
                    },
                    signal -> {
                        if (signal instanceof Signal.Timeout) {
                            probe.ref().tell("timeout");
                        }
                        return Behavior.same();
                    });
        });
        actor.tell("fail");
        simulation.advance(ofSeconds(1));

        assertThat(lives).hasValue(2);
        probe.expectNothing();
    }

    // ---- receive timeout

    @Test
    void hearsWhenItHasBeenQuietForSoLongAgainAndAgain() {
        var actor = system.spawn("quiet", quiet(ofMillis(100)));
        simulation.advance(ofMillis(60));
        actor.tell("a message in between");
        simulation.advance(ofMillis(99));
        probe.expectNothing();
        simulation.advance(ofMillis(1));
        probe.expect("timeout PT0.1S");
        simulation.advance(ofMillis(100));
        probe.expect("timeout PT0.1S");
        probe.expectNothing();
    }

    @Test
    void hearsNoTimeoutAfterItWasCancelled() {
        var actor = system.spawn("quiet", quiet(ofMillis(100)));
        actor.tell("cancel");
        simulation.advance(ofSeconds(10));

        probe.expectNothing();
    }

    private BehaviorFactory<String> quiet(Duration duration) {
        return context -> {
            context.setReceiveTimeout(duration);
            return Behavior.of(
                    message -> {
                        if (message.equals("cancel")) {
                            context.cancelReceiveTimeout();
                        }
                        return Behavior.same();
                    },
                    signal -> {
                        if (signal instanceof Signal.Timeout(var after)) {
                            probe.ref().tell("timeout " + after);
                        }
                        return Behavior.same();
                    });
        };
    }

    // ---- stash

    @Test
    void stashedMessagesComeBackInOrderBeforeTheMailboxAndWithTheirSenders() {
        var actor = system.spawn("lock", lock());
        var answers = new ArrayList<CompletableFuture<String>>();
        for (var message : List.of("a", "b", "open", "c")) {
            answers.add(actor.ask(message, String.class, ofSeconds(1)));
        }

        assertThat(probe.take()).containsExactly("open", "a", "b", "c");
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
        assertThat(answers.getFirst()).isCompletedWithValue("done a");
    }

    @Test
    void aStashHoldsAsManyAsTheMailbox() {
        var actor = system.spawn("lock", ActorSpec.of(lock()).withMailbox(MailboxSpec.bounded(2)));
        for (var message : List.of("a", "b", "c")) {
            actor.tell(message);
            simulation.settle();
        }

        assertThat(system.restarts()).isEqualTo(1); // the third failed the actor; the two came back, and were stashed
        assertThat(info("/lock").lastFailure()).contains("stash as many messages", "stashed=2");
        assertThat(info("/lock").mailbox().stashed()).isEqualTo(2);
        actor.tell("open");
        assertThat(probe.take()).containsExactly("open", "a", "b");
    }

    @Test
    void whatIsStashedInTheEndIsDeadLetters() {
        var actor = system.spawn("lock", lock());
        var answer = actor.ask("a", String.class, ofSeconds(1));
        simulation.settle();
        system.stop(actor);
        simulation.settle();

        assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
        assertThat(answer).isCompletedExceptionally();
    }

    private BehaviorFactory<String> lock() {
        return context -> message -> {
            if (!message.equals("open")) {
                context.stash();
                return Behavior.same();
            }
            probe.ref().tell(message);
            context.reply("done open");
            context.unstashAll();
            return later -> {
                probe.ref().tell(later);
                context.reply("done " + later);
                return Behavior.same();
            };
        };
    }

    // ---- pipe

    @Test
    void whatComesOfAFutureIsHandledInTheActorsTurn() {
        var futures = List.of(new CompletableFuture<Integer>(), new CompletableFuture<Integer>());
        system.<String>spawn("pipe", context -> {
            futures.forEach(future -> context.pipe(future, value -> "value " + value, failure -> "failed " + failure));
            return message -> {
                probe.ref().tell(message);
                return Behavior.same();
            };
        });
        simulation.settle();
        futures.get(0).complete(7);
        futures.get(1).completeExceptionally(new IllegalStateException("planted"));

        assertThat(probe.take()).containsExactly("value 7", "failed java.lang.IllegalStateException: planted");
    }

    @Test
    void aPipedResultIsNotShedByAFullMailbox() {
        var future = new CompletableFuture<Integer>();
        var actor = system.spawn(
                "pipe",
                ActorSpec.<String>of(context -> {
                            context.pipe(future, value -> "value " + value, Throwable::toString);
                            return message -> {
                                probe.ref().tell(message);
                                return Behavior.same();
                            };
                        })
                        .withMailbox(MailboxSpec.bounded(1)));
        simulation.settle();
        actor.tell("fills the mailbox");
        future.complete(7);

        assertThat(probe.take()).containsExactly("value 7", "fills the mailbox");
    }

    @Test
    void aResultForAFormerLifeIsADeadLetter() {
        var future = new CompletableFuture<Integer>();
        var lives = new AtomicInteger();
        var actor = system.<String>spawn("pipe", context -> {
            if (lives.incrementAndGet() == 1) {
                context.pipe(future, value -> "value " + value, Throwable::toString);
            }
            return message -> {
                if (message.equals("fail")) {
                    throw new IllegalStateException("planted");
                }
                probe.ref().tell(message);
                return Behavior.same();
            };
        });
        actor.tell("fail");
        simulation.settle();
        future.complete(7);

        probe.expectNothing();
        assertThat(system.deadLetters().count(Reason.FORMER_LIFE)).isEqualTo(1);
    }

    @Test
    void aPipeThatCannotMakeAMessageFailsTheActor() {
        system.<String>spawn("pipe", context -> {
            context.pipe(
                    CompletableFuture.completedFuture(7),
                    value -> {
                        throw new IllegalStateException("planted " + value);
                    },
                    Throwable::toString);
            return message -> Behavior.stopped();
        });
        simulation.advance(ofMillis(1));

        assertThat(info("/pipe").lastFailure()).contains("planted 7");
    }

    // ---- adapters

    @Test
    void anAdapterTakesAnotherProtocolForTheActor() {
        var backend = system.<Object>spawn("backend", context -> question -> {
            context.reply(42);
            return Behavior.same();
        });
        system.<String>spawn("front", context -> {
            var replies = context.adapter(Integer.class, number -> "the answer is " + number);
            backend.tell("question", replies);
            return message -> {
                probe.ref().tell(message);
                return Behavior.same();
            };
        });

        probe.expect("the answer is 42");
    }

    @Test
    void anAdapterSharesTheMailboxItsBoundAndItsEnd() {
        var adapters = new ArrayList<ActorRef<Integer>>();
        var actor = system.spawn(
                "front",
                ActorSpec.<String>of(context -> {
                            adapters.add(context.adapter(Integer.class, String::valueOf));
                            return message -> {
                                if (message.equals("13")) {
                                    throw new IllegalStateException("planted");
                                }
                                probe.ref().tell(message);
                                return Behavior.same();
                            };
                        })
                        .withMailbox(MailboxSpec.bounded(2)));
        simulation.settle();
        var first = adapters.getFirst();

        assertThat(first.tell(1)).isEqualTo(Delivery.ACCEPTED);
        assertThat(first.tell(13)).isEqualTo(Delivery.ACCEPTED);
        assertThat(first.tell(3)).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(probe.take()).containsExactly("1");
        first.tell(4); // the restart has ended it
        probe.expectNothing();
        assertThat(system.deadLetters().count(Reason.FORMER_LIFE)).isEqualTo(1);
        adapters.get(1).tell(5);
        probe.expect("5");
        system.stop(actor);
        simulation.settle();
        assertThat(adapters.get(1).tell(6)).isEqualTo(Delivery.REFUSED_STOPPED);
    }

    @Test
    void adaptersAreOneForEachClassAndBounded() {
        Class<?>[] classes = {
            byte[].class, short[].class, int[].class, long[].class, float[].class, double[].class, char[].class
        };
        var failures = new ArrayList<String>();
        system.<String>spawn("many", context -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    context.adapter(Integer.class, String::valueOf);
                }
                for (var type : classes) {
                    for (int dimensions = 0; dimensions < 10; dimensions++) {
                        context.adapter(type, String::valueOf);
                        type = type.arrayType();
                    }
                }
            } catch (IllegalStateException e) {
                failures.add(e.getMessage());
            }
            return message -> Behavior.same();
        });
        simulation.settle();

        assertThat(failures).singleElement().asString().contains("at most 64 adapters", "actor=/many");
    }

    // ---- the context belongs to the turn

    @Test
    void theContextRefusesOtherThreadsAndCallbacks() {
        var contexts = new ArrayList<ActorContext<String>>();
        system.<String>spawn("leaky", context -> {
            contexts.add(context);
            return message -> Behavior.same();
        });
        simulation.settle();
        var context = contexts.getFirst();

        for (ThrowingCall call : List.<ThrowingCall>of(
                () -> context.spawn(ignored -> message -> Behavior.same()),
                () -> context.startTimer("key", "message", ofMillis(1)),
                context::stash,
                context::sender,
                () -> context.watch(context.self()))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("for its own turn only")
                    .hasMessageContaining("actor=/leaky");
        }
        assertThat(context.self().path()).isEqualTo("/leaky");
    }

    private interface ThrowingCall {
        void run();
    }

    private ActorInfo info(String path) {
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
