package dev.microkernel.spring.route;

import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.spring.bean.ActorTarget;
import java.util.ArrayList;
import java.util.List;
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
        List<RouterFunction<ServerResponse>> all = new ArrayList<>();
        for (var name : actors.names()) {
            actors.find(name).ifPresent(actor -> all.addAll(of(actor)));
        }
        return all.stream().reduce(RouterFunction::and).orElse(request -> Mono.empty());
    }

    private List<RouterFunction<ServerResponse>> of(ActorTarget actor) {
        var type = actor.type();
        if (type == null) {
            return List.of();
        }
        var reader = new HandlerRouteReader(actor, type, environment, new MessageBinder(conversions));
        return reader.read().stream().map(route -> route.add(routes)).toList();
    }
}
