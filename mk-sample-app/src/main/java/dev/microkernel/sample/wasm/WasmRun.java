package dev.microkernel.sample.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.state.FileStateStore;
import dev.microkernel.state.MemoryStateStore;
import dev.microkernel.state.StateStore;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.InvalidModuleException;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmInfo;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one module as an actor, with somebody who writes to it and prints what comes back. */
final class WasmRun {

    static final int RESTED = 0;
    static final int FAILED = 1;
    static final int NOT_RUN = 2;
    static final int TIME_UP = 3;

    /** How often it is looked whether the module rests. */
    private static final Duration LOOK = Duration.ofMillis(10);

    /** How often in a row it must have been found resting: somebody may be about to hand it a message. */
    private static final int LOOKS = 3;

    private final RunArguments arguments;
    private final PrintStream out;
    private final PrintStream err;

    WasmRun(RunArguments arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
    }

    /** Returns the exit code. */
    int run() throws InterruptedException {
        WasmModule module;
        try {
            module = WasmModule.of(Files.readAllBytes(arguments.file()), arguments.mode());
            WasmActors.spec(module, WasmOptions.DEFAULT.withLimits(arguments.limits()));
        } catch (IOException unreadable) {
            return notRun("cannot read " + arguments.file() + ": " + unreadable);
        } catch (InvalidModuleException invalid) {
            return notRun(arguments.file() + ": " + invalid.getMessage());
        }
        try (var store = store();
                var system = ActorSystem.named("wasm-run").start()) {
            return run(system, module, store);
        } catch (IOException unusable) {
            return notRun("cannot keep state in " + arguments.state() + ": " + unusable.getMessage());
        }
    }

    private StateStore store() throws IOException {
        var folder = arguments.state();
        return folder == null ? new MemoryStateStore() : FileStateStore.open(folder);
    }

    private int notRun(String why) {
        err.println(why);
        return NOT_RUN;
    }

    private int run(ActorSystem system, WasmModule module, StateStore store) throws InterruptedException {
        var options = WasmOptions.DEFAULT
                .withLimits(arguments.limits())
                .withGrants(arguments.grants())
                .withStore(store)
                .withConsole(this::print);
        var writer = system.spawn("writer", writer());
        var actor = system.spawn(
                "module",
                WasmActors.spec(module, arguments.fiber() ? options.withFiber() : options)
                        .withMailbox(MailboxSpec.unbounded())
                        .withRestart(RestartType.TEMPORARY));
        var end = system.monitor(actor);
        for (var message : arguments.messages()) {
            actor.tell(message, writer);
        }
        boolean inTime = awaitRest(system, actor, end);
        awaitPrinted(writer);
        return outcome(end, inTime);
    }

    /** Prints what comes, and answers to a question when it has printed all before. */
    private ActorSpec<Object> writer() {
        return ActorSpec.<Object>of(context -> message -> {
                    if (message instanceof WireMessage answer) {
                        print(MessageText.of(answer) + "\n");
                    } else {
                        context.sender().tell(message);
                    }
                    return Behavior.same();
                })
                .withMailbox(MailboxSpec.unbounded())
                .withCodec(MessageCodec.RAW);
    }

    private synchronized void print(String text) {
        out.print(text);
        out.flush();
    }

    /** Waits until it has ended, or has handled all messages and waits for others. Whether it has by the end of its time. */
    private boolean awaitRest(ActorSystem system, ActorRef<Object> actor, CompletableFuture<ExitReason> end)
            throws InterruptedException {
        long deadline = System.nanoTime() + arguments.waitTime().toNanos();
        int rests = 0;
        while (rests < LOOKS) {
            if (System.nanoTime() > deadline) {
                return end.isDone();
            }
            try {
                end.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException lives) {
                rests = rests(system, actor) ? rests + 1 : 0;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return true;
    }

    private boolean rests(ActorSystem system, ActorRef<Object> actor) {
        boolean nothingWaits = system.inspect()
                .withDescendants()
                .filter(info -> info.path().equals(actor.path()))
                .allMatch(info -> info.mailbox().depth() == 0);
        return nothingWaits
                && WasmActors.inspect(actor)
                        .filter(info -> info.activity() == WasmInfo.Activity.RESTING)
                        .filter(info -> info.counts().messagesHandled()
                                >= arguments.messages().size())
                        .isPresent();
    }

    private void awaitPrinted(ActorRef<Object> writer) throws InterruptedException {
        try {
            writer.ask("printed?", Object.class, arguments.waitTime()).get();
        } catch (ExecutionException late) {
            err.println("not all was printed: " + late.getCause());
        }
    }

    private int outcome(CompletableFuture<ExitReason> end, boolean inTime) {
        var reason = end.getNow(null);
        if (reason == null) {
            if (!inTime) {
                err.println("time is up after " + arguments.waitTime().toMillis() + " ms"
                        + "; --wait=TIME gives it longer");
            }
            return inTime ? RESTED : TIME_UP;
        }
        if (reason.isAbnormal()) {
            err.println("it failed: " + reason);
            return FAILED;
        }
        err.println("it ended: " + reason);
        return RESTED;
    }
}
