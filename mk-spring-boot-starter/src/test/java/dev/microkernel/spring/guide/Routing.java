package dev.microkernel.spring.guide;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.spring.route.SlowClient;
import dev.microkernel.spring.route.SseClient;
import dev.microkernel.spring.route.WebSocketMapping;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The routes of docs/spring-boot.md. */
@Configuration(proxyBeanMethods = false)
class Routing {

    // handlers
    @Actor
    @RequestMapping("/board")
    static class Board {

        record Post(String author, String text) {}

        record Find(int number) {}

        record Follow(Optional<String> author, SseClient client) {}

        private final Map<Integer, Post> posts = new LinkedHashMap<>();
        private final Map<ActorRef<Object>, Follow> followers = new LinkedHashMap<>();

        @Receive
        @PostMapping
        @ResponseStatus(HttpStatus.CREATED)
        int post(Post post) { // the body
            posts.put(posts.size() + 1, post);
            followers.values().removeIf(follower -> !send(posts.size(), post, follower));
            return posts.size();
        }

        @Receive
        @GetMapping("/{number}")
        Optional<Post> find(Find question) { // from path and query; an empty Optional is 404
            return Optional.ofNullable(posts.get(question.number()));
        }

        @Receive
        @GetMapping("/news")
        void follow(Follow follow) { // an event stream, for its SseClient; comes again with each heartbeat
            if (followers.putIfAbsent(follow.client().actor(), follow) == null) {
                int seen = follow.client().lastEventId().map(Integer::parseInt).orElse(posts.size());
                posts.forEach((number, post) -> {
                    if (number > seen) {
                        send(number, post, follow);
                    }
                });
            }
        }

        private static boolean send(int number, Post post, Follow follower) {
            if (!follower.author().map(post.author()::equals).orElse(true)) {
                return true;
            }
            var event =
                    ServerSentEvent.builder(post).id(Integer.toString(number)).build();
            return switch (follower.client().actor().tell(event)) {
                case ACCEPTED, DROPPED, REFUSED_FULL -> true;
                case REFUSED_STOPPED -> false; // the client is gone
            };
        }
    }
    // end

    // socket
    @Actor
    static class Chat {

        private final Set<ActorRef<?>> clients = new HashSet<>();

        @Receive
        @WebSocketMapping(value = "/chat", subprotocols = "chat.v1")
        void on(WebSocketEvent event) {
            switch (event) {
                case WebSocketEvent.Opened opened -> clients.add(opened.socket());
                case WebSocketEvent.Closed closed -> clients.remove(closed.socket());
                case WebSocketEvent.Text text -> clients.forEach(client -> say(client, text.text()));
                default -> {}
            }
        }

        @SuppressWarnings("unchecked") // a client takes text, bytes, WebSocketCommands, and anything else as JSON
        private static void say(ActorRef<?> client, String text) {
            ((ActorRef<Object>) client).tell(text);
        }
    }
    // end

    // functions
    @Bean
    RouterFunction<ServerResponse> boardRoutes(ActorRoutes routes, @Qualifier("board") ActorRef<Object> board) {
        return routes.to(board)
                .timeout(Duration.ofSeconds(2))
                .get("/first", request -> new Board.Find(1))
                .withoutReply()
                .post("/import", Board.Post.class, (request, post) -> post)
                .build();
    }

    /** Each WebSocket has an actor of its own. */
    @Bean
    RouterFunction<ServerResponse> echo(ActorRoutes routes) {
        var settings = routes.webSocketSettings();
        var patient = settings.withClients(settings.clients().withBuffer(16, SlowClient.DROP_OLDEST));
        return routes.webSocket("/echo/{name}", patient, request -> {
            var name = request.pathVariable("name");
            return ActorSpec.of(context -> event -> {
                if (event instanceof WebSocketEvent.Text text) {
                    context.reply(name + " said " + text.text());
                }
                return Behavior.same();
            });
        });
    }
    // end
}
