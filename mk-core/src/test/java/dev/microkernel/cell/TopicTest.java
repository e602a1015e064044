package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.Routing;
import dev.microkernel.actor.Topic;
import dev.microkernel.actor.Topic.Published;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(1);
    private final ActorSystem system = simulation.system();
    private final Topic<String> topic = system.registry().topic("alerts");
    private final Probe<String> one = new Probe<>(simulation, "one");
    private final Probe<String> two = new Probe<>(simulation, "two");

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void tellsAllSubscribersAndSaysHowMany() {
        assertThat(topic.subscribe(one.ref())).isTrue();
        assertThat(topic.subscribe(two.ref())).isTrue();
        assertThat(topic.subscribe(two.ref())).as("again").isTrue();

        assertThat(topic.subscribers()).isEqualTo(2);
        assertThat(topic.publish("fire")).isEqualTo(new Published(2, 0));
        assertThat(one.take()).containsExactly("fire");
        assertThat(two.take()).containsExactly("fire");
    }

    @Test
    void thatNobodySubscribesIsNoFailure() {
        assertThat(topic.publish("fire")).isEqualTo(new Published(0, 0));
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void whoUnsubscribesIsNotToldAnyMore() {
        topic.subscribe(one.ref());
        assertThat(topic.unsubscribe(one.ref())).isTrue();
        assertThat(topic.unsubscribe(one.ref())).isFalse();
        topic.publish("fire");

        one.expectNothing();
    }

    @Test
    void aSubscriberThatEndsIsOneNoMore() {
        topic.subscribe(one.ref());
        topic.subscribe(two.ref());
        system.stop(one.ref());
        simulation.settle();

        assertThat(topic.subscribers()).isEqualTo(1);
        assertThat(topic.publish("fire")).isEqualTo(new Published(1, 0));
        assertThat(topic.subscribe(one.ref())).as("after its end").isFalse();
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void aFullSubscriberLosesTheMessageAsADeadLetterAndHoldsUpNobody() {
        var full = system.<String>spawn(
                "full",
                ActorSpec.<String>of(context -> message -> Behavior.same()).withMailbox(MailboxSpec.bounded(1)));
        topic.subscribe(full);
        topic.subscribe(one.ref());
        full.tell("fills the mailbox");

        assertThat(topic.publish("fire")).isEqualTo(new Published(1, 1));
        assertThat(system.deadLetters().newest()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.FULL);
            assertThat(letter.receiver()).isEqualTo("/full");
            assertThat(letter.detail()).isEqualTo("told to group alerts");
        });
        one.expect("fire");
    }

    @Test
    void aSubscriberThatCannotBeToldKeepsNobodyFromBeingTold() {
        var kernel = ((ActorCell<?>) one.ref()).kernel();
        topic.subscribe(one.ref());
        system.registry().join("alerts", new ElsewhereRef(kernel, 3, 1) {
            @Override
            public Delivery offer(Object message, ActorRef<?> sender) {
                throw new IllegalStateException("planted");
            }
        });
        topic.subscribe(two.ref());

        assertThatIllegalStateException()
                .isThrownBy(() -> topic.publish("fire"))
                .withMessage("planted");
        one.expect("fire");
        two.expect("fire");
    }

    @Test
    void subscribersCanAnswerTheSender() {
        topic.subscribe(system.<String>spawn("answering", context -> message -> {
            context.reply("heard " + message);
            return Behavior.same();
        }));
        topic.publish("fire", one.ref());

        one.expect("heard fire");
    }

    @Test
    void aTopicIsTheGroupOfThatName() {
        topic.subscribe(one.ref());
        system.registry().join(topic.name(), two.ref());
        ActorRef<String> group = system.registry().group("alerts", Routing.broadcast());
        group.tell("fire");

        assertThat(topic.subscribers()).isEqualTo(2);
        one.expect("fire");
        two.expect("fire");
    }

    @Test
    void refusesNullAtThePublisher() {
        assertThatNullPointerException()
                .isThrownBy(() -> topic.publish(null))
                .withMessageContaining("must not be null");
    }
}
