package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.spring.client.ActorClients;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/** Beans that send messages to actors, for {@link dev.microkernel.spring.ActorClient} interfaces. */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
public final class ActorClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static ActorClientRegistrar actorClientRegistrar(Environment environment, ResourceLoader resources) {
        return new ActorClientRegistrar(environment, resources);
    }

    @Bean
    @ConditionalOnMissingBean
    ActorClients actorClients(
            ActorBeans actors, BeanFactory beans, Environment environment, ActorProperties properties) {
        return new ActorClients(actors, beans, environment, properties.clients().askTimeout());
    }
}
