package dev.microkernel.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.codec.MessageCodec;
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
        var penalty = new Penalty();
        return ActorSpec.blocking(() -> new WasmBehavior(module, options, penalty))
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
        if (!(actor instanceof ActorCell<?> cell)) {
            throw noModule(actor);
        }
        var record = recordOf(actor);
        if (record == null) {
            throw noModule(actor);
        }
        var reload = new GuestRecord.Reload(module, done);
        if (!record.request(reload)) {
            done.completeExceptionally(new ReloadException("another module is being put in its place already"));
            return done;
        }
        var _ = cell.ending().thenRun(() -> {
            record.withdraw(reload);
            done.completeExceptionally(new ReloadException("the actor has stopped"));
        });
        cell.wake();
        return done;
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
