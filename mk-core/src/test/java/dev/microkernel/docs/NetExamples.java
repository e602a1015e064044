package dev.microkernel.docs;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpCommand;
import dev.microkernel.net.http.HttpReply;
import dev.microkernel.net.sse.Sse;
import dev.microkernel.net.sse.SseEvent;
import dev.microkernel.net.sse.SseOptions;
import dev.microkernel.net.tcp.Framing;
import dev.microkernel.net.tcp.TcpCommand;
import dev.microkernel.net.tcp.TcpConnection;
import dev.microkernel.net.tcp.TcpEvent;
import dev.microkernel.net.tcp.TcpOptions;
import dev.microkernel.net.tcp.TcpServer;
import dev.microkernel.net.tcp.TcpServerCommand;
import dev.microkernel.system.ActorSystem;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Consumer;

/** The examples of docs/net.md. */
final class NetExamples {

    private NetExamples() {}

    static ActorRef<TcpServerCommand> greeter(ActorSystem system, SocketAddress address) {
        // server
        var options = TcpOptions.DEFAULT.withFraming(Framing.lines(1_000));
        var greeter = TcpServer.of(address, options, 10_000, (context, client) -> event -> {
            if (event instanceof TcpEvent.Received(var from, var line)) {
                from.tell(new TcpCommand.Write("hello " + line.utf8()));
            }
            return Behavior.same();
        });
        return system.spawn("greeter", greeter);
        // end
    }

    // client
    /** Asks a greeter, and again a second later if it is not there. */
    static final class Guest implements Behavior<Guest.Message> {

        sealed interface Message {}

        record Connect() implements Message {}

        record Net(TcpEvent event) implements Message {}

        private final ActorContext<Message> context;
        private final SocketAddress address;
        private final Consumer<String> answers;

        Guest(ActorContext<Message> context, SocketAddress address, Consumer<String> answers) {
            this.context = context;
            this.address = address;
            this.answers = answers;
            context.self().tell(new Connect());
        }

        @Override
        public Behavior<Message> onMessage(Message message) {
            switch (message) {
                case Connect again -> {
                    var options = TcpOptions.DEFAULT.withFraming(Framing.lines(1_000));
                    var connection = context.spawn(
                            TcpConnection.to(address, options, context.adapter(TcpEvent.class, Net::new)));
                    connection.tell(new TcpCommand.Write("world"));
                }
                case Net(TcpEvent.Received(var connection, var line)) -> {
                    answers.accept(line.utf8());
                    connection.tell(new TcpCommand.Close());
                }
                case Net(TcpEvent.ConnectFailed(var connection, var failure)) ->
                    context.startTimer("again", new Connect(), Duration.ofSeconds(1));
                case Net other -> {}
            }
            return Behavior.same();
        }
    }
    // end

    static ActorSpec<HttpReply> fetching(ActorRef<HttpCommand> http, URI uri, Consumer<String> pages) {
        // http
        return ActorSpec.of(context -> {
            http.tell(new HttpCommand.Send(HttpRequest.newBuilder(uri).build()), context.self());
            return reply -> {
                switch (reply) {
                    case HttpReply.Response page -> pages.accept(page.status() + " " + page.text());
                    case HttpReply.Failed(var request, var failure) ->
                        context.log().warn("{}", failure.message());
                    case HttpReply.Saved saved -> {}
                }
                return Behavior.stopped();
            };
        });
        // end
    }

    static ActorSpec<SseEvent> following(Http http, URI uri, Consumer<String> news) {
        // sse
        return ActorSpec.of(context -> {
            var request = HttpRequest.newBuilder(uri).build();
            context.spawn(Sse.source(http, request, SseOptions.DEFAULT, context.self()));
            return event -> {
                if (event instanceof SseEvent.Received(var source, var sent)) {
                    news.accept(sent.type() + " " + sent.data());
                }
                return Behavior.same();
            };
        });
        // end
    }
}
