package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.Supervises;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Supervision trees of annotations, beans and properties. */
class ActorTreeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> LIVES = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class));

    @BeforeEach
    void forget() {
        LIVES.clear();
    }

    @Test
    void childrenStartBehindTheirParentInTheirOrderAndAreInjectedLikeOthers() {
        runner.withUserConfiguration(Second.class, First.class, Parent.class).run(context -> {
            assertThat(LIVES).containsExactly("parent", "first", "second");
            assertThat(paths(context.getBean(ActorSystem.class)))
                    .containsExactly("/parent", "/parent/first", "/parent/second");
            ActorRef<Object> first = ref(context.getBean("firstRef", ActorRef.class));
            assertThat(first.path()).isEqualTo("/parent/first");
            assertThat(first.ask("who?", String.class, PATIENCE).get()).isEqualTo("first");
        });
    }

    @Test
    void whatIsSentBeforeAChildHasBegunWaitsForIt() {
        runner.withUserConfiguration(Parent.class, First.class, Early.class).run(context -> {
            var early = context.getBean(Early.class);
            assertThat(early.told).isEqualTo(Delivery.ACCEPTED);
            assertThat(early.asked.get()).isEqualTo("first");
            assertThat(LIVES).containsExactly("parent", "first", "first told early");
        });
    }

    @Test
    void noMoreWaitsForAChildThanItsMailboxHolds() {
        runner.withUserConfiguration(Parent.class, First.class, Eager.class)
                .withPropertyValues("mk.actors.first.mailbox.capacity=2")
                .run(context -> {
                    var eager = context.getBean(Eager.class);
                    assertThat(eager.told).containsExactly(Delivery.ACCEPTED, Delivery.ACCEPTED, Delivery.REFUSED_FULL);
                    assertThat(eager.asked.exceptionNow())
                            .isInstanceOfSatisfying(
                                    AskException.class,
                                    refused -> assertThat(refused.kind()).isEqualTo(AskException.Kind.REFUSED_FULL));
                    assertThat(context.getBean(ActorSystem.class).deadLetters().count(DeadLetter.Reason.FULL))
                            .isEqualTo(2);
                });
    }

    @Test
    void theParentsStrategyDecidesAboutItsChildren() {
        runner.withUserConfiguration(Parent.class, First.class, Second.class).run(context -> {
            ActorRef<Object> first = ref(context.getBean("firstRef", ActorRef.class));
            first.tell("fail");
            Awaitility.await().atMost(PATIENCE).until(() -> LIVES.size() == 5);
            assertThat(LIVES).containsExactly("parent", "first", "second", "first", "second");
        });
    }

    @Test
    void aReferenceFollowsItsActorOverARestartOfTheParent() {
        runner.withUserConfiguration(Parent.class, First.class).run(context -> {
            var system = context.getBean(ActorSystem.class);
            ActorRef<Object> first = ref(context.getBean("firstRef", ActorRef.class));
            var former = first.id();
            system.restart(ref(context.getBean("parentRef", ActorRef.class)));
            Awaitility.await().atMost(PATIENCE).until(() -> LIVES.size() == 4);
            assertThat(first.ask("who?", String.class, PATIENCE).get()).isEqualTo("first");
            assertThat(first.id()).isNotEqualTo(former);
            assertThat(system.registry().lookup("first"))
                    .hasValueSatisfying(named -> assertThat(named.id()).isEqualTo(first.id()));
        });
    }

    @Test
    void aSupervisorSpecBeanIsASupervisorWithItsOwnChildrenAndThoseThatNameIt() {
        runner.withUserConfiguration(Ordering.class, Invoices.class)
                .withPropertyValues("mk.supervisors.ordering.strategy=one-for-all")
                .run(context -> {
                    var system = context.getBean(ActorSystem.class);
                    assertThat(paths(system)).containsExactly("/ordering", "/ordering/clock", "/ordering/invoices");
                    ActorRef<Object> invoices = ref(context.getBean("invoicesRef", ActorRef.class));
                    var clock = system.find("/ordering/clock").orElseThrow();
                    invoices.tell("fail");
                    Awaitility.await().atMost(PATIENCE).until(() -> restarts(system, "/ordering/clock") == 1);
                    assertThat(system.find("/ordering/clock")).contains(clock);
                });
    }

    @Test
    void supervisorsOfPropertiesNestAndTakeActorsIn() {
        runner.withUserConfiguration(First.class)
                .withPropertyValues(
                        "mk.supervisors.shop.strategy=one-for-all",
                        "mk.supervisors.backRoom.parent=shop",
                        "mk.actors.first.parent=backRoom")
                .run(context -> assertThat(paths(context.getBean(ActorSystem.class)))
                        .containsExactly("/shop", "/shop/backRoom", "/shop/backRoom/first"));
    }

    @Test
    void aParentThatThereIsNotFailsTheStart() {
        runner.withUserConfiguration(First.class).run(context -> {
            assertThat(analysis(context.getStartupFailure()).getDescription())
                    .contains("First is 'parent', and there is no actor or supervisor of that name");
            assertThat(analysis(context.getStartupFailure()).getAction())
                    .contains("one of first", "SupervisorSpec", "mk.supervisors.parent.strategy");
        });
    }

    @Test
    void parentsOfEachOtherFailTheStart() {
        runner.withUserConfiguration(Parent.class, First.class)
                .withPropertyValues("mk.actors.parent.parent=first")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("each other's parents: parent -> first -> parent"));
    }

    @Test
    void aChildOfASupervisorThatHasOneOfThatNameFailsTheStart() {
        runner.withUserConfiguration(Ordering.class, Invoices.class)
                .withPropertyValues("invoices.name=clock")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("SupervisorSpec bean 'ordering'", "different names", "clock"));
    }

    @Test
    void aSignificantChildOfASupervisorThatDoesNotCareFailsTheStart() {
        runner.withUserConfiguration(Parent.class, First.class)
                .withPropertyValues("mk.actors.first.significant=true")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("a significant child needs a supervisor with auto-shutdown"));
    }

    @Test
    void aSupervisorAndAnActorOfOneNameFailTheStart() {
        runner.withUserConfiguration(Parent.class, Twin.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("SupervisorSpec bean 'parent'", "both actors of the name 'parent'"));
    }

    private static FailureAnalysis analysis(Throwable failure) {
        assertThat(failure).isNotNull();
        var analysis = new ActorDefinitionFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("analysis of %s", failure).isNotNull();
        return analysis;
    }

    private static int restarts(ActorSystem system, String path) {
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(path))
                .mapToInt(ActorInfo::restarts)
                .sum();
    }

    private static List<String> paths(ActorSystem system) {
        return system.inspect().withDescendants().skip(1).map(ActorInfo::path).toList();
    }

    @SuppressWarnings("unchecked")
    private static ActorRef<Object> ref(ActorRef<?> any) {
        return (ActorRef<Object>) any;
    }

    @Actor
    @Supervises("rest-for-one")
    static class Parent {

        Parent() {
            LIVES.add("parent");
        }

        @Receive
        void any(Integer message) {}
    }

    @Actor(parent = "parent")
    @Order(1)
    static class First {

        First() {
            LIVES.add("first");
        }

        @Receive
        String any(String message) {
            if (message.equals("fail")) {
                throw new IllegalStateException("planted");
            }
            if (message.startsWith("told")) {
                LIVES.add("first " + message);
            }
            return "first";
        }
    }

    @Actor(parent = "parent")
    @Order(2)
    static class Second {

        Second() {
            LIVES.add("second");
        }

        @Receive
        void any(Long message) {}
    }

    static class Early {

        final Delivery told;
        final CompletableFuture<String> asked;

        Early(ActorRef<String> first) {
            told = first.tell("told early");
            asked = first.ask("asked early", String.class, PATIENCE);
        }
    }

    static class Eager {

        final List<Delivery> told;
        final CompletableFuture<String> asked;

        Eager(ActorRef<String> first) {
            told = List.of(first.tell("1"), first.tell("2"), first.tell("3"));
            asked = first.ask("4", String.class, PATIENCE);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Ordering {
        @Bean
        SupervisorSpec ordering() {
            return SupervisorSpec.of(RestartStrategy.oneForOne())
                    .withChild("clock", ActorSpec.of(context -> message -> Behavior.same()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Twin {
        @Bean
        SupervisorSpec parent() {
            return SupervisorSpec.DEFAULT;
        }
    }

    @Actor(value = "${invoices.name:invoices}", parent = "ordering")
    static class Invoices {
        @Receive
        void any(String message) {
            throw new IllegalStateException("planted");
        }
    }
}
