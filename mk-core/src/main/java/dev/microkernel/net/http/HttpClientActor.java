package dev.microkernel.net.http;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.net.NetFailure;
import dev.microkernel.time.Cancellable;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends requests for other actors, and gives those up whose askers have stopped. */
final class HttpClientActor implements Behavior<HttpCommand> {

    /** From itself: an exchange is over. */
    record Done(long exchange, HttpReply reply) implements HttpCommand {}

    /** From itself: nobody waits for an exchange any more. */
    record Gone(long exchange) implements HttpCommand {}

    /** An exchange under way. */
    private record Exchange(
            ActorRef<Object> asker,
            CompletableFuture<HttpReply> reply,
            @Nullable Cancellable monitor) {}

    private final ActorContext<HttpCommand> context;
    private final Http http;
    private final int exchangesMax;
    private final HttpGrant grant;
    private final Map<Long, Exchange> exchanges = new HashMap<>();
    private long last;

    HttpClientActor(ActorContext<HttpCommand> context, Http http, int exchangesMax, HttpGrant grant) {
        this.context = context;
        this.http = http;
        this.exchangesMax = exchangesMax;
        this.grant = grant;
    }

    @Override
    public Behavior<HttpCommand> onMessage(HttpCommand command) {
        switch (command) {
            case HttpCommand.Send(var request) -> begin(request, () -> http.send(request, grant));
            case HttpCommand.Save(var request, var file) -> begin(request, () -> http.save(request, grant, file));
            case Done(long number, var reply) -> {
                var exchange = exchanges.remove(number);
                if (exchange != null) {
                    forget(exchange);
                    exchange.asker().tell(reply, context.self());
                }
            }
            case Gone(long number) -> {
                var exchange = exchanges.remove(number);
                if (exchange != null) {
                    exchange.reply().cancel(true);
                }
            }
        }
        return Behavior.same();
    }

    private void begin(HttpRequest request, Supplier<CompletableFuture<HttpReply>> start) {
        if (exchanges.size() == exchangesMax) {
            context.reply(new HttpReply.Failed(
                    request,
                    new NetFailure(
                            NetFailure.Kind.LIMIT,
                            "the client has " + exchangesMax + " exchanges under way, as many as it may")));
            return;
        }
        long number = ++last;
        var asker = context.sender();
        var reply = start.get();
        // Who told it without a sender wants it done all the same.
        boolean nobody = asker instanceof InternalRef<?> ref && ref.isStopped();
        var monitor = nobody ? null : context.monitor(asker, ended -> new Gone(number));
        exchanges.put(number, new Exchange(asker, reply, monitor));
        context.pipe(
                reply,
                done -> new Done(number, done),
                cancelled -> new Done(number, new HttpReply.Failed(request, NetFailure.of("cancelled", cancelled))));
    }

    private static void forget(Exchange exchange) {
        if (exchange.monitor() != null) {
            exchange.monitor().cancel();
        }
    }

    @Override
    public Behavior<HttpCommand> onSignal(Signal signal) {
        if (signal instanceof Signal.Stopping || signal instanceof Signal.PreRestart) {
            exchanges.values().forEach(exchange -> exchange.reply().cancel(true));
        }
        return Behavior.same();
    }
}
