package dev.microkernel.benchmarks;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Apache Pekko by its typed API. */
final class PekkoTyped implements Contender<ActorRef<Object>> {

    private static final Object ANSWER = new Object();

    private record Question(ActorRef<Object> replyTo) {}

    /** Only actors can start actors: what outsiders want started goes to this one as a task. */
    private final ActorSystem<Consumer<ActorContext<?>>> guardian;

    PekkoTyped(Config config) {
        Behavior<Consumer<ActorContext<?>>> runsTasks = Behaviors.receive((context, task) -> {
            task.accept(context);
            return Behaviors.same();
        });
        guardian = ActorSystem.create(runsTasks, "bench", config);
    }

    private ActorRef<Object> start(Behavior<Object> behavior) {
        var started = new CompletableFuture<ActorRef<Object>>();
        guardian.tell(context -> started.complete(context.spawnAnonymous(behavior)));
        return started.join();
    }

    @Override
    public ActorRef<Object> spawn(Handler<ActorRef<Object>> handler) {
        return start(behavior(handler));
    }

    @Override
    public void tell(ActorRef<Object> to, Object message) {
        to.tell(message);
    }

    @Override
    public ActorRef<Object> spawnAnswerer() {
        return start(Behaviors.receiveMessage(question -> {
            ((Question) question).replyTo().tell(ANSWER);
            return Behaviors.same();
        }));
    }

    @Override
    public CompletableFuture<Object> ask(ActorRef<Object> answerer, Duration timeout) {
        return AskPattern.<Object, Object>ask(answerer, Question::new, timeout, guardian.scheduler())
                .toCompletableFuture();
    }

    @Override
    public void spawnIdle(int count, CountDownLatch handled) {
        Behavior<Object> behavior = Behaviors.receiveMessage(message -> {
            handled.countDown();
            return Behaviors.same();
        });
        guardian.tell(context -> {
            for (int i = 0; i < count; i++) {
                context.spawnAnonymous(behavior).tell(ANSWER);
            }
        });
    }

    @Override
    public ActorRef<Object> spawnRestarted(Handler<ActorRef<Object>> handler) {
        return start(Behaviors.supervise(behavior(handler))
                .onFailure(RuntimeException.class, SupervisorStrategy.restart().withLoggingEnabled(false)));
    }

    private static Behavior<Object> behavior(Handler<ActorRef<Object>> handler) {
        var self = new HandlerBehavior(handler);
        return Behaviors.receive(self::onMessage, self::onSignal);
    }

    private static final class HandlerBehavior implements Self<ActorRef<Object>> {

        private final Handler<ActorRef<Object>> handler;

        @SuppressWarnings("NullAway.Init") // set with each message, before the handler can ask for it
        private ActorContext<Object> context;

        private boolean stopping;

        HandlerBehavior(Handler<ActorRef<Object>> handler) {
            this.handler = handler;
        }

        Behavior<Object> onMessage(ActorContext<Object> present, Object message) {
            context = present;
            handler.on(message, this);
            return next();
        }

        Behavior<Object> onSignal(ActorContext<Object> present, Object signal) {
            context = present;
            if (signal instanceof Terminated) {
                handler.terminated(this);
            }
            return next();
        }

        private Behavior<Object> next() {
            return stopping ? Behaviors.stopped() : Behaviors.same();
        }

        @Override
        public ActorRef<Object> ref() {
            return context.getSelf();
        }

        @Override
        public ActorRef<Object> spawn(Handler<ActorRef<Object>> childHandler) {
            return context.spawnAnonymous(behavior(childHandler));
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
