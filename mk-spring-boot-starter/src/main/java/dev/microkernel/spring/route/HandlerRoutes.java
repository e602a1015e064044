package dev.microkernel.spring.route;

import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.spring.bean.ActorTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The routes that methods of actor beans declare: {@code @GetMapping} and its like, of Spring, and {@link WebSocketMapping}, on
 * {@code @Receive} methods.
 */
public final class HandlerRoutes {

    private final ActorRoutes routes;
    private final ActorBeans actors;
    private final Environment environment;
    private final ConversionService conversions;

    /**
     * Of an application's actors.
     *
     * @param environment has what placeholders stand for
     * @param conversions makes values of path variables and query parameters
     */
    public HandlerRoutes(
            ActorRoutes routes, ActorBeans actors, Environment environment, ConversionService conversions) {
        this.routes = routes;
        this.actors = actors;
        this.environment = environment;
        this.conversions = conversions;
    }

    /**
     * All of them.
     *
     * @throws dev.microkernel.spring.ActorDefinitionException if one is declared so that it cannot work
     */
    public RouterFunction<ServerResponse> build() {
        List<HandlerRoute> all = new ArrayList<>();
        for (var name : actors.names()) {
            actors.find(name).ifPresent(actor -> all.addAll(of(actor)));
        }
        requireDistinct(all);
        return all.stream()
                // As of controllers: /board/news goes before /board/{number}.
                .sorted(Comparator.comparing(HandlerRoute::pattern))
                .map(route -> route.add(routes))
                .reduce(RouterFunction::and)
                .orElse(request -> Mono.empty());
    }

    private List<HandlerRoute> of(ActorTarget actor) {
        var type = actor.type();
        return type == null
                ? List.of()
                : new HandlerRouteReader(actor, type, environment, new MessageBinder(conversions)).read();
    }

    private static void requireDistinct(List<HandlerRoute> all) {
        Map<String, HandlerRoute> known = new HashMap<>();
        for (var route : all) {
            var requests = route.form().requests().toString();
            var other = known.putIfAbsent(requests, route);
            if (other != null) {
                throw new ActorDefinitionException(
                        other.method() + " and " + route.method() + " are both mapped to " + requests,
                        "Give one of them another path, or leave it without.");
            }
        }
    }
}
