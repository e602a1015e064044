package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes stand behind Spring Security as all others do, whatever stays connected by them. */
class SecuredRoutesIT {

    private static RoutedApplication application;

    @BeforeAll
    static void start() {
        application = RoutedApplication.start(Application.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void aRequestNeedsAUserAndTheRightOne() throws Exception {
        assertThat(application.get("/open/secret").statusCode()).isEqualTo(200);
        for (var path : new String[] {"/vault/secret", "/vault/news", "/vault/handler"}) {
            assertThat(application.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(application.get(path, "Authorization", basic("guest")).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(application
                        .get("/vault/secret", "Authorization", basic("keeper"))
                        .body())
                .isEqualTo("secret of keeper");
        assertThat(application
                        .get("/vault/handler", "Authorization", basic("keeper"))
                        .body())
                .isEqualTo("handled");
        assertThat(application.bean(ActorRoutes.class).clients()).isZero();
    }

    @Test
    void aHandshakeNeedsAUserToo() {
        assertThat(handshake(null)).isEqualTo(401);
        assertThat(handshake("guest")).isEqualTo(403);
        assertThat(handshake("keeper")).isEqualTo(101);
    }

    private static int handshake(String user) {
        var client = application.webSocket();
        if (user != null) {
            client.header("Authorization", basic(user));
        }
        try {
            client.buildAsync(application.uri("ws", "/vault/talk"), new WebSocketListener())
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException failure) {
            return failure.getCause() instanceof WebSocketHandshakeException refused
                    ? refused.getResponse().statusCode()
                    : Assertions.fail("not even refused", failure);
        }
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableWebFluxSecurity
    @Import(Keeper.class)
    static class Application {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges
                            .pathMatchers("/vault/**")
                            .hasRole("KEEPER")
                            .anyExchange()
                            .permitAll())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(
                    User.withUsername("keeper")
                            .password("{noop}pw")
                            .roles("KEEPER")
                            .build(),
                    User.withUsername("guest")
                            .password("{noop}pw")
                            .roles("GUEST")
                            .build());
        }

        @Bean
        RouterFunction<ServerResponse> routes(ActorRoutes routes, dev.microkernel.actor.ActorRef<Object> keeperRef) {
            return routes.to(keeperRef)
                    .get("/open/secret", request -> "")
                    .get(
                            "/vault/secret",
                            request ->
                                    request.exchange().getRequest().getHeaders().getFirst("Authorization"))
                    .sse("/vault/news", (request, client) -> "")
                    .webSocket("/vault/talk", (request, event) -> "")
                    .build();
        }
    }

    @Actor
    static class Keeper {

        record Handle() {}

        @Receive
        @GetMapping("/vault/handler")
        String handle(Handle question) {
            return "handled";
        }

        @Receive
        String secret(String authorization) {
            return authorization.isEmpty() ? "nothing" : "secret of keeper";
        }
    }
}
