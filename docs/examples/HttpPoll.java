import static java.time.Duration.ofMillis;

import com.sun.net.httpserver.HttpServer;
import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpCommand;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.net.http.HttpReply;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;

/**
 * An actor that asks a web server again and again, without ever waiting: the answer is a message, and so is the time to ask
 * again. The server is in this program, too.
 *
 * <p>Prints:
 * <pre>
 * 200: visitor 1
 * 200: visitor 2
 * 200: visitor 3
 * </pre>
 */
public final class HttpPoll {

    sealed interface Message {
        record Ask() implements Message {}

        record Answered(HttpReply reply) implements Message {}
    }

    private static final int TIMES = 3;

    private static Behavior<Message> poll(ActorContext<Message> context, Http http, URI page) {
        var client = context.spawn(http.client(1)); // a child: it ends with this actor
        var answers = context.adapter(HttpReply.class, Message.Answered::new);
        var asked = new int[1];
        context.self().tell(new Message.Ask());
        return message -> switch (message) {
            case Message.Ask ask -> {
                client.tell(new HttpCommand.Send(HttpRequest.newBuilder(page).build()), answers);
                yield Behavior.same();
            }
            case Message.Answered(HttpReply.Response response) -> {
                System.out.println(response.status() + ": " + response.text());
                context.startTimer("again", new Message.Ask(), ofMillis(10));
                yield ++asked[0] == TIMES ? Behavior.stopped() : Behavior.same();
            }
            case Message.Answered(HttpReply other) -> throw new IllegalStateException("no answer: " + other);
        };
    }

    public static void main(String[] arguments) throws IOException {
        var visitors = new int[1];
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var page = ("visitor " + ++visitors[0]).getBytes();
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        var page = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        try (var http = Http.of(HttpOptions.DEFAULT);
                var system = ActorSystem.named("poll").start()) {
            var poll = system.spawn("poll", ActorSpec.<Message>of(context -> poll(context, http, page)));
            system.monitor(poll).join();
        } finally {
            server.stop(0);
        }
    }
}
