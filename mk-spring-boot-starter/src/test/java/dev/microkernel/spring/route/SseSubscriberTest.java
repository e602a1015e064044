package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.BaseSubscriber;

/** One client of an SSE route on virtual time: what it gets, what it misses, and how it ends. */
class SseSubscriberTest {

    private final SimulatedSystem simulation = ActorSystem.named("sse").simulate(1);
    private final List<ActorRef<Object>> subscribers = new ArrayList<>();
    private final ActorRef<Object> source = simulation.system().spawn("source", context -> message -> {
        @SuppressWarnings("unchecked")
        var subscriber = (ActorRef<Object>) message;
        subscribers.add(subscriber);
        return Behavior.same();
    });
    private final Client client = new Client();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void aClientThatReadsGetsEverythingInOrder() {
        subscribe();
        client.request(Long.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            subscribers.getFirst().tell(i);
            simulation.settle();
        }

        assertThat(client.data()).hasSize(1000).startsWith(0, 1, 2).endsWith(999);
    }

    @Test
    void aClientThatDoesNotReadMissesWhatFindsTheBufferFull() {
        subscribe();
        for (int i = 0; i < 1000; i++) {
            subscribers.getFirst().tell(i);
            simulation.settle();
        }
        client.request(Long.MAX_VALUE);

        // One place is taken by the comment that came first.
        assertThat(client.data()).hasSize(SseSubscriber.BUFFER_MAX - 1).startsWith(0, 1, 2);
        subscribers.getFirst().tell("after the jam");
        simulation.settle();
        assertThat(client.data()).last().isEqualTo("after the jam");
    }

    @Test
    void itSubscribesAgainInCaseTheActorWasRestarted() {
        subscribe();
        client.request(Long.MAX_VALUE);
        simulation.advance(Duration.ofSeconds(SseSubscriber.RENEWAL_SECONDS));

        assertThat(subscribers).hasSize(2).allMatch(subscribers.getFirst()::equals);
        assertThat(client.comments()).containsExactly("subscribed", "alive");
    }

    @Test
    void aClientThatIsGoneEndsTheActor() {
        subscribe();
        client.cancel();
        simulation.settle();

        assertThat(simulation.system().actors()).isEqualTo(1);
    }

    @Test
    void theEndOfTheActorEndsTheStream() {
        subscribe();
        client.request(Long.MAX_VALUE);
        simulation.system().stop(source);
        simulation.settle();

        assertThat(client.completed).isTrue();
        assertThat(simulation.system().actors()).isZero();
    }

    @Test
    void clientsAreBoundedAndOneThatLeavesMakesRoom() {
        for (int i = 0; i < SseSubscriber.CLIENTS_MAX; i++) {
            assertThat(open().delivery()).isEqualTo(Delivery.ACCEPTED);
            simulation.settle();
        }
        assertThat(open().delivery()).isEqualTo(Delivery.REFUSED_FULL);

        simulation.system().stop(subscribers.getFirst());
        simulation.settle();
        assertThat(open().delivery()).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void aRequestThatIsNoSubscriptionLeavesNothingBehind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseSubscriber.open(simulation.system(), source, subscriber -> {
                    throw new IllegalArgumentException("planted");
                }));
        simulation.settle();

        assertThat(simulation.system().actors()).isEqualTo(1);
    }

    private SseSubscriber.Stream open() {
        return SseSubscriber.open(simulation.system(), source, subscriber -> subscriber);
    }

    private void subscribe() {
        open().events().subscribe(client);
        simulation.settle();
        assertThat(subscribers).hasSize(1);
    }

    private static final class Client extends BaseSubscriber<ServerSentEvent<Object>> {

        private final List<ServerSentEvent<Object>> received = new ArrayList<>();
        private boolean completed;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // Reads nothing until the test says so.
        }

        @Override
        protected void hookOnNext(ServerSentEvent<Object> event) {
            received.add(event);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }

        List<Object> data() {
            return received.stream()
                    .filter(event -> event.data() != null)
                    .<Object>map(ServerSentEvent::data)
                    .toList();
        }

        List<String> comments() {
            return received.stream()
                    .filter(event -> event.comment() != null)
                    .map(ServerSentEvent::comment)
                    .toList();
        }
    }
}
