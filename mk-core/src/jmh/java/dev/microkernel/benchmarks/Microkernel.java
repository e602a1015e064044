package dev.microkernel.benchmarks;

import ch.qos.logback.classic.Level;
import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** This runtime, as an application gets it: supervised, named, metered. */
final class Microkernel implements BoundedMailboxes<ActorRef<Object>> {

    /** As the peers' mailboxes are. */
    private static final MailboxSpec UNBOUNDED = MailboxSpec.unbounded();

    private static final Object QUESTION = new Object();
    private static final Object ANSWER = new Object();

    private final ActorSystem system = ActorSystem.named("bench").start();

    // ---- how the API is spelled: every actor of the benchmarks is started here

    private ActorRef<Object> start(ActorSpec<Object> spec) {
        return system.spawn(spec);
    }

    private static ActorRef<Object> startChild(ActorContext<Object> parent, ActorSpec<Object> spec) {
        return parent.spawn(spec);
    }

    // ---- the primitives

    @Override
    public ActorRef<Object> spawn(Handler<ActorRef<Object>> handler) {
        return start(spec(handler).withMailbox(UNBOUNDED));
    }

    @Override
    public ActorRef<Object> spawnBounded(Handler<ActorRef<Object>> handler, int capacity) {
        return start(spec(handler).withMailbox(MailboxSpec.bounded(capacity)));
    }

    @Override
    public void tell(ActorRef<Object> to, Object message) {
        var delivery = to.tell(message);
        for (int i = 0; delivery != Delivery.ACCEPTED; i++) {
            if (delivery != Delivery.REFUSED_FULL) {
                throw new IllegalStateException("a message was not delivered, to=" + to.path() + ", " + delivery);
            }
            Pause.after(i);
            delivery = to.tell(message);
        }
    }

    @Override
    public ActorRef<Object> spawnAnswerer() {
        return start(ActorSpec.<Object>of(context -> question -> {
                    var _ = context.reply(ANSWER);
                    return Behavior.same();
                })
                .withMailbox(UNBOUNDED));
    }

    @Override
    public CompletableFuture<Object> ask(ActorRef<Object> answerer, Duration timeout) {
        return answerer.ask(QUESTION, Object.class, timeout);
    }

    @Override
    public void spawnIdle(int count, CountDownLatch handled) {
        Behavior<Object> behavior = message -> {
            handled.countDown();
            return Behavior.same();
        };
        var spec = ActorSpec.of(context -> behavior);
        for (int i = 0; i < count; i++) {
            tell(start(spec), QUESTION);
        }
    }

    @Override
    public ActorRef<Object> spawnRestarted(Handler<ActorRef<Object>> handler) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.microkernel.actor")).setLevel(Level.ERROR);
        var started = new CompletableFuture<ActorRef<Object>>();
        var strategy = RestartStrategy.oneForOne().withoutIntensity().withBackoff(Backoff.NONE);
        var _ = start(ActorSpec.<Object>of(context -> {
                    started.complete(startChild(context, spec(handler).withMailbox(UNBOUNDED)));
                    return message -> Behavior.same();
                })
                .withStrategy(strategy));
        return started.join();
    }

    @Override
    public LinkPair link(Transport transport) {
        return new MicrokernelLink(transport);
    }

    private static ActorSpec<Object> spec(Handler<ActorRef<Object>> handler) {
        return ActorSpec.of(context -> new HandlerBehavior(handler, context));
    }

    private static final class HandlerBehavior implements Behavior<Object>, Self<ActorRef<Object>> {

        private final Handler<ActorRef<Object>> handler;
        private final ActorContext<Object> context;
        private boolean stopping;

        HandlerBehavior(Handler<ActorRef<Object>> handler, ActorContext<Object> context) {
            this.handler = handler;
            this.context = context;
        }

        @Override
        public Behavior<Object> onMessage(Object message) {
            handler.on(message, this);
            return next();
        }

        @Override
        public Behavior<Object> onSignal(Signal signal) {
            if (signal instanceof Signal.Terminated) {
                handler.terminated(this);
            }
            return next();
        }

        private Behavior<Object> next() {
            return stopping ? Behavior.stopped() : Behavior.same();
        }

        @Override
        public ActorRef<Object> ref() {
            return context.self();
        }

        @Override
        public ActorRef<Object> spawn(Handler<ActorRef<Object>> childHandler) {
            return startChild(context, spec(childHandler));
        }

        @Override
        public ActorRef<Object> spawnWatched(Handler<ActorRef<Object>> childHandler) {
            var child = spawn(childHandler);
            context.watch(child);
            return child;
        }

        @Override
        public void stop() {
            stopping = true;
        }
    }
}
