package dev.microkernel.chaos;

import static org.assertj.core.api.Assertions.fail;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Looks for lost wake-ups: random small loads, with pauses that let workers park in between. Work that is not done after
 * a long time hangs; then the stacks and the actors are shown.
 */
class HangTest {

    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final Duration LENGTH = Duration.ofMillis(Long.getLong("chaos.millis", 1_500));
    private static final long PATIENCE_SECONDS = 30;

    private final Random random = new Random(SEED);

    @Test
    @Timeout(24 * 3600)
    void whatIsSentIsHandledWhateverTheWorkersAreDoing() throws Exception {
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() - end < 0) {
            try (var system =
                    ActorSystem.named("hang").workers(1 + random.nextInt(8)).start()) {
                for (int round = 0; round < 200 && System.nanoTime() - end < 0; round++) {
                    switch (random.nextInt(5)) {
                        case 0 -> pingPong(system);
                        case 1 -> asks(system);
                        case 2 -> spawns(system);
                        case 3 -> process(system);
                        default -> timer(system);
                    }
                    if (random.nextBoolean()) {
                        LockSupport.parkNanos(random.nextInt(100_000)); // workers park, or are about to
                    }
                }
                if (!system.close(Duration.ofSeconds(PATIENCE_SECONDS))) {
                    hung(system, "close");
                }
            }
        }
    }

    private void pingPong(ActorSystem system) throws InterruptedException {
        int pairs = 1 + random.nextInt(8);
        int hits = 1 + random.nextInt(200);
        var done = new CountDownLatch(pairs);
        for (int i = 0; i < pairs; i++) {
            ActorRef<Integer> wall = system.spawn(context -> ball -> {
                context.reply(ball - 1);
                return ball <= 1 ? Behavior.stopped() : Behavior.same();
            });
            ActorRef<Object> player = system.spawn(context -> ball -> {
                if ((int) ball <= 0) {
                    done.countDown();
                    return Behavior.stopped();
                }
                wall.tell((Integer) ball, context.self());
                return Behavior.same();
            });
            player.tell(hits);
        }
        await(system, done, "ping-pong");
    }

    private void asks(ActorSystem system) throws Exception {
        ActorRef<Integer> echo = system.spawn(context -> number -> {
            context.reply(number);
            return number < 0 ? Behavior.stopped() : Behavior.same();
        });
        var answers = new ArrayList<CompletableFuture<Integer>>();
        for (int i = random.nextInt(50); i >= -1; i--) {
            answers.add(echo.ask(i, Integer.class, Duration.ofSeconds(2 * PATIENCE_SECONDS)));
        }
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            hung(system, "asks");
        }
    }

    private void spawns(ActorSystem system) throws InterruptedException {
        int children = 1 + random.nextInt(50);
        var ended = new CountDownLatch(children + 1);
        ActorRef<String> parent = system.spawn(context -> go -> {
            for (int i = 0; i < children; i++) {
                ActorRef<String> child = context.spawn(child2 -> stop -> Behavior.stopped());
                context.monitor(child, reason -> {
                    ended.countDown();
                    return "ended";
                });
                child.tell("stop");
            }
            return ending -> ended.getCount() == 1 ? Behavior.stopped() : Behavior.same();
        });
        var _ = system.monitor(parent).thenRun(ended::countDown);
        parent.tell("go");
        await(system, ended, "spawns");
    }

    private void process(ActorSystem system) throws InterruptedException {
        int messages = 1 + random.nextInt(50);
        var received = new CountDownLatch(messages);
        var process = system.spawn(ActorSpec.<Integer>process(self -> {
                    for (int i = 0; i < messages; i++) {
                        self.receive();
                        received.countDown();
                    }
                })
                .withMailbox(MailboxSpec.bounded(1).withBlocking(Duration.ofSeconds(PATIENCE_SECONDS))));
        for (int i = 0; i < messages; i++) {
            process.tell(i);
        }
        await(system, received, "process");
    }

    private void timer(ActorSystem system) throws InterruptedException {
        var fired = new CountDownLatch(3);
        var delay = Duration.ofNanos(1 + random.nextInt(3_000_000));
        var _ = system.<String>spawn(context -> {
            context.startTimerWithFixedDelay("key", "tick", delay);
            return tick -> {
                fired.countDown();
                return fired.getCount() == 0 ? Behavior.stopped() : Behavior.same();
            };
        });
        await(system, fired, "timer");
    }

    private void await(ActorSystem system, CountDownLatch done, String what) throws InterruptedException {
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            hung(system, what + ", left=" + done.getCount());
        }
    }

    private static void hung(ActorSystem system, String what) {
        var stacks = Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("mk-"))
                .map(thread -> thread.getKey() + "\n    "
                        + Arrays.stream(thread.getValue()).map(String::valueOf).collect(Collectors.joining("\n    ")))
                .collect(Collectors.joining("\n"));
        fail("%s hung, seed=%d\n%s\n%s", what, SEED, system.inspect(), stacks);
    }
}
