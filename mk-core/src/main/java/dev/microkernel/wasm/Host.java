package dev.microkernel.wasm;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.cell.Kernel;
import dev.microkernel.codec.UnknownMessageTypeException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One life of an actor as its guest meets it: what it may do, what it has done, and the node around it. */
final class Host {

    /** How many senders are remembered as those a guest may answer. */
    static final int CORRESPONDENTS_MAX = 256;

    /** Types from here on are the runtime's own. */
    private static final int SYSTEM_TYPES = 0xFF00_0000;

    private final ActorCell<Object> cell;
    private final Kernel kernel;
    private final ProcessContext<Object> context;
    private final WasmOptions options;
    private final GuestRecord record;
    private final RunWatch watch;
    private final Console console;
    private final Allowance messages;
    private final Allowance bytes;
    private final Allowance lines;

    private final Map<Long, ActorRef<Object>> correspondents = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ActorRef<Object>> eldest) {
            return size() > CORRESPONDENTS_MAX;
        }
    };

    Host(
            ActorCell<Object> cell,
            Kernel kernel,
            ProcessContext<Object> context,
            WasmOptions options,
            GuestRecord record) {
        this.cell = cell;
        this.kernel = kernel;
        this.context = context;
        this.options = options;
        this.record = record;
        this.watch = new RunWatch(kernel.time(), options.limits(), record.counts());
        this.console = new Console(options.console());
        long now = kernel.time().nanoTime();
        this.messages = new Allowance(options.limits().messagesPerSecond(), now);
        this.bytes = new Allowance(options.limits().bytesPerSecond(), now);
        this.lines = new Allowance(options.limits().logLinesPerSecond(), now);
    }

    ActorCell<Object> cell() {
        return cell;
    }

    Kernel kernel() {
        return kernel;
    }

    ProcessContext<Object> context() {
        return context;
    }

    WasmOptions options() {
        return options;
    }

    WasmLimits limits() {
        return options.limits();
    }

    GuestRecord record() {
        return record;
    }

    RunWatch watch() {
        return watch;
    }

    TimeSource time() {
        return kernel.time();
    }

    boolean hasFiber() {
        return options.fiber();
    }

    // ---- what it may do

    /** Whether something is granted; what is not is counted. */
    boolean may(Grants.Permission permission) {
        if (options.grants().has(permission)) {
            return true;
        }
        refused(permission.name());
        return false;
    }

    void refused(String what) {
        record.counts().refused(what);
    }

    /** Counts one against a limit; ends the guest if that is too many. */
    private void spend(Allowance allowance, long amount, String what) {
        if (!allowance.take(amount, time().nanoTime())) {
            throw new OverrunException(what, allowance.perSecond());
        }
    }

    void spendLine() {
        spend(lines, 1, "lines logged a second");
    }

    void spendBytes(long amount) {
        spend(messages, 1, "messages sent a second");
        spend(bytes, amount, "bytes sent a second");
    }

    void requireRoomForChild() {
        if (context.children().size() >= limits().children()) {
            throw new OverrunException("children", limits().children());
        }
    }

    // ---- messages

    /** The message as a guest gets it, or null if it has no bytes, which makes it a dead letter. */
    @Nullable
    WireMessage encoded(Object message) {
        try {
            return kernel.codec().encode(message);
        } catch (RuntimeException none) { // an application's codec may throw anything
            giveUp(DeadLetter.Reason.UNKNOWN_TYPE, message, String.valueOf(none.getMessage()));
            return null;
        }
    }

    void giveUp(DeadLetter.Reason reason, Object message, String detail) {
        kernel.deadLetters().add(reason, cell.path(), context.sender(), message, detail);
    }

    /** The id of whoever sent the message that was received last, which the guest may answer from now on; 0 for nobody. */
    long source() {
        var sender = context.sender();
        long id = sender.id().value();
        if (id != 0) {
            correspondents.put(id, sender);
        }
        return id;
    }

    /** The guest may answer whoever has that id, if there is such an actor. */
    void mayAnswer(long id) {
        var sender = kernel.find(new ActorId(id));
        if (sender != null) {
            correspondents.put(id, sender);
        }
    }

    /** Sends for the guest. Whether the message was accepted. */
    boolean send(long dest, int type, byte[] payload) {
        spendBytes(payload.length);
        if (Integer.compareUnsigned(type, SYSTEM_TYPES) >= 0) {
            refused("system message types");
            return false;
        }
        var known = correspondents.get(dest);
        if (known == null && !isOwn(dest) && !may(Grants.Permission.SEND)) {
            return false;
        }
        return deliver(new ActorId(dest), known, new WireMessage(type, payload));
    }

    /** Whether it is the actor itself, or a child of its. */
    boolean isOwn(long id) {
        if (id == cell.id().value()) {
            return true;
        }
        for (var child : context.children()) {
            if (child.id().value() == id) {
                return true;
            }
        }
        return false;
    }

    private boolean deliver(ActorId dest, @Nullable ActorRef<Object> known, WireMessage message) {
        var receiver = kernel.find(dest);
        if (receiver == null) {
            var path = known == null ? dest.toString() : known.path();
            kernel.deadLetters().add(DeadLetter.Reason.NO_SUCH_ACTOR, path, cell, message, "");
            return false;
        }
        Object decoded;
        try {
            decoded = dest.node() == kernel.nodeId() ? receiver.decode(message) : message;
        } catch (RuntimeException unreadable) { // an application's codec may throw anything
            var reason = unreadable instanceof UnknownMessageTypeException
                    ? DeadLetter.Reason.UNKNOWN_TYPE
                    : DeadLetter.Reason.MALFORMED;
            kernel.deadLetters().add(reason, receiver.path(), cell, message, String.valueOf(unreadable.getMessage()));
            return false;
        }
        try {
            boolean accepted = receiver.tell(decoded, cell) == Delivery.ACCEPTED;
            record.counts().sent();
            return accepted;
        } catch (IllegalArgumentException tooLarge) { // for a frame
            kernel.deadLetters()
                    .add(DeadLetter.Reason.TOO_LARGE, receiver.path(), cell, message, "" + tooLarge.getMessage());
            return false;
        }
    }

    // ---- surroundings

    void print(String text) {
        spendLine();
        console.print(text);
    }

    void flush() {
        console.flush();
    }

    /** A time-out as the guest gives it: unsigned milliseconds. */
    static Duration millis(int unsigned) {
        return Duration.ofMillis(Integer.toUnsignedLong(unsigned));
    }
}
