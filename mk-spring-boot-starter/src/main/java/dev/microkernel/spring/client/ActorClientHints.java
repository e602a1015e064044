package dev.microkernel.spring.client;

import dev.microkernel.spring.ActorClient;
import java.util.stream.Stream;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Says ahead of time which {@link ActorClient} interfaces there will be proxies for. */
final class ActorClientHints implements BeanFactoryInitializationAotProcessor {

    @Override
    public BeanFactoryInitializationAotContribution processAheadOfTime(ConfigurableListableBeanFactory beans) {
        var clients = Stream.of(beans.getBeanNamesForAnnotation(ActorClient.class))
                .<Class<?>>mapMulti((name, types) -> {
                    var type = beans.getType(name, false);
                    if (type != null && type.isInterface()) {
                        types.accept(type);
                    }
                })
                .distinct()
                .toList();
        return (context, code) -> {
            for (var client : clients) {
                context.getRuntimeHints().proxies().registerJdkProxy(client);
                context.getRuntimeHints().reflection().registerType(client, MemberCategory.INVOKE_DECLARED_METHODS);
            }
        };
    }
}
