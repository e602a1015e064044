package dev.microkernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microkernel.time.SystemTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerSchedulerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private WorkerScheduler scheduler = scheduler("test", 3);

    @AfterEach
    void shutdown() {
        assertThat(scheduler.shutdown(DEADLINE)).isTrue();
    }

    @Test
    void whatEscapesAStrandIsHeardOfOnItsThread() throws Exception {
        var heard = new CompletableFuture<String>();
        scheduler.start();
        var strand = scheduler.startStrand("escaping", () -> {
            var here = Objects.requireNonNull(Strand.current());
            here.ifEscaped(escaped -> heard.complete(
                    escaped.getMessage() + " on " + Thread.currentThread().getName()));
            throw new IllegalStateException("planted");
        });
        assertThat(heard.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("planted on escaping");
        assertThat(strand.thread().join(DEADLINE)).isTrue();
    }

    @Test
    void runsWhatWasScheduledBeforeTheStart() throws InterruptedException {
        var ran = new CountDownLatch(1);
        scheduler.schedule(once(ran::countDown));
        scheduler.start();

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Each round finds all workers parked, or about to be: a lost wake-up hangs it. */
    @Test
    void losesNoWakeUpWhenWorkersPark() throws InterruptedException {
        scheduler.start();
        for (int round = 0; round < 20_000; round++) {
            var ran = new CountDownLatch(2);
            scheduler.schedule(once(ran::countDown));
            scheduler.schedule(once(ran::countDown));
            assertThat(ran.await(30, TimeUnit.SECONDS)).as("round %d", round).isTrue();
        }
    }

    /** A tree of tasks that schedule tasks, from within workers and from outside at the same time. */
    @Test
    void runsEveryTaskOnceWhenManyScheduleMany() throws InterruptedException {
        scheduler.start();
        int outside = 4;
        int roots = 500;
        int depth = 6; // 2^7 - 1 tasks below each root
        var ran = new CountDownLatch(outside * roots * ((1 << (depth + 1)) - 1));
        for (int i = 0; i < outside; i++) {
            Thread.ofPlatform().start(() -> {
                for (int root = 0; root < roots; root++) {
                    scheduler.schedule(tree(depth, ran));
                }
            });
        }

        assertThat(ran.await(60, TimeUnit.SECONDS))
                .as("%d tasks left", ran.getCount())
                .isTrue();
    }

    private Task tree(int depth, CountDownLatch ran) {
        return once(() -> {
            if (depth > 0) {
                scheduler.schedule(tree(depth - 1, ran));
                scheduler.schedule(tree(depth - 1, ran));
            }
            ran.countDown();
        });
    }

    /** Two tasks that only ever wake each other must not keep a third one from its turn, even on a single worker. */
    @Test
    void tasksThatWakeEachOtherDoNotStarveOthers() throws InterruptedException {
        scheduler.shutdown(DEADLINE);
        scheduler = scheduler("single", 1);
        var pair = new Task[2];
        var over = new AtomicInteger();
        pair[0] = once(() -> wake(pair[1], over));
        pair[1] = once(() -> wake(pair[0], over));
        var ran = new CountDownLatch(1);
        scheduler.schedule(once(() -> {
            scheduler.schedule(once(ran::countDown)); // in the worker's queue, behind the pair
            scheduler.schedule(pair[0]);
        }));
        scheduler.start();

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        over.set(1);
    }

    private void wake(Task task, AtomicInteger over) {
        if (over.get() == 0) {
            scheduler.schedule(task);
        }
    }

    @Test
    void aTaskThatWantsMoreTurnsLetsOthersRun() throws InterruptedException {
        scheduler.shutdown(DEADLINE);
        scheduler = scheduler("single", 1);
        var over = new AtomicInteger();
        var ran = new CountDownLatch(1);
        scheduler.schedule(new Task() {
            @Override
            public @Nullable Task runTurn(Turn turn) {
                return over.get() == 0 ? this : null;
            }
        });
        scheduler.schedule(once(ran::countDown));
        scheduler.start();

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        over.set(1);
    }

    @Test
    void aWorkerOutlivesATaskThatThrows() throws InterruptedException {
        scheduler.shutdown(DEADLINE);
        scheduler = scheduler("single", 1);
        var ran = new CountDownLatch(1);
        scheduler.schedule(once(() -> {
            throw new AssertionError("planted");
        }));
        scheduler.schedule(once(ran::countDown));
        scheduler.start();

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptThatATaskLeavesBehindReachesNobodyElse() throws InterruptedException {
        scheduler.shutdown(DEADLINE);
        scheduler = scheduler("single", 1);
        var inherited = new CompletableFuture<Boolean>();
        scheduler.schedule(once(() -> Thread.currentThread().interrupt()));
        scheduler.schedule(once(() -> inherited.complete(Thread.currentThread().isInterrupted())));
        scheduler.start();

        assertThat(scheduler.await(inherited, DEADLINE)).isTrue();
        assertThat(inherited).isCompletedWithValue(false);
    }

    @Test
    void awaitSaysWhetherItHappened() {
        scheduler.start();
        var event = new CompletableFuture<Void>();

        assertThat(scheduler.await(event, Duration.ZERO)).isFalse();
        scheduler.schedule(once(() -> event.complete(null)));
        assertThat(scheduler.await(event, DEADLINE)).isTrue();
    }

    @Test
    void awaitRefusesToBlockAWorker() throws InterruptedException {
        scheduler.start();
        var refused = new CountDownLatch(1);
        scheduler.schedule(once(() -> {
            assertThatIllegalStateException().isThrownBy(() -> scheduler.await(new CompletableFuture<>(), DEADLINE));
            refused.countDown();
        }));

        assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void workerCountMustBeInRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> scheduler("none", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> scheduler("many", 65));
    }

    private static WorkerScheduler scheduler(String name, int workers) {
        return new WorkerScheduler(name, workers, new SystemTime(name + "-timer"), 64, DEADLINE);
    }

    private static Task once(Runnable action) {
        return turn -> {
            action.run();
            return null;
        };
    }
}
