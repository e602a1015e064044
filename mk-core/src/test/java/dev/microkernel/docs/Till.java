package dev.microkernel.docs;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.state.FileStateStore;
import dev.microkernel.state.Snapshots;
import dev.microkernel.state.StateKey;
import dev.microkernel.state.StateLimits;
import dev.microkernel.state.StateStore;
import dev.microkernel.system.ActorSystem;
import java.nio.file.Path;
import java.util.Optional;

/** The actor of docs/state.md. */
final class Till implements Behavior<Till.Command> {

    // actor
    sealed interface Command {}

    record Sell(int cents) implements Command {}

    record Loaded(Optional<Sales> sales) implements Command {}

    record Saved(ActorRef<Object> client) implements Command {}

    record NotSaved(Throwable cause) implements Command {}

    @MessageType(300)
    record Sales(int count, long cents) {}

    private final ActorContext<Command> context;
    private final Snapshots<Sales> snapshots;
    private Sales sales;

    /** Begins where the last life, or the last process, has left off; what is sold meanwhile waits. */
    static Behavior<Command> open(ActorContext<Command> context, StateStore store) {
        var snapshots = Snapshots.of(store, "till", Sales.class);
        context.pipe(snapshots.load(), Loaded::new, NotSaved::new);
        return command -> switch (command) {
            case Loaded(var sales) -> {
                context.unstashAll();
                yield new Till(context, snapshots, sales.orElse(new Sales(0, 0)));
            }
            case NotSaved(var cause) -> throw new IllegalStateException(cause);
            default -> {
                context.stash();
                yield Behavior.same();
            }
        };
    }

    private Till(ActorContext<Command> context, Snapshots<Sales> snapshots, Sales sales) {
        this.context = context;
        this.snapshots = snapshots;
        this.sales = sales;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Sell(var cents) -> {
                var client = context.sender();
                sales = new Sales(sales.count() + 1, sales.cents() + cents);
                context.pipe(snapshots.save(sales), saved -> new Saved(client), NotSaved::new);
            }
            case Saved(var client) -> client.tell("receipt");
            case NotSaved(var cause) -> throw new IllegalStateException(cause); // the supervisor decides
            case Loaded loaded -> {}
        }
        return Behavior.same();
    }
    // end

    static void main() {
        // open
        try (var store = FileStateStore.open(Path.of("/var/lib/shop/state"));
                var system = ActorSystem.named("shop").start()) {
            system.<Command>spawn("till", context -> Till.open(context, store));
        }
        // end
    }

    static ActorSpec<Object> process(StateStore store) {
        // process
        return ActorSpec.process(self -> {
            var snapshots = Snapshots.of(store, "counter", Sales.class);
            var sales = self.await(snapshots.load()).orElse(new Sales(0, 0));
            while (true) {
                var sell = self.receive(Sell.class);
                sales = new Sales(sales.count() + 1, sales.cents() + sell.cents());
                self.await(snapshots.save(sales));
                self.reply("receipt");
            }
        });
        // end
    }

    static Optional<String> values(StateStore store) {
        // values
        store.save("till", StateKey.of("currency"), "EUR".getBytes()).join();
        var currency = store.load("till", StateKey.of("currency")).join().map(String::new);
        // end
        return currency;
    }

    static StateLimits limits() {
        // limits
        var limits = StateLimits.defaults()
                .withValueLength(64 << 10) // bytes of one value
                .withOwner(100, 1 << 20) // values, and bytes, of one owner
                .withStore(10_000, 64 << 20); // values, and bytes, of all
        // end
        return limits;
    }
}
