package dev.microkernel.spring.autoconfigure.observation;

import dev.microkernel.spring.ActorSystemCustomizer;
import dev.microkernel.spring.autoconfigure.ActorRoutesAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.autoconfigure.observation.ActorObservationProperties.Messages;
import dev.microkernel.spring.observation.ActorMessageObservationConvention;
import dev.microkernel.spring.observation.ActorRouteObservationConvention;
import dev.microkernel.spring.observation.MessageObserver;
import dev.microkernel.spring.observation.ObservedRoutes;
import dev.microkernel.spring.observation.TracerTraces;
import dev.microkernel.spring.route.RouteInterceptor;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;

/**
 * Observations of messages and routes. Without a tracer no message belongs to a trace that somebody would see, so that
 * actors have nothing around their messages unless all are to be observed.
 */
@AutoConfiguration(
        after = ActorTracingAutoConfiguration.class,
        before = {MicrokernelAutoConfiguration.class, ActorRoutesAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@EnableConfigurationProperties(ActorObservationProperties.class)
public final class ActorObservationAutoConfiguration {

    @Bean
    ActorSystemCustomizer messageObservationCustomizer(
            ActorObservationProperties properties,
            ObservationRegistry registry,
            ObjectProvider<ActorMessageObservationConvention> convention,
            ObjectProvider<TracerTraces> traces) {
        boolean all = properties.messages() == Messages.ALL;
        boolean wanted = all || (properties.messages() == Messages.TRACED && traces.getIfAvailable() != null);
        return builder -> {
            if (wanted) {
                builder.interceptor(new MessageObserver(registry, convention.getIfAvailable(), all));
            }
        };
    }

    /** Routes are WebFlux's. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RouterFunction.class)
    static class Routes {

        @Bean
        @ConditionalOnMissingBean(RouteInterceptor.class)
        @ConditionalOnBooleanProperty(name = "mk.observations.routes", matchIfMissing = true)
        ObservedRoutes observedRoutes(
                ObservationRegistry registry, ObjectProvider<ActorRouteObservationConvention> convention) {
            return new ObservedRoutes(registry, convention.getIfAvailable());
        }
    }
}
