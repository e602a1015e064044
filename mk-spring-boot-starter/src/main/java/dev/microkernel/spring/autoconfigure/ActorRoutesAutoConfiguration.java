package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.spring.route.RouteInterceptor;
import dev.microkernel.system.ActorSystem;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.validation.Validator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.socket.server.WebSocketService;

/** Routes from WebFlux into mailboxes. */
@AutoConfiguration(
        after = MicrokernelAutoConfiguration.class,
        afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(RoutesProperties.class)
public final class ActorRoutesAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ActorRoutes actorRoutes(
            ActorSystem system,
            RoutesProperties properties,
            @Qualifier("webFluxValidator") ObjectProvider<Validator> validator,
            ObjectProvider<WebSocketService> webSockets,
            ObjectProvider<RouteInterceptor> interceptor) {
        var settings = properties.settings();
        return new ActorRoutes(
                system,
                settings,
                validator.getIfAvailable(),
                webSockets.getIfAvailable(() -> WebSocketServices.of(settings.messageBytesMax())),
                interceptor.getIfAvailable(() -> RouteInterceptor.NONE));
    }
}
