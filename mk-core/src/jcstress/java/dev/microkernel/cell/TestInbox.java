package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.dispatch.Task;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.mailbox.MailboxSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An inbox that counts what it handles, without an atomic step, as actors do: the counts come out right only if one turn
 * runs at a time and each sees what the former did.
 */
final class TestInbox extends Inbox<Object> {

    /** Counted up by turns only, plainly. */
    int messages;

    /** As {@link #messages}. */
    int controls;

    /** Whether two turns were seen to run at once. */
    volatile boolean overlapped;

    private @Nullable Courier first;
    private volatile boolean inTurn;
    private boolean takesMessages;

    /** An inbox that waits for a control before it takes messages, or does not. */
    TestInbox(Kernel kernel, boolean takesMessages) {
        super(kernel, MailboxSpec.bounded(8).create(), false);
        this.takesMessages = takesMessages;
    }

    /** Gives it a message that finds it idle, and leaves the turn to {@link #begin}. */
    void schedule() {
        first = new Courier("first", null);
        first.carryTo(this);
        mailbox().offer(first);
    }

    /** Runs the turn that {@link #schedule} causes. */
    @Nullable
    Task begin(Turn turn) {
        var caused = Objects.requireNonNull(first, "not scheduled");
        first = null;
        return caused.runTurn(turn);
    }

    @Override
    void startAlone(Task task) {
        throw new UnsupportedOperationException("run by a scheduler");
    }

    @Override
    void beginTurn() {
        enter();
        leave();
    }

    @Override
    boolean takesMessages() {
        return takesMessages;
    }

    @Override
    boolean hasFront() {
        return false;
    }

    @Override
    @Nullable
    Envelope takeFront() {
        return null;
    }

    @Override
    void onControl(Control control) {
        enter();
        controls++;
        takesMessages = true;
        leave();
    }

    @Override
    void onControlTooLate(Control control) {
        throw new UnsupportedOperationException("it is never abandoned");
    }

    @Override
    void onEnvelope(Envelope envelope, Turn turn) {
        enter();
        messages++;
        leave();
    }

    private void enter() {
        if (inTurn) {
            overlapped = true;
        }
        inTurn = true;
    }

    private void leave() {
        inTurn = false;
    }

    @Override
    boolean goesOnDraining() {
        return true;
    }

    @Override
    void afterMessages() {
        // Nothing was put off.
    }

    @Override
    void onBacklog() {
        // It is scheduled again.
    }

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        return offer(new Courier(message, sender)) ? Delivery.ACCEPTED : Delivery.REFUSED_FULL;
    }

    @Override
    public ActorId id() {
        return export();
    }

    @Override
    public String path() {
        return "inbox";
    }

    @Override
    public Object decode(WireMessage message) {
        return message;
    }

    @Override
    public boolean isStopped() {
        return false;
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        throw new UnsupportedOperationException("not needed here");
    }
}
