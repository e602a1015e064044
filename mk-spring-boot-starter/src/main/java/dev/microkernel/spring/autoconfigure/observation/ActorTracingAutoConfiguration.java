package dev.microkernel.spring.autoconfigure.observation;

import dev.microkernel.spring.observation.TracerTraces;
import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Has messages carry the trace of the application's tracer. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        },
        beforeName = "org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration")
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean(Tracer.class)
public final class ActorTracingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TracerTraces tracerTraces(Tracer tracer) {
        return new TracerTraces(tracer);
    }
}
