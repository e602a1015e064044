package dev.microkernel.spring.bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** References of actors that others start. */
class FollowingRefTest {

    private static final int MESSAGES = 200;

    /** The sender races the beginning of the actor; what it sends stays in order, and all of it arrives. */
    @Test
    void whatIsSentWhileTheActorBeginsStaysInOrder() throws InterruptedException {
        try (var system = ActorSystem.named("test").start()) {
            for (int round = 0; round < 200; round++) {
                var probe = new Probe<Integer>(system, "probe" + round).within(Duration.ofSeconds(30));
                var reference = new FollowingRef<Integer>(system, "/parent/child", MESSAGES);
                var refused = new ArrayList<Integer>();
                var sender = Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        if (reference.tell(i) != Delivery.ACCEPTED) {
                            refused.add(i);
                        }
                    }
                });
                reference.follow(probe.ref());
                sender.join();
                assertThat(refused).isEmpty();
                IntStream.range(0, MESSAGES).forEach(probe::expect);
                system.stop(probe.ref());
            }
        }
    }

    @Test
    void itIsThatOfTheActorThatFollowsAnother() {
        try (var simulation = ActorSystem.named("test").simulate(1)) {
            var first = new Probe<String>(simulation, "first");
            var second = new Probe<String>(simulation, "second");
            var reference = new FollowingRef<String>(simulation.system(), "/parent/child", 2);
            assertThatThrownBy(reference::id).hasMessageContaining("has not begun", "/parent/child");
            assertThat(reference).hasToString("/parent/child");
            reference.follow(first.ref());
            ActorRef<String> plain = reference;
            plain.tell("one");
            first.expect("one");
            reference.follow(second.ref());
            plain.tell("two");
            second.expect("two");
            first.expectNothing();
            assertThat(reference.id()).isEqualTo(second.ref().id());
        }
    }
}
