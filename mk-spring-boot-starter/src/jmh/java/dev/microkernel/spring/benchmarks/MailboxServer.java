package dev.microkernel.spring.benchmarks;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.system.ActorSystem;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** One actor behind all requests, one behind all events, and one behind all WebSockets. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class MailboxServer {

    private enum Question {
        NEXT
    }

    private sealed interface News {
        record Subscribe(ActorRef<Object> client) implements News {}

        record Publish() implements News {}
    }

    @Bean
    RouterFunction<ServerResponse> next(ActorSystem system, ActorRoutes routes) {
        ActorRef<Question> counter = system.spawn(
                "counter",
                ActorSpec.<Question>of(context -> new Behavior<>() {

                            private long number;

                            @Override
                            public Behavior<Question> onMessage(Question message) {
                                context.reply(new Answer(number++, Answer.TEXT));
                                return Behavior.same();
                            }
                        })
                        .withMailbox(MailboxSpec.DEFAULT));
        return routes.to(counter).get("/next", request -> Question.NEXT).build();
    }

    @Bean
    RouterFunction<ServerResponse> events(ActorSystem system, ActorRoutes routes) {
        ActorRef<News> publisher = system.spawn("publisher", ActorSpec.of(Newsroom::new));
        return routes.to(publisher)
                .sse("/events", (request, client) -> new News.Subscribe(client.actor()))
                .get("/publish", request -> new News.Publish())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> echo(ActorSystem system, ActorRoutes routes) {
        ActorRef<WebSocketEvent> echo = system.spawn("echo", ActorSpec.of(context -> event -> {
            if (event instanceof WebSocketEvent.Text text) {
                context.reply(text.text());
            }
            return Behavior.same();
        }));
        return routes.to(echo).webSocket("/echo", (request, event) -> event).build();
    }

    /** Tells each client what is published. */
    private static final class Newsroom implements Behavior<News> {

        private final ActorContext<News> context;
        private final Set<ActorRef<Object>> clients = new LinkedHashSet<>(); // they subscribe again with each heartbeat

        Newsroom(ActorContext<News> context) {
            this.context = context;
        }

        @Override
        public Behavior<News> onMessage(News news) {
            switch (news) {
                case News.Subscribe(var client) -> clients.add(client);
                case News.Publish _ -> {
                    var event = new Answer(0, Answer.TEXT);
                    clients.removeIf(client -> client.tell(event) != Delivery.ACCEPTED);
                    context.reply("");
                }
            }
            return Behavior.same();
        }
    }
}
