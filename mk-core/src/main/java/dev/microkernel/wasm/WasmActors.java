package dev.microkernel.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.codec.MessageCodec;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Actors that are modules. They are spawned, named, supervised and restarted as all others are. They take {@link
 * dev.microkernel.codec.WireMessage}s, and whatever else the system's codec can turn into one; what they send is read by the
 * receiver as if it came from another node, so an actor in Java names what it takes by {@link ActorSpec#withWireMessages}, or
 * takes all as it is by {@link MessageCodec#RAW}.
 *
 * <p>Guest code never runs on one of the scheduler's workers: without a fiber it runs on a pool of threads for guests, with
 * one on a virtual thread, and in both cases only while there is a message.
 */
public final class WasmActors {

    private WasmActors() {}

    /** An actor that is a module, with {@link WasmOptions#DEFAULT}: no grants, no fiber. */
    public static ActorSpec<Object> spec(WasmModule module) {
        return spec(module, WasmOptions.DEFAULT);
    }

    /**
     * An actor that is a module. Type {@code wasm}; every life begins with a new instance.
     *
     * @throws InvalidModuleException if the module has more memory from its start than the limits allow
     */
    public static ActorSpec<Object> spec(WasmModule module, WasmOptions options) {
        requireMemory(module, options.limits());
        return spec(module, options, (WasmSnapshot) null);
    }

    /**
     * An actor that goes on where a frozen one was left: with its memory, and first of all with the messages that waited for
     * it. Should that life fail, the next one begins with a new instance, as always, and handles those that are left.
     *
     * @throws InvalidModuleException if the snapshot is one of another module, or has more memory than the limits allow
     */
    public static ActorSpec<Object> restored(WasmModule module, WasmOptions options, WasmSnapshot snapshot) {
        if (!snapshot.sha256().equals(module.sha256())) {
            throw new InvalidModuleException("the snapshot is one of the module " + snapshot.sha256() + ", not of "
                    + module.sha256() + "; restore it with that one, and reload it then");
        }
        if (snapshot.memoryBytes() > options.limits().memoryBytes()) {
            throw new InvalidModuleException(
                    "the snapshot has " + snapshot.memoryBytes() + " bytes of memory, the limit is "
                            + options.limits().memoryBytes() + "; raise WasmLimits.memoryBytes");
        }
        return spec(module, options, snapshot);
    }

    private static ActorSpec<Object> spec(WasmModule module, WasmOptions options, @Nullable WasmSnapshot snapshot) {
        var penalty = new Penalty();
        return ActorSpec.blocking(() -> new WasmBehavior(module, options, penalty, snapshot))
                .withType("wasm")
                .withCodec(MessageCodec.RAW);
    }

    static void requireMemory(WasmModule module, WasmLimits limits) {
        if (module.engine().initialPages() > limits.memoryPages()) {
            throw new InvalidModuleException("the module's memory begins with " + module.initialMemory()
                    + " bytes, the limit is " + limits.memoryBytes() + "; raise WasmLimits.memoryBytes");
        }
    }

    /**
     * Puts another module in the place of the one that an actor runs, between two messages: its id, names, mailbox, links and
     * place in the tree stay. The new one is begun, and gets by its export {@code migrate} what the one before has saved last
     * by the key {@code state}. Until it has handled 3 messages, its failure rolls it back: the one before handles
     * the message, as it was when it was left.
     *
     * <p>A guest that waits for a message in the middle of another is left there; one that sleeps, or runs, is waited for.
     *
     * @return completed when the new module runs; exceptionally with a {@link ReloadException} if it does not, and the one
     *     before runs on
     * @throws IllegalArgumentException if the actor is no module of this node
     */
    public static CompletableFuture<WasmVersion> reload(ActorRef<?> actor, WasmModule module) {
        var done = new CompletableFuture<WasmVersion>();
        var reload = new Wish.Reload(module, done);
        wish(actor, reload, () -> reload.refuse("the actor has stopped"));
        return done;
    }

    /**
     * Writes an actor down and stops it, between two messages: the memory of its instance, and all messages that wait for it
     * then. They are not handled here any more, and messages that come later are dead letters, as for any actor that has
     * stopped. It goes on where {@link #restored} is spawned, under its old name if its senders are to find it; its id, its
     * watchers and its children do not go with it.
     *
     * @return completed when the actor has stopped; exceptionally with a {@link FreezeException} if it cannot be frozen, for
     *     it is a fiber in the middle of a message, say, and it runs on then
     * @throws IllegalArgumentException if the actor is no module of this node
     */
    public static CompletableFuture<WasmSnapshot> freeze(ActorRef<?> actor) {
        var done = new CompletableFuture<WasmSnapshot>();
        var freeze = new Wish.Freeze(done);
        wish(actor, freeze, freeze::actorEnded);
        return done;
    }

    /**
     * Reloads many actors, so many at a time: each is asked when one of those before has done. The first that does not take
     * the module keeps the rest from being asked.
     *
     * @param atOnce how many are reloaded at the same time; 1 or more
     * @return completed, never exceptionally, when none is under way any more
     */
    public static CompletableFuture<RolloutResult> reloadAll(
            Collection<? extends ActorRef<?>> actors, WasmModule module, int atOnce) {
        return new Rollout(actors, module).start(atOnce);
    }

    private static void wish(ActorRef<?> actor, Wish wish, Runnable atItsEnd) {
        if (!(actor instanceof ActorCell<?> cell)) {
            throw noModule(actor);
        }
        var record = recordOf(actor);
        if (record == null) {
            throw noModule(actor);
        }
        if (!record.request(wish)) {
            wish.refuse("another module is being put in its place already, or it is being frozen");
            return;
        }
        var _ = cell.ending().thenRun(() -> {
            record.withdraw(wish);
            atItsEnd.run();
        });
        cell.wake();
    }

    private static IllegalArgumentException noModule(ActorRef<?> actor) {
        return new IllegalArgumentException(
                "it must be an actor of this node that is a module and has begun, actor=" + actor.path());
    }

    /** What can be seen of an actor that is a module; nothing if it is none, or has not begun. */
    public static Optional<WasmInfo> inspect(ActorRef<?> actor) {
        return Optional.ofNullable(recordOf(actor)).map(WasmInfo::of);
    }

    private static @Nullable GuestRecord recordOf(ActorRef<?> actor) {
        return actor instanceof ActorCell<?> cell && cell.keepsake() instanceof GuestRecord record ? record : null;
    }
}
