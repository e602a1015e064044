package dev.microkernel.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The event bus of Vert.x, not clustered: an actor is a local consumer of an address of its own, on one of as many
 * event loops as there are cores. What others have and it lacks is made of messages: an actor that ends tells the one
 * that started it.
 */
final class VertxEventBus implements Contender<String> {

    /** More than the works ever have on their way: beyond it, Vert.x drops messages. */
    private static final int BUFFERED_MAX = 1 << 20;

    private static final Object QUESTION = new Object();
    private static final Object ANSWER = new Object();
    private static final Object TERMINATED = new Object();

    private final DeliveryOptions options =
            new DeliveryOptions().setCodecName(AsIs.NAME).setLocalOnly(true);
    private final AtomicLong addresses = new AtomicLong();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Context> loops = new ArrayList<>();
    private final EventBus bus;

    VertxEventBus() {
        var vertx = Vertx.vertx();
        bus = vertx.eventBus();
        bus.registerCodec(new AsIs());
        for (int i = 0; i < Math.max(2, Runtime.getRuntime().availableProcessors()); i++) {
            var host = new Host();
            vertx.deployVerticle(host).toCompletionStage().toCompletableFuture().join();
            loops.add(host.loop());
        }
    }

    /** Runs something on the next event loop in turn and waits for it. */
    private void onLoop(Runnable task) {
        var done = new CompletableFuture<@Nullable Void>();
        loops.get(Math.floorMod(turn.getAndIncrement(), loops.size())).runOnContext(ignored -> {
            task.run();
            done.complete(null);
        });
        done.join();
    }

    @Override
    public String spawn(Handler<String> handler) {
        var actor = new HandlerConsumer(handler, null);
        onLoop(actor::start);
        return actor.ref();
    }

    @Override
    public void tell(String to, Object message) {
        bus.send(to, message, options);
    }

    @Override
    public String spawnAnswerer() {
        var address = newAddress();
        onLoop(() -> consumer(address).handler(question -> question.reply(ANSWER, options)));
        return address;
    }

    @Override
    public CompletableFuture<Object> ask(String answerer, Duration timeout) {
        return bus.request(answerer, QUESTION, new DeliveryOptions(options).setSendTimeout(timeout.toMillis()))
                .map(Message::body)
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public void spawnIdle(int count, CountDownLatch handled) {
        io.vertx.core.Handler<Message<Object>> behavior = message -> handled.countDown();
        for (int loop = 0; loop < loops.size(); loop++) {
            int share = count / loops.size() + (loop < count % loops.size() ? 1 : 0);
            onLoop(() -> {
                for (int i = 0; i < share; i++) {
                    var address = newAddress();
                    consumer(address).handler(behavior);
                    tell(address, QUESTION);
                }
            });
        }
    }

    private String newAddress() {
        return "a" + addresses.incrementAndGet();
    }

    /** Belongs to the event loop it is called on. */
    private MessageConsumer<Object> consumer(String address) {
        return bus.consumer(new MessageConsumerOptions()
                .setAddress(address)
                .setLocalOnly(true)
                .setMaxBufferedMessages(BUFFERED_MAX));
    }

    private static final class Host extends VerticleBase {

        Context loop() {
            return context;
        }

        @Override
        public Future<?> start() {
            return Future.succeededFuture();
        }
    }

    private final class HandlerConsumer implements Self<String> {

        private final String address = newAddress();
        private final Handler<String> handler;
        private final @Nullable String watcher;
        private @Nullable MessageConsumer<Object> consumer;

        HandlerConsumer(Handler<String> handler, @Nullable String watcher) {
            this.handler = handler;
            this.watcher = watcher;
        }

        void start() {
            var started = consumer(address);
            consumer = started;
            started.handler(this::onMessage);
        }

        @SuppressWarnings("ReferenceEquality") // a message that is a single object
        private void onMessage(Message<Object> message) {
            var body = message.body();
            if (body == TERMINATED) {
                handler.terminated(this);
            } else {
                handler.on(body, this);
            }
        }

        @Override
        public String ref() {
            return address;
        }

        @Override
        public String spawn(Handler<String> childHandler) {
            return started(new HandlerConsumer(childHandler, null));
        }

        @Override
        public String spawnWatched(Handler<String> childHandler) {
            return started(new HandlerConsumer(childHandler, address));
        }

        private String started(HandlerConsumer child) {
            child.start();
            return child.ref();
        }

        @Override
        public void stop() {
            var ending = consumer;
            if (ending == null) {
                throw new IllegalStateException("stopped before it was started, address=" + address);
            }
            var unregistered = ending.unregister();
            if (watcher != null) {
                var notified = unregistered.onSuccess(ignored -> tell(watcher, TERMINATED));
                assert notified != null;
            }
        }
    }

    /** Hands messages over as they are. */
    private static final class AsIs implements MessageCodec<Object, Object> {

        static final String NAME = "as-is";

        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new UnsupportedOperationException("nothing leaves this process");
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("nothing enters this process");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
