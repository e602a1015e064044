package dev.microkernel.simulation;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Registry;
import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.Verdict;
import dev.microkernel.cell.Cells;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.simulation.Ledger.Life;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing proves nothing: for each thing that must hold, one that does not, planted, is found. */
class PlantedFaultsTest {

    private static final int SEEDS_MAX = 500;

    @Test
    void findsAnOrphan() {
        requireFound("are in the tree", () -> new TreeScenario() {
            @Override
            protected void beforeOperation(ActorSystem running, String worker) {
                running.find(worker).ifPresent(Cells::orphan);
            }
        });
    }

    @Test
    void findsALostTerminated() {
        requireFound("never heard of the end", () -> new TreeScenario() {
            @Override
            protected void onTerminated(Life life, ActorRef<?> actor) {
                // lost
            }
        });
    }

    @Test
    void findsADoubledTerminated() {
        requireFound("twice, or unasked", () -> new TreeScenario() {
            @Override
            protected void onTerminated(Life life, ActorRef<?> actor) {
                super.onTerminated(life, actor);
                super.onTerminated(life, actor);
            }
        });
    }

    @Test
    void findsASupervisorThatRestartsMoreThanItMay() {
        requireFound("restarts of", () -> new TreeScenario() {
            @Override
            protected Strategy strategy(RestartStrategy sound) {
                return (exit, all, own, now, chance) -> {
                    var decision = sound.decide(exit, all, own, now, chance);
                    return decision.verdict() instanceof Verdict.Escalate
                            ? new Strategy.Decision(
                                    new Verdict.Restart(sound.scope(), Duration.ZERO), decision.all(), decision.own())
                            : decision;
                };
            }
        });
    }

    @Test
    void findsATimerThatOutlivesTheLifeThatSetIt() {
        requireFound("reached Life", () -> new TreeScenario() {
            @Override
            protected void sendLater(ActorContext<Command> context, Life life, Duration delay) {
                var self = context.self();
                var _ = context.time().schedule(delay, () -> self.tell(new Command.OfLife(life)));
            }
        });
    }

    @Test
    void findsANameThatOutlivesItsOwner() {
        requireFound("outlives", () -> new RegistryScenario() {
            private final Map<Object, Optional<?>> cache = new HashMap<>();

            @Override
            protected Registry registry(ActorSystem running) {
                return changed(running.registry(), "lookup", (name, answer) -> {
                    var found = (Optional<?>) answer;
                    return found.isPresent() ? cache.computeIfAbsent(name, missing -> found) : found;
                });
            }
        });
    }

    @Test
    void findsANameThatIsGivenTwice() {
        requireFound("was given to", () -> new RegistryScenario() {
            @Override
            protected Registry registry(ActorSystem running) {
                return changed(running.registry(), "register", (name, answer) -> true);
            }
        });
    }

    @Test
    void findsMessagesOfAPairInAnotherOrder() {
        requireFound(" after ", () -> new LinkScenario() {
            @Override
            protected Delivery send(ActorContext<Command> context, ActorRef<Object> to, Numbered number) {
                if (number.number() % 2 == 1) {
                    var _ = context.time().schedule(ofMillis(100), () -> to.tell(number));
                    return Delivery.ACCEPTED;
                }
                return super.send(context, to, number);
            }
        });
    }

    @Test
    void findsAConfirmedMessageThatIsLost() {
        requireFound(" after ", () -> new ConfirmedScenario() {
            @Override
            protected ActorRef<Object> hearer(ActorSystem system, ActorRef<Object> actor) {
                return actor; // whose messages are not kept
            }
        });
    }

    @Test
    void findsALostTerminatedOfALostNode() {
        requireFound("never heard of the end", () -> new LinkScenario() {
            @Override
            protected void onTerminated(Life life, ActorRef<?> actor) {
                // lost
            }
        });
    }

    private static void requireFound(String what, Supplier<Scenario> faulty) {
        assertThatThrownBy(() -> Simulation.runAll(1, SEEDS_MAX, faulty))
                .isInstanceOfSatisfying(SimulationFailure.class, failure -> {
                    assertThat(failure).hasMessageContaining(what).hasMessageContaining("replay it by");
                    assertThatThrownBy(() -> Simulation.run(failure.seed(), faulty))
                            .hasMessage(failure.getMessage());
                });
    }

    @FunctionalInterface
    private interface Change {
        Object of(Object name, Object answer);
    }

    /** A registry of which one method answers otherwise. */
    private static Registry changed(Registry sound, String method, Change change) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, called, arguments) -> {
                    try {
                        var answer = called.invoke(sound, arguments);
                        return called.getName().equals(method) ? change.of(arguments[0], answer) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
