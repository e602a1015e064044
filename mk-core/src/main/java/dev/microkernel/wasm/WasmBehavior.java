package dev.microkernel.wasm;

import dev.microkernel.actor.BlockingBehavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.state.StateKey;
import dev.microkernel.wasm.WasmInfo.Activity;
import dev.microkernel.wasm.engine.InterruptedGuestException;
import dev.microkernel.wasm.engine.TrapException;
import dev.microkernel.wasm.engine.UnusableModuleException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of an actor that is a module. Every run of guest code is watched; whatever ends it becomes the reason with which
 * the actor's life ends. The guest is gone with the life: after a trap its memory cannot be trusted.
 */
final class WasmBehavior implements BlockingBehavior<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(WasmBehavior.class);

    /** At how many messages a new module may fail and be rolled back. */
    static final int TRIAL_MESSAGES = 3;

    /** A message that an actor sends to itself, to have a turn behind those that wait. */
    private static final Object MARK = new Object() {
        @Override
        public String toString() {
            return "a mark between the messages of a module";
        }
    };

    /** What the state is saved by that {@code migrate} gets. */
    static final StateKey STATE = StateKey.of("state");

    private final WasmModule module;
    private final WasmOptions options;
    private final Penalty penalty;
    private final @Nullable WasmSnapshot snapshot;
    private @Nullable Host host;
    private @Nullable Guest guest;

    /** The guest before, while the present one is on trial; null otherwise. */
    private @Nullable Guest former;

    private int trialsLeft;

    /** While it is being frozen: what its messages are put into. */
    private Wish.@Nullable Freeze freezing;

    /** Whether {@link #MARK} is among the messages. */
    private boolean marked;

    /**
     * One life.
     *
     * @param snapshot what the first life of an actor goes on from; null if from nothing
     */
    WasmBehavior(WasmModule module, WasmOptions options, Penalty penalty, @Nullable WasmSnapshot snapshot) {
        this.module = module;
        this.options = options;
        this.penalty = penalty;
        this.snapshot = snapshot;
    }

    @Override
    public boolean mayWait() {
        return options.fiber() && !penalty.isServed();
    }

    @Override
    @SuppressWarnings("unchecked") // the spec says Object
    public void onStart(ProcessContext<Object> context) throws Exception {
        var cell = (ActorCell<Object>) context.self();
        var kernel = cell.node();
        var before = context.carriedOver(GuestRecord.class);
        var record = before.orElseGet(
                () -> new GuestRecord(module, options, kernel.time().now()));
        context.carryOver(record);
        var fresh = new Host(cell, kernel, context, options, record);
        host = fresh;
        var thawed = before.isEmpty() ? snapshot : null;
        if (thawed == null) {
            guest = watched(() -> Guest.start(record.module(), fresh));
        } else {
            guest = watched(() -> Guest.restore(record.module(), fresh, thawed.state()));
            record.thawed().addAll(thawed.messages());
        }
        if (!record.thawed().isEmpty()) {
            var _ = cell.offer(MARK, null); // whether it is taken or not, there is a message then
        }
        record.memoryBytes(guest.memoryBytes());
        onWake(context); // another module may have been asked for while nobody listened
        record.activity(Activity.RESTING);
    }

    @Override
    public boolean onMessage(Object message, ProcessContext<Object> context) throws Exception {
        if (freezing != null) {
            return freeze(freezing, message);
        }
        return handleThawed(message, context) && (message == MARK || handleWire(host().encoded(message), context));
    }

    /** Handles what waited when the actor was frozen, before anything else. */
    private boolean handleThawed(Object message, ProcessContext<Object> context) throws Exception {
        var waiting = host().record().thawed();
        while (!waiting.isEmpty()) {
            var next = waiting.removeFirst();
            host().mayAnswer(next.source());
            boolean goesOn = false;
            try {
                goesOn = handleDelivered(next, context);
            } finally {
                if (!goesOn) {
                    keepForLater(message, waiting);
                }
            }
            if (!goesOn) {
                return false;
            }
        }
        return true;
    }

    /** The message has only come upon the end of this life. */
    private void keepForLater(Object message, ArrayDeque<FrozenMessage> waiting) {
        var wire = message == MARK ? null : host().encoded(message);
        if (wire != null) {
            waiting.addLast(new FrozenMessage(wire.type(), host().source(), wire.payload()));
        }
    }

    private boolean handleWire(@Nullable WireMessage wire, ProcessContext<Object> context) throws Exception {
        return wire == null
                || handleDelivered(new FrozenMessage(wire.type(), host().source(), wire.payload()), context);
    }

    private boolean handleDelivered(FrozenMessage message, ProcessContext<Object> context) throws Exception {
        var present = host();
        present.record().activity(Activity.HANDLING);
        present.record().counts().handled();
        boolean unwound = false;
        boolean goesOn = true;
        try {
            goesOn = handle(message);
        } catch (NoRoomException full) {
            present.record().counts().noRoom();
            var wire = new WireMessage(message.type(), message.payload());
            present.giveUp(DeadLetter.Reason.TOO_LARGE, wire, String.valueOf(full.getMessage()));
        } catch (UnwoundException left) {
            unwound = true; // what it waited for comes as a message to the module that takes its place
        } finally {
            present.record().memoryBytes(guest().memoryBytes());
            present.flush();
        }
        if (unwound) {
            onWake(context);
        }
        if (goesOn) { // one that fails or stops never rests again: whoever looks waits for its end
            present.record().activity(Activity.RESTING);
        }
        return goesOn;
    }

    // ---- being frozen

    private void beginFreezing(Wish.Freeze freeze) {
        if (former != null) {
            former = null; // the one that runs has been written down as it is
        }
        try {
            freeze.begin(guest().state());
        } catch (IllegalStateException obstacle) {
            freeze.refuse(String.valueOf(obstacle.getMessage()));
            return;
        }
        host().record().thawed().forEach(freeze::add);
        freezing = freeze;
        mark();
    }

    private void mark() {
        marked = marked || host().cell().offer(MARK, null) == Delivery.ACCEPTED;
    }

    /** Takes a message down. Whether there are more. */
    private boolean freeze(Wish.Freeze freeze, Object message) {
        if (message == MARK) {
            if (!marked) {
                return true; // one from when it was restored
            }
            freeze.end(guest().module().sha256());
            return false;
        }
        var wire = host().encoded(message);
        if (wire != null) {
            freeze.add(new FrozenMessage(wire.type(), host().source(), wire.payload()));
        }
        mark(); // there was no room for it before
        return true;
    }

    // ---- one message

    private boolean handle(FrozenMessage message) throws Exception {
        var old = former;
        if (old == null) {
            return run(guest(), message);
        }
        try {
            boolean goesOn = run(guest(), message);
            if (--trialsLeft == 0) {
                former = null;
            }
            return goesOn;
        } catch (ExitException failure) {
            return rollBack(old, message, failure);
        }
    }

    private boolean rollBack(Guest old, FrozenMessage message, ExitException failure) throws Exception {
        var why = String.valueOf(failure.getMessage());
        LOG.atWarn()
                .addKeyValue("actor", host().cell().path())
                .log("{} is rolled back to {}: {}", guest().module(), old.module(), why);
        host().record().rollBack(old.module(), host().time().now(), why);
        guest = old;
        former = null;
        return run(old, message);
    }

    private boolean run(Guest present, FrozenMessage message) throws Exception {
        return watched(() -> present.handle(message.type(), message.source(), message.payload()));
    }

    @Override
    public void onWake(ProcessContext<Object> context) throws Exception {
        switch (host().record().takeRequest()) {
            case null -> {}
            case Wish.Reload reload -> reload(reload);
            case Wish.Freeze freeze -> beginFreezing(freeze);
        }
    }

    private void reload(Wish.Reload reload) throws Exception {
        var record = host().record();
        try {
            var next = watched(() -> begun(reload.module()));
            former = guest();
            trialsLeft = TRIAL_MESSAGES;
            guest = next;
            record.memoryBytes(next.memoryBytes());
            reload.done().complete(record.run(reload.module(), host().time().now()));
        } catch (InterruptedException stopped) {
            reload.done().completeExceptionally(new ReloadException("the actor was stopped meanwhile"));
            throw stopped;
        } catch (ExitException
                | InvalidModuleException
                | UnusableModuleException
                | ReloadException
                | NoRoomException failed) {
            var why = String.valueOf(failed.getMessage());
            record.refuse(reload.module(), host().time().now(), why);
            reload.done()
                    .completeExceptionally(
                            failed instanceof ReloadException refusal ? refusal : new ReloadException(why));
        } finally {
            host().flush();
        }
    }

    /** A guest of another module, with the state of the present one. */
    private Guest begun(WasmModule next) throws Exception {
        WasmActors.requireMemory(next, options.limits());
        var fresh = Guest.start(next, host());
        var state = fresh.migrates() ? savedState() : null;
        if (state != null && !fresh.migrate(state)) {
            throw new ReloadException("the module refuses the state of the one before: its migrate has returned 0");
        }
        return fresh;
    }

    private byte @Nullable [] savedState() throws Exception {
        var store = options.store();
        return store == null
                ? null
                : store.load(host().cell().path(), STATE).get().orElse(null);
    }

    @FunctionalInterface
    private interface Code<T> {
        T run() throws Exception;
    }

    /** Runs guest code. What ends it abnormally leaves as an {@link ExitException}. */
    private <T> T watched(Code<T> code) throws Exception {
        var watch = host().watch();
        watch.begin();
        try {
            return code.run();
        } catch (TrapException trap) {
            throw exit(
                    guest != null && guest.takeRefusedMemory()
                            ? new ExitReason.Memory(options.limits().memoryBytes())
                            : new ExitReason.Trap(String.valueOf(trap.getMessage())));
        } catch (OverrunException overrun) {
            throw exit(new ExitReason.Overrun(overrun.what(), overrun.limit()));
        } catch (InterruptedGuestException interrupted) {
            if (!watch.end()) {
                throw new InterruptedException();
            }
            penalty.impose();
            throw exit(new ExitReason.Deadline(watch.limit()));
        } finally {
            watch.end();
        }
    }

    private ExitException exit(ExitReason reason) {
        host().record()
                .counts()
                .exit(
                        reason instanceof ExitReason.Overrun overrun
                                ? overrun.what()
                                : reason.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        host().flush();
        return new ExitException(reason);
    }

    private Host host() {
        return Objects.requireNonNull(host, "begun");
    }

    private Guest guest() {
        return Objects.requireNonNull(guest, "begun");
    }
}
