package dev.microkernel.benchmarks;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.UntypedAbstractActor;
import org.apache.pekko.pattern.Patterns;

/** Apache Pekko by its classic API. */
final class PekkoClassic implements Contender<ActorRef> {

    private static final Object QUESTION = new Object();
    private static final Object ANSWER = new Object();

    private final Config config;
    private final ActorSystem system;

    PekkoClassic(Config config) {
        this.config = config;
        system = ActorSystem.create("bench", config);
    }

    @Override
    public ActorRef spawn(Handler<ActorRef> handler) {
        return system.actorOf(props(handler));
    }

    @Override
    public void tell(ActorRef to, Object message) {
        to.tell(message, ActorRef.noSender());
    }

    @Override
    public ActorRef spawnAnswerer() {
        return system.actorOf(Props.create(Answerer.class, Answerer::new));
    }

    @Override
    public CompletableFuture<Object> ask(ActorRef answerer, Duration timeout) {
        return Patterns.ask(answerer, QUESTION, timeout).toCompletableFuture();
    }

    @Override
    public void spawnIdle(int count, CountDownLatch handled) {
        var props = Props.create(Idle.class, () -> new Idle(handled));
        for (int i = 0; i < count; i++) {
            tell(system.actorOf(props), QUESTION);
        }
    }

    @Override
    public LinkPair link(Transport transport) {
        return new ArteryLink(config, transport);
    }

    private static Props props(Handler<ActorRef> handler) {
        return Props.create(HandlerActor.class, () -> new HandlerActor(handler));
    }

    private static final class Answerer extends UntypedAbstractActor {

        @Override
        public void onReceive(Object question) {
            getSender().tell(ANSWER, getSelf());
        }
    }

    private static final class Idle extends UntypedAbstractActor {

        private final CountDownLatch handled;

        Idle(CountDownLatch handled) {
            this.handled = handled;
        }

        @Override
        public void onReceive(Object message) {
            handled.countDown();
        }
    }

    private static final class HandlerActor extends UntypedAbstractActor implements Self<ActorRef> {

        private final Handler<ActorRef> handler;

        HandlerActor(Handler<ActorRef> handler) {
            this.handler = handler;
        }

        @Override
        public void onReceive(Object message) {
            if (message instanceof Terminated) {
                handler.terminated(this);
            } else {
                handler.on(message, this);
            }
        }

        @Override
        public ActorRef ref() {
            return getSelf();
        }

        @Override
        public ActorRef spawn(Handler<ActorRef> childHandler) {
            return getContext().actorOf(props(childHandler));
        }

        @Override
        public ActorRef spawnWatched(Handler<ActorRef> childHandler) {
            return getContext().watch(spawn(childHandler));
        }

        @Override
        public void stop() {
            getContext().stop(getSelf());
        }
    }
}
