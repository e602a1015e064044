package dev.microkernel.dispatch;

import dev.microkernel.time.CoarseClock;
import org.jspecify.annotations.Nullable;

/**
 * What one thread is doing for which actor at this moment: one per worker, used for all its turns, and one per strand.
 * Only the thread that it belongs to touches it.
 */
public sealed class Turn permits WorkerTurn {

    /** How long a turn may go on taking messages, in ticks: nobody waits much longer than this behind one actor. */
    private static final int SLICE_TICKS = 10;

    /** For threads that are not workers: the one that drives a seeded scheduler, and those of strands. */
    private static final ThreadLocal<@Nullable Turn> OTHERS = new ThreadLocal<>();

    private final CoarseClock clock;
    private final int messagesMax;
    private final boolean mayBlock;
    private int messages;
    private int beganAt;
    private @Nullable Object actor;
    private @Nullable Object envelope;

    /**
     * A turn that has not begun.
     *
     * @param messagesMax how many messages one turn may handle
     * @param mayBlock whether the thread belongs to the actor alone
     */
    Turn(CoarseClock clock, int messagesMax, boolean mayBlock) {
        this.clock = clock;
        this.messagesMax = messagesMax;
        this.mayBlock = mayBlock;
    }

    /** A turn for the same thread under the same rules, which has not begun. */
    Turn(Turn former) {
        this(former.clock, former.messagesMax, former.mayBlock);
    }

    /** The turn that the calling thread is running, or null. */
    public static @Nullable Turn current() {
        var turn = Thread.currentThread() instanceof Worker worker ? worker.turn() : OTHERS.get();
        return turn == null || turn.actor == null ? null : turn;
    }

    /** Makes this the calling thread's turn; for threads that are not workers. */
    final void attach() {
        OTHERS.set(this);
    }

    /** Ends {@link #attach}. */
    static void detach() {
        OTHERS.remove();
    }

    /** Begins a turn of an actor, which lasts until the next one begins, or {@link #end}. */
    public final void begin(Object newActor) {
        actor = newActor;
        envelope = null;
        messages = 0;
        beganAt = clock.ticks();
    }

    /** Ends the turn. */
    public final void end() {
        actor = null;
        envelope = null;
    }

    /** Counts a message. Whether the turn may go on: neither have been too many, nor has it lasted too long. */
    public final boolean mayHandleAnother() {
        messages++;
        return !isOver();
    }

    /** How many messages the present turn has handled, or the last one did. */
    final int handled() {
        return messages;
    }

    /** Whether the turn has had its messages, or its time. */
    public final boolean isOver() {
        return messages >= messagesMax || clock.ticks() - beganAt >= SLICE_TICKS;
    }

    /** Whose turn it is, or null between turns. */
    public final @Nullable Object actor() {
        return actor;
    }

    /** The message that is being handled, in its envelope, or null. */
    public final @Nullable Object envelope() {
        return envelope;
    }

    /** Takes down what is handled next; null for what is not a message. */
    public final void handling(@Nullable Object newEnvelope) {
        envelope = newEnvelope;
    }

    /** Whether the thread may wait: a worker must not, others need it. */
    public final boolean mayBlock() {
        return mayBlock;
    }
}
