package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.spring.ActorSystemCustomizer;
import dev.microkernel.spring.bean.ActorBeanRegistrar;
import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.wire.NodeIds;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;

/** The actor system, the actors behind {@link dev.microkernel.spring.Actor} beans, and the port for other nodes. */
@AutoConfiguration
@EnableConfigurationProperties({MicrokernelProperties.class, ActorProperties.class})
public final class MicrokernelAutoConfiguration {

    private static final String DEFAULT_IDENTITY = "node";
    private static final long NODE_ID_MAX = 0xFFFF_FFFFL;

    @Bean
    @ConditionalOnMissingBean
    static ActorBeanRegistrar actorBeanRegistrar(Environment environment) {
        return new ActorBeanRegistrar(environment);
    }

    /** A builder for each who asks: a builder is used up by building. */
    @Bean
    @ConditionalOnMissingBean
    @Scope(BeanDefinition.SCOPE_PROTOTYPE)
    ActorSystem.Builder actorSystemBuilder(
            MicrokernelProperties properties,
            Environment environment,
            ObjectProvider<SslBundles> sslBundles,
            ListableBeanFactory beans,
            ObjectProvider<ActorSystemCustomizer> customizers) {
        var node = properties.node();
        var system = ActorSystem.named(identity(node, environment)).links(LinkSettingsFactory.of(node, sslBundles));
        setId(system, node.id());
        setDispatcher(system, properties.dispatcher());
        if (properties.logActor().enabled()) {
            addLogActor(system, properties.logActor().linesPerSecond());
        }
        PayloadCodecBeans.addTo(system, beans);
        customizers.orderedStream().forEach(customizer -> customizer.customize(system));
        return system;
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ActorSystem actorSystem(ActorSystem.Builder system, MicrokernelProperties properties, Environment environment) {
        try {
            return system.build();
        } catch (IllegalArgumentException wrong) {
            var node = properties.node();
            var id = node.id();
            throw id != null && Boolean.TRUE.equals(node.legacy()) && !NodeIds.isMk01(id.intValue())
                    ? new InvalidConfigurationPropertyValueException("mk.node.id", id, wrong.getMessage())
                    : new InvalidConfigurationPropertyValueException(
                            "mk.node.identity", identity(node, environment), wrong.getMessage());
        }
    }

    private static String identity(MicrokernelProperties.Node node, Environment environment) {
        return node.identity() != null
                ? node.identity()
                : environment.getProperty("spring.application.name", DEFAULT_IDENTITY);
    }

    private static void setId(ActorSystem.Builder system, @Nullable Long id) {
        if (id == null) {
            return;
        }
        if (id < 1 || id > NODE_ID_MAX) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.node.id", id, "A node id is 1 to " + NODE_ID_MAX + ".");
        }
        system.nodeId(id.intValue());
    }

    private static void setDispatcher(ActorSystem.Builder system, MicrokernelProperties.Dispatcher dispatcher) {
        var workers = dispatcher.workers();
        if (workers != null) {
            set("workers", workers, () -> system.workers(workers));
        }
        var messages = dispatcher.messagesPerTurn();
        set("messages-per-turn", messages, () -> system.messagesPerTurn(messages));
        var limit = dispatcher.stallLimit();
        set("stall-limit", limit, () -> system.stallLimit(limit));
    }

    private static void set(String property, Object value, Runnable setter) {
        try {
            setter.run();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.dispatcher." + property, value, String.valueOf(wrong.getMessage()));
        }
    }

    private static void addLogActor(ActorSystem.Builder system, int linesPerSecond) {
        try {
            system.logActor(linesPerSecond);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.log-actor.lines-per-second", linesPerSecond, wrong.getMessage());
        }
    }

    @Bean
    @ConditionalOnMissingBean
    ActorBeans actorBeans(
            ActorSystem system,
            ConfigurableListableBeanFactory beans,
            ActorBeanRegistrar registrar,
            ObjectProvider<ActorSpecCustomizer> customizers) {
        return new ActorBeans(
                system, beans, registrar, customizers.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    ActorSystemLifecycle actorSystemLifecycle(
            ActorSystem system,
            ActorBeans actors,
            MicrokernelProperties properties,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<SimulatedSystem> simulation) {
        return new ActorSystemLifecycle(
                system,
                actors,
                properties.startTimeout(),
                properties.stopTimeout(),
                beans.getApplicationStartup(),
                () -> simulation.ifAvailable(SimulatedSystem::settle));
    }

    @Bean
    @ConditionalOnMissingBean({DrainLifecycle.class, SimulatedSystem.class}) // nothing to wait for on virtual time
    DrainLifecycle drainLifecycle(ActorSystem system, MicrokernelProperties properties, Environment environment) {
        return new DrainLifecycle(system, properties.drainTimeout(), environment);
    }

    @Bean
    @ConditionalOnMissingBean
    ReadinessLifecycle readinessLifecycle(ApplicationContext context) {
        return new ReadinessLifecycle(context);
    }

    @Bean
    @ConditionalOnMissingBean({NodeListenerLifecycle.class, SimulatedSystem.class}) // no sockets on virtual time
    @ConditionalOnProperty("mk.node.port")
    NodeListenerLifecycle nodeListenerLifecycle(
            ActorSystem system, MicrokernelProperties properties, ConfigurableListableBeanFactory beans) {
        return new NodeListenerLifecycle(system, properties.node(), beans.getApplicationStartup());
    }

    @Bean
    @ConditionalOnMissingBean
    NodeConnectionDetails nodeConnectionDetails(MicrokernelProperties properties) {
        return () -> properties.node().peers();
    }

    @Bean
    @ConditionalOnMissingBean({PeerMountsLifecycle.class, SimulatedSystem.class})
    PeerMountsLifecycle peerMountsLifecycle(
            ActorSystem system,
            NodeConnectionDetails details,
            MicrokernelProperties properties,
            ConfigurableListableBeanFactory beans) {
        return new PeerMountsLifecycle(system, details.getPeers(), properties.node(), beans.getApplicationStartup());
    }
}
