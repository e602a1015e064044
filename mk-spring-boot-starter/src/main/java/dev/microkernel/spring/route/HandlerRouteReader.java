package dev.microkernel.spring.route;

import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.bean.ActorHandler;
import dev.microkernel.spring.bean.ActorTarget;
import dev.microkernel.spring.bean.AskTimeouts;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.util.pattern.PathPatternParser;

/** Reads the routes that the methods of one actor bean declare. */
final class HandlerRouteReader {

    private static final Pattern KEY = Pattern.compile("\\{([^/{}]+)}$");

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final ActorTarget actor;
    private final Class<?> type;
    private final Environment environment;
    private final MessageBinder binder;
    private final @Nullable RequestMapping common;
    private final @Nullable String keyVariable;

    HandlerRouteReader(ActorTarget actor, Class<?> type, Environment environment, MessageBinder binder) {
        this.actor = actor;
        this.type = type;
        this.environment = environment;
        this.binder = binder;
        this.common = AnnotatedElementUtils.findMergedAnnotation(type, RequestMapping.class);
        this.keyVariable = keyVariable();
    }

    private @Nullable String keyVariable() {
        var annotation = AnnotatedElementUtils.findMergedAnnotation(type, Actor.class);
        if (!actor.isKeyed() || annotation == null) {
            return null;
        }
        var variable = KEY.matcher(environment.resolvePlaceholders(annotation.path()));
        return variable.find() ? variable.group(1) : null;
    }

    /**
     * All of them.
     *
     * @throws ActorDefinitionException if one cannot work
     */
    List<HandlerRoute> read() {
        List<Method> handling =
                actor.handlers().stream().map(ActorHandler::method).toList();
        MethodIntrospector.selectMethods(type, HandlerRouteReader::isRoute).stream()
                .filter(method -> !handling.contains(method))
                .findFirst()
                .ifPresent(method -> {
                    throw new ActorDefinitionException(
                            text(method) + " declares a route and handles no message",
                            "Add @Receive to it. What it takes as its message is made of the request.");
                });
        List<HandlerRoute> routes = new ArrayList<>();
        for (var handler : actor.handlers()) {
            var sockets = handler.method().getAnnotation(WebSocketMapping.class);
            if (sockets != null) {
                for (var path : paths(handler.method(), sockets.value())) {
                    routes.add(route(handler, path, sockets(handler, path, sockets)));
                }
            }
            var mapping = AnnotatedElementUtils.findMergedAnnotation(handler.method(), RequestMapping.class);
            if (mapping != null) {
                for (var path : paths(handler.method(), mapping.path())) {
                    routes.add(route(handler, path, requests(handler, path, mapping)));
                }
            }
        }
        return routes;
    }

