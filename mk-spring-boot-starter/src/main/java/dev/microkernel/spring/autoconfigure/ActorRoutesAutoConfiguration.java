package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.spring.route.HandlerRoutes;
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
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.validation.Validator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
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

    @Bean
    @ConditionalOnMissingBean
    RouteClientsLifecycle routeClientsLifecycle(ActorRoutes routes) {
        return new RouteClientsLifecycle(routes);
    }

    /** Behind those that the application writes itself. */
    @Bean
    @Order
    @ConditionalOnMissingBean(name = "actorHandlerRoutes")
    RouterFunction<ServerResponse> actorHandlerRoutes(
            ActorRoutes routes,
            ActorBeans actors,
            Environment environment,
            @Qualifier("webFluxConversionService") ObjectProvider<ConversionService> conversions) {
        return new HandlerRoutes(
                        routes,
                        actors,
                        environment,
                        conversions.getIfAvailable(DefaultFormattingConversionService::new))
                .build();
    }
}
