package dev.microkernel.dispatch;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.microkernel.time.VirtualTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Who gets the tasks of a worker: itself, the watchdog, or a thief. The workers here are not started; a test's threads
 * do what the worker, the watchdog and the thief would.
 */
@SuppressWarnings("ReferenceEquality") // tasks are who they are
public final class WorkerStress {

    private static final WorkerScheduler SCHEDULER =
            new WorkerScheduler("stress", 1, new VirtualTime(), 64, Duration.ofSeconds(1));

    private WorkerStress() {}

    private static Worker unstarted() {
        return new Worker(SCHEDULER, 0, "stress-worker", new WorkerTurn(new VirtualTime().coarse(), 64));
    }

    private static Task task() {
        return new Task() {
            @Override
            public @Nullable Task runTurn(Turn turn) {
                return null;
            }
        };
    }

    /**
     * The turn of a stuck worker ends while the watchdog frees what waits for that. That the worker reads {@code stuck}
     * as set is a matter of time, and given here; that they take the task by exchanges gives it to one of them.
     */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the worker got it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the watchdog got it")
    @Outcome(expect = FORBIDDEN, desc = "run twice, or never")
    @State
    public static class TheEndOfATurnMeetsTheWatchdog {
        private final Task task = task();
        private final Worker worker = unstarted();

        public TheEndOfATurnMeetsTheWatchdog() {
            worker.runNext(task);
            worker.markStuck();
        }

        @Actor
        public void worker(ZZ_Result r) {
            r.r1 = worker.takeNext() == task;
        }

        @Actor
        public void watchdog(ZZ_Result r) {
            r.r2 = worker.freeNext() == task;
        }
    }

    /**
     * A stuck turn wakes another task while the watchdog frees the slot. The new one goes where others find it, never to
     * the slot, where it could lie under the watchdog's hands.
     */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the worker got the first")
    @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the watchdog got the first")
    @Outcome(expect = FORBIDDEN, desc = "run twice, or never")
    @State
    public static class AWakeUpMeetsTheWatchdog {
        private final Task first = task();
        private final Task second = task();
        private final Worker worker = unstarted();

        public AWakeUpMeetsTheWatchdog() {
            worker.runNext(first);
            worker.markStuck();
        }

        @Actor
        public void worker(ZZZ_Result r) {
            worker.runNext(second);
            r.r1 = worker.takeNext() == first;
        }

        @Actor
        public void watchdog(ZZZ_Result r) {
            r.r2 = worker.freeNext() == first;
        }

        @Arbiter
        public void rest(ZZZ_Result r) {
            r.r3 = worker.pollQueue() == second && worker.pollQueue() == null && worker.takeNext() == null;
        }
    }

    /** A worker fills its queue and takes from it while a thief takes half: each task goes to one of them. */
    @JCStressTest
    @Outcome(id = "4, true", expect = ACCEPTABLE, desc = "each once")
    @Outcome(expect = FORBIDDEN, desc = "run twice, or never")
    @State
    public static class AStealMeetsTheOwner {
        private final Task[] tasks = {task(), task(), task(), task()};
        private final Worker owner = unstarted();
        private final Worker thief = unstarted();
        private final @Nullable Task[] byOwner = new Task[2];
        private @Nullable Task byThief;

        public AStealMeetsTheOwner() {
            owner.runNext(tasks[0]);
            owner.runNext(tasks[1]);
            owner.runNext(tasks[2]); // so two are in the queue, and this one is next
        }

        @Actor
        public void owner() {
            owner.runNext(tasks[3]);
            byOwner[0] = owner.takeNext();
            byOwner[1] = owner.pollQueue();
        }

        @Actor
        public void thief() {
            byThief = owner.pollQueue();
            thief.takeHalfOf(owner);
        }

        @Arbiter
        public void rest(IZ_Result r) {
            var times = new int[tasks.length];
            count(byOwner[0], times);
            count(byOwner[1], times);
            count(byThief, times);
            for (var worker : new Worker[] {owner, thief}) {
                for (var task = worker.pollQueue(); task != null; task = worker.pollQueue()) {
                    count(task, times);
                }
            }
            r.r1 = times[0] + times[1] + times[2] + times[3];
            r.r2 = times[0] == 1 && times[1] == 1 && times[2] == 1 && times[3] == 1 && byOwner[0] == tasks[3];
        }

        private void count(@Nullable Task task, int[] times) {
            for (int i = 0; i < tasks.length; i++) {
                if (tasks[i] == task) {
                    times[i]++;
                }
            }
        }
    }

    /**
     * The shared queue while it overflows from its array, here of two places, into its list, and back: each task comes
     * out once, the one that waited before all others first.
     */
    @JCStressTest
    @Outcome(id = "4, true", expect = ACCEPTABLE, desc = "each once")
    @Outcome(expect = FORBIDDEN, desc = "run twice, or never")
    @State
    public static class OffersMeetPollsOfTheSharedQueue {
        private final Task[] tasks = {task(), task(), task(), task()};
        private final SharedQueue queue = new SharedQueue(2);
        private final @Nullable Task[] taken = new Task[2];

        public OffersMeetPollsOfTheSharedQueue() {
            queue.offer(tasks[0]);
        }

        @Actor
        public void outside() {
            queue.offer(tasks[1]);
            queue.offer(tasks[2]);
            queue.offer(tasks[3]);
        }

        @Actor
        public void worker() {
            taken[0] = queue.poll();
            taken[1] = queue.poll();
        }

        @Arbiter
        public void rest(IZ_Result r) {
            int mask = bit(taken[0]) | bit(taken[1]);
            int count = Integer.bitCount(mask);
            for (var task = queue.poll(); task != null; task = queue.poll()) {
                mask |= bit(task);
                count++;
            }
            r.r1 = count;
            r.r2 = mask == 0b1111 && taken[0] == tasks[0] && queue.isEmpty();
        }

        private int bit(@Nullable Task task) {
            for (int i = 0; i < tasks.length; i++) {
                if (tasks[i] == task) {
                    return 1 << i;
                }
            }
            return 0;
        }
    }
}
