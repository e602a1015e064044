package dev.microkernel.wasm;

import dev.microkernel.actor.BlockingBehavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.state.StateKey;
import dev.microkernel.wasm.WasmInfo.Activity;
import dev.microkernel.wasm.engine.InterruptedGuestException;
import dev.microkernel.wasm.engine.TrapException;
import dev.microkernel.wasm.engine.UnusableModuleException;
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

    /** What the state is saved by that {@code migrate} gets. */
    static final StateKey STATE = StateKey.of("state");

    private final WasmModule module;
    private final WasmOptions options;
    private final Penalty penalty;
    private @Nullable Host host;
    private @Nullable Guest guest;

    /** The guest before, while the present one is on trial; null otherwise. */
    private @Nullable Guest former;

    private int trialsLeft;

    WasmBehavior(WasmModule module, WasmOptions options, Penalty penalty) {
        this.module = module;
        this.options = options;
        this.penalty = penalty;
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
        var record = context.carriedOver(GuestRecord.class)
                .orElseGet(() -> new GuestRecord(module, options, kernel.time().now()));
        context.carryOver(record);
        var fresh = new Host(cell, kernel, context, options, record);
        host = fresh;
        guest = watched(() -> Guest.start(record.module(), fresh));
        record.memoryBytes(guest.memoryBytes());
        onWake(context); // another module may have been asked for while nobody listened
        record.activity(Activity.RESTING);
    }

    @Override
    public boolean onMessage(Object message, ProcessContext<Object> context) throws Exception {
        var present = host();
        var wire = present.encoded(message);
        if (wire == null) {
            return true;
        }
        var delivery = new Delivered(wire.type(), present.source(), wire.payload());
        present.record().activity(Activity.HANDLING);
        present.record().counts().handled();
        try {
            return handle(delivery);
        } catch (NoRoomException full) {
            present.record().counts().noRoom();
            present.giveUp(DeadLetter.Reason.TOO_LARGE, wire, String.valueOf(full.getMessage()));
            return true;
        } catch (UnwoundException left) {
            return true; // what it waited for comes as a message to the module that takes its place
        } finally {
            present.record().memoryBytes(guest().memoryBytes());
            present.flush();
            present.record().activity(Activity.RESTING);
        }
    }

    /** A message as a guest gets it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Delivered(int type, long source, byte[] payload) {}

    private boolean handle(Delivered message) throws Exception {
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

    private boolean rollBack(Guest old, Delivered message, ExitException failure) throws Exception {
        var why = String.valueOf(failure.getMessage());
        LOG.atWarn()
                .addKeyValue("actor", host().cell().path())
                .log("{} is rolled back to {}: {}", guest().module(), old.module(), why);
        host().record().rollBack(old.module(), host().time().now(), why);
        guest = old;
        former = null;
        return run(old, message);
    }

    private boolean run(Guest present, Delivered message) throws Exception {
        return watched(() -> present.handle(message.type(), message.source(), message.payload()));
    }

    @Override
    public void onWake(ProcessContext<Object> context) throws Exception {
        var reload = host().record().takeRequest();
        if (reload == null) {
            return;
        }
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
