package dev.microkernel.spring.autoconfigure.metrics;

import dev.microkernel.spring.ActorSystemCustomizer;
import dev.microkernel.spring.actuate.ActorMetrics;
import dev.microkernel.spring.actuate.LinkMetrics;
import dev.microkernel.spring.actuate.MailboxMetrics;
import dev.microkernel.spring.actuate.SchedulerMetrics;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

/** The actors' meters in every registry of the application. Without a registry, nothing is counted for them. */
@AutoConfiguration(
        after = MicrokernelAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@EnableConfigurationProperties(ActorMetricsProperties.class)
public final class ActorMetricsAutoConfiguration {

    @Bean
    @ConditionalOnBooleanProperty(name = "mk.metrics.count-messages", matchIfMissing = true)
    ActorSystemCustomizer messageCountingCustomizer(ActorMetricsProperties properties) {
        return builder -> {
            try {
                builder.countMessages(properties.timedOneIn());
            } catch (IllegalArgumentException wrong) {
                throw new InvalidConfigurationPropertyValueException(
                        "mk.metrics.timed-one-in", properties.timedOneIn(), wrong.getMessage());
            }
        };
    }

    @Bean
    @ConditionalOnMissingBean
    ActorMetrics actorMetrics(ActorSystem system) {
        return new ActorMetrics(system);
    }

    @Bean
    @ConditionalOnMissingBean
    MailboxMetrics mailboxMetrics(ActorSystem system) {
        return new MailboxMetrics(system);
    }

    @Bean
    @ConditionalOnMissingBean
    SchedulerMetrics schedulerMetrics(ActorSystem system) {
        return new SchedulerMetrics(system);
    }

    @Bean
    @ConditionalOnMissingBean
    LinkMetrics linkMetrics(ActorSystem system) {
        return new LinkMetrics(system);
    }
}
