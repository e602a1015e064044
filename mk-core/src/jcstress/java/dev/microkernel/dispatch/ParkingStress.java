package dev.microkernel.dispatch;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.microkernel.time.VirtualTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Parking and waking on real workers. Two threads from outside schedule a task each and wait until both have run; so the
 * next pair of tasks comes just when the workers, which find nothing more to do, look once more and park. A worker sets
 * its bit before it looks; who schedules makes the task visible before reading the bits: one sees the other. Nobody
 * helps a task whose wake-up was lost: the workers' time is virtual and stands still, so their watchdog never looks.
 */
public final class ParkingStress {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private ParkingStress() {}

    private static WorkerScheduler started(int workers) {
        var scheduler = new WorkerScheduler("stress", workers, new VirtualTime(), 64, DEADLINE);
        scheduler.start();
        // Workers keep the JVM going: they end when the thread has that runs the tests.
        var main = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("main"))
                .findFirst()
                .orElseThrow();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                main.join();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
            scheduler.shutdown(DEADLINE);
        });
        return scheduler;
    }

    /** A task that notes that it ran. */
    private static final class Once implements Task {
        private volatile boolean ran;

        @Override
        public @Nullable Task runTurn(Turn turn) {
            ran = true;
            return null;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the workers may need this core
    private static boolean bothRun(Once one, Once other) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!one.ran || !other.ran) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.yield();
        }
        return true;
    }

    /** The one worker is busy, looks, parks or sleeps: nobody else can run the tasks. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both ran")
    @Outcome(expect = FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class SchedulingMeetsTheOnlyWorkerParking {
        private static final WorkerScheduler SCHEDULER = started(1);
        private final Once one = new Once();
        private final Once other = new Once();

        @Actor
        public void one(ZZ_Result r) {
            SCHEDULER.schedule(one);
            r.r1 = bothRun(one, other);
        }

        @Actor
        public void other(ZZ_Result r) {
            SCHEDULER.scheduleFirst(other);
            r.r2 = bothRun(one, other);
        }
    }

    /**
     * With two workers, one that searches is relied upon by those who schedule: they wake nobody. It passes the search
     * on when it finds something, and gives it up only behind its last look.
     */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both ran")
    @Outcome(expect = FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class SchedulingMeetsASearch {
        private static final WorkerScheduler SCHEDULER = started(2);
        private final Once one = new Once();
        private final Once other = new Once();

        @Actor
        public void one(ZZ_Result r) {
            SCHEDULER.schedule(one);
            r.r1 = bothRun(one, other);
        }

        @Actor
        public void other(ZZ_Result r) {
            SCHEDULER.schedule(other);
            r.r2 = bothRun(one, other);
        }
    }
}
