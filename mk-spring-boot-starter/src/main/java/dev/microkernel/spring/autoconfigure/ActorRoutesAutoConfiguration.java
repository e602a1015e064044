package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.spring.route.RouteInterceptor;
import dev.microkernel.system.ActorSystem;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;

/** Routes from WebFlux into mailboxes. */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ActorRoutesAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ActorRoutes actorRoutes(
            ActorSystem system, MicrokernelProperties properties, ObjectProvider<RouteInterceptor> interceptor) {
        return new ActorRoutes(
                system, properties.routes().askTimeout(), interceptor.getIfAvailable(() -> RouteInterceptor.NONE));
    }
}
