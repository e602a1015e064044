package dev.microkernel.dispatch;

import dev.microkernel.mailbox.Envelope;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one simulated node: its tasks get their turns in a {@link SeededLoop}, which other nodes may share. A
 * node can be {@linkplain #crash crashed}: what it would have done is gone.
 */
public final class SeededScheduler implements Scheduler {

    private final String node;
    private final SeededLoop loop;
    private final TimeSource time;
    private final int messagesPerTurn;
    private final Turn turn;
    private final RunGuard guard;
    private final Set<SeededStrand> strands = new LinkedHashSet<>();
    private boolean started;
    private boolean crashed;
    private boolean inTurn;
    private double slowness;
    private final Map<Task, Double> slow = new HashMap<>(0);
    private @Nullable Object lastMessage;
    private long turns;

    /**
     * A node without tasks.
     *
     * @param node its name, for people
     * @param messagesPerTurn how many messages a task handles in one turn
     */
    public SeededScheduler(String node, SeededLoop loop, TimeSource time, int messagesPerTurn) {
        this.node = node;
        this.loop = loop;
        this.time = time;
        this.messagesPerTurn = messagesPerTurn;
        this.guard = new RunGuard("mk-" + node + "-guard");
        this.turn = new Turn(time.coarse(), messagesPerTurn, false);
    }

    @Override
    public void start() {
        started = true;
    }

    boolean isStarted() {
        return started;
    }

    @Override
    public void schedule(Task task) {
        if (!crashed) {
            loop.add(this, task);
        }
    }

    /** As {@link #schedule}: what holds only because something else goes first does not hold. */
    @Override
    public void scheduleFirst(Task task) {
        schedule(task);
    }

    @Override
    public Strand startStrand(String name, Runnable body) {
        var strand = new SeededStrand(this, name, new Turn(time.coarse(), messagesPerTurn, true), guard, body);
        if (!crashed) {
            strands.add(strand);
            strand.start();
        }
        return strand;
    }

    /** As {@link #startStrand}: there is one thread's worth of time for all. */
    @Override
    public Strand startPooled(String name, Runnable body) {
        return startStrand(name, body);
    }

    /** Puts a strand into the loop, even one of a crashed node. */
    void resume(SeededStrand strand) {
        loop.add(this, strand);
    }

    void ended(SeededStrand strand) {
        strands.remove(strand);
    }

    /** Runs one turn of a task. Who wants another one, or null. */
    @Nullable
    Task runTurn(Task task) {
        turn.attach();
        inTurn = true;
        var again = task.runTurn(turn);
        inTurn = false;
        turns++;
        lastMessage = turn.envelope() instanceof Envelope envelope ? envelope.message() : null;
        turn.end();
        Turn.detach();
        return crashed ? null : again;
    }

    /**
     * Ends the node as a loss of power would: no task gets another turn. Strands have threads, which have to end: where
     * they wait, an {@link Error} is thrown.
     */
    public void crash() {
        crashed = true;
        loop.dropTasks(this);
        List.copyOf(strands).forEach(SeededStrand::crash);
    }

    String node() {
        return node;
    }

    /** What the task that had the last turn handled last, or null. */
    @Nullable
    Object lastMessage() {
        return lastMessage;
    }

    boolean isCrashed() {
        return crashed;
    }

    /** Has the node pass over a turn that it might have, with this chance, 0 to less than 1. */
    public void setSlowness(double chance) {
        slowness = chance;
    }

    /** The same for one task. */
    public void setSlowness(Task task, double chance) {
        slow.put(task, chance);
    }

    /** Has nobody pass over a turn any more. */
    public void forgetSlowness() {
        slowness = 0;
        slow.clear();
    }

    double slowness(Task task) {
        return slow.isEmpty() ? slowness : Math.max(slowness, slow.getOrDefault(task, 0.0));
    }

    /** Never: virtual time needs nobody to keep it going. */
    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public boolean inTurn() {
        return inTurn;
    }

    /** Strands only: every other thread is the one that drives the loop. */
    @Override
    public boolean mayWait() {
        return Strand.current() != null;
    }

    @Override
    public boolean await(CompletableFuture<?> event, Duration deadline) {
        loop.runUntilIdle();
        return event.isDone();
    }

    /** None: time stands still during a turn. */
    @Override
    public long stalls() {
        return 0;
    }

    /** One thread, which no time passes for. */
    @Override
    public SchedulerLoad load() {
        return new SchedulerLoad(1, loop.isIdle() ? 1 : 0, loop.size(), turns, 0, 0);
    }

    @Override
    public boolean shutdown(Duration deadline) {
        started = false;
        guard.stop();
        return true;
    }
}