    private static boolean isRoute(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, RequestMapping.class)
                || method.isAnnotationPresent(WebSocketMapping.class);
    }

    private HandlerRoute route(ActorHandler handler, String path, HandlerRoute.Form form) {
        return new HandlerRoute(
                actor, keyVariable, PathPatternParser.defaultInstance.parse(path), text(handler.method()), form);
    }

    private HandlerRoute.Form sockets(ActorHandler handler, String path, WebSocketMapping mapping) {
        var method = handler.method();
        if (!handler.messageType().isAssignableFrom(WebSocketEvent.class)) {
            throw new ActorDefinitionException(
                    text(method) + " is for WebSockets and takes "
                            + handler.messageType().getName(),
                    "Have it take a WebSocketEvent: one of all kinds comes to it.");
        }
        return new HandlerRoute.WebSockets(predicate(List.of(HttpMethod.GET), path), List.of(mapping.subprotocols()));
    }

    private HandlerRoute.Form requests(ActorHandler handler, String path, RequestMapping mapping) {
        var method = handler.method();
        if (mapping.params().length + mapping.headers().length > 0
                || !mapping.version().isEmpty()) {
            throw new ActorDefinitionException(
                    text(method) + " has a mapping with params, headers or version, which routes to actors do not know",
                    "Leave them out, or write the route with ActorRoutes, whose functions see the whole request.");
        }
        var methods = Stream.of(mapping.method())
                .map(kind -> HttpMethod.valueOf(kind.name()))
                .toList();
        if (methods.isEmpty()) {
            throw new ActorDefinitionException(
                    text(method) + " is mapped to requests of all methods",
                    "Say which: @GetMapping, @PostMapping, @PutMapping, @PatchMapping or @DeleteMapping.");
        }
        var client = clientOf(handler.messageType());
        if (handler.messageType() == SseClient.class || client != null) {
            if (!methods.equals(List.of(HttpMethod.GET))) {
                throw new ActorDefinitionException(
                        text(method) + " takes the client of an event stream from " + methods,
                        "Use @GetMapping: that is how event streams are asked for (EventSource of the HTML standard).");
            }
            return new HandlerRoute.Events(
                    predicate(methods, path, MediaType.TEXT_EVENT_STREAM_VALUE), handler.messageType(), client, binder);
        }
        boolean fromBody = WITH_BODY.containsAll(methods);
        requireMakes(handler, path, fromBody);
        var status = AnnotatedElementUtils.findMergedAnnotation(method, ResponseStatus.class);
        if (methods.equals(List.of(HttpMethod.GET))) {
            methods = List.of(HttpMethod.GET, HttpMethod.HEAD); // as of controllers
        }
        return new HandlerRoute.Http(
                predicate(methods, path, mapping.produces())
                        .and(
                                mapping.consumes().length == 0
                                        ? RequestPredicates.all()
                                        : RequestPredicates.contentType(types(mapping.consumes()))),
                handler.messageType(),
                handler.replies(),
                AskTimeouts.of(method, environment),
                status == null ? null : HttpStatusCode.valueOf(status.code().value()),
                fromBody && !isWithoutBody(handler.messageType()),
                binder);
    }

    private static boolean isWithoutBody(Class<?> messageType) {
        return messageType.isRecord() && messageType.getRecordComponents().length == 0;
    }

    /** Makes sure that the message can be made of what the request has. */
    private void requireMakes(ActorHandler handler, String path, boolean fromBody) {
        var method = handler.method();
        var message = handler.messageType();
        if (!fromBody && !message.isRecord()) {
            throw new ActorDefinitionException(
                    text(method) + " is to take " + message.getName() + " from path and query, and that is no record",
                    "Make it a record whose components have the names of path variables and query parameters.");
        }
        var lost = RequestPaths.variables(path).stream()
                .filter(variable -> !variable.equals(keyVariable))
                .filter(variable -> fromBody
                        || Arrays.stream(message.getRecordComponents())
                                .noneMatch(component -> component.getName().equals(variable)))
                .toList();
        if (!lost.isEmpty()) {
            throw new ActorDefinitionException(
                    text(method) + " is mapped to " + path + ", and nothing takes " + lost,
                    fromBody
                            ? "The message is the body. Leave the variable out, make the actor one by key, or write the"
                                    + " route with ActorRoutes."
                            : "Add a component of that name to " + message.getSimpleName() + ".");
        }
    }

    private @Nullable String clientOf(Class<?> messageType) {
        if (!messageType.isRecord()) {
            return null;
        }
        return Arrays.stream(messageType.getRecordComponents())
                .filter(component -> component.getType() == SseClient.class)
                .map(RecordComponent::getName)
                .findFirst()
                .orElse(null);
    }

    private List<String> paths(Method method, String[] own) {
        List<String> paths;
        try {
            paths = RequestPaths.combined(
                    common == null ? new String[0] : common.path(), own, environment::resolveRequiredPlaceholders);
        } catch (IllegalArgumentException wrong) {
            throw new ActorDefinitionException(
                    text(method) + " is mapped to " + String.join(", ", own) + ", which is no path: "
                            + wrong.getMessage(),
                    "Write it as WebFlux does: /devices/{id}. Set the properties that placeholders name.");
        }
        for (var path : paths) {
            if (keyVariable != null && !RequestPaths.variables(path).contains(keyVariable)) {
                throw new ActorDefinitionException(
                        text(method) + " is mapped to " + path + ", which does not say whose actor is meant",
                        "Add the variable {" + keyVariable + "}, as in the path of its @Actor.");
            }
        }
        return paths;
    }

    private static RequestPredicate predicate(List<HttpMethod> methods, String path, String... produces) {
        var predicate =
                RequestPredicates.methods(methods.toArray(HttpMethod[]::new)).and(RequestPredicates.path(path));
        return produces.length == 0 ? predicate : predicate.and(RequestPredicates.accept(types(produces)));
    }

    private static MediaType[] types(String... names) {
        return Arrays.stream(names).map(MediaType::parseMediaType).toArray(MediaType[]::new);
    }

    private static String text(Method method) {
        return "method " + method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
