package dev.microkernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A disk that takes its time holds up nobody but those who wait for it. */
class ActorsAndStateTest {

    @MessageType(910)
    record Count(int value) {}

    @Test
    void aSlowDiskHoldsNoWorker() {
        var medium = new FakeMedium();
        var disk = new CountDownLatch(1);
        try (var store = FileStateStore.open(medium, StateLimits.defaults(), StateLog.SLACK);
                var system = ActorSystem.named("slow").workers(1).start()) {
            var saved = new Probe<Object>(system, "saved");
            var counts = Snapshots.of(store, "counter", Count.class);
            ActorRef<Object> counter = system.spawn("counter", context -> message -> {
                switch (message) {
                    case Count count -> context.pipe(counts.save(count), _ -> "done " + count.value(), e -> e);
                    case String done -> saved.ref().tell(done);
                    default -> saved.ref().tell("alive");
                }
                return Behavior.same();
            });
            medium.hold(disk);
            counter.tell(new Count(1));
            counter.tell(new Count(2));
            counter.tell(3);

            saved.expect("alive"); // the only worker has handled all three
            disk.countDown();
            saved.expect("done 1");
            saved.expect("done 2");
            assertThat(counts.load().join()).contains(new Count(2));
        }
    }
}
