package dev.microkernel.spring.autoconfigure.metrics;

import dev.microkernel.spring.actuate.LinkMetrics;
import dev.microkernel.spring.actuate.MailboxMetrics;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actors' meters in every registry of the application. */
@AutoConfiguration(
        after = MicrokernelAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class ActorMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MailboxMetrics mailboxMetrics(ActorSystem system) {
        return new MailboxMetrics(system);
    }

    @Bean
    @ConditionalOnMissingBean
    LinkMetrics linkMetrics(ActorSystem system) {
        return new LinkMetrics(system);
    }
}
