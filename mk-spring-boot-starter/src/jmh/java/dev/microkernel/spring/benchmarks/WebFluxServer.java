package dev.microkernel.spring.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A handler that counts. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WebFluxServer {

    @Bean
    RouterFunction<ServerResponse> routes() {
        var number = new AtomicLong();
        return RouterFunctions.route()
                .GET(
                        "/next",
                        request -> ServerResponse.ok().bodyValue(new Answer(number.getAndIncrement(), Answer.TEXT)))
                .build();
    }
}
