package dev.microkernel.spring.autoconfigure;

import dev.microkernel.codec.PayloadCodec;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.CodecFor;
import dev.microkernel.system.ActorSystem;
import org.springframework.beans.factory.ListableBeanFactory;

/** Gives the actor system the codecs that are beans. */
final class PayloadCodecBeans {

    private PayloadCodecBeans() {}

    /**
     * Adds all of them.
     *
     * @throws ActorDefinitionException if one does not say what it is for, or cannot be for that
     */
    static void addTo(ActorSystem.Builder system, ListableBeanFactory beans) {
        beans.getBeansOfType(PayloadCodec.class).forEach((name, codec) -> {
            var what = beans.findAnnotationOnBean(name, CodecFor.class);
            if (what == null) {
                throw new ActorDefinitionException(
                        "PayloadCodec bean '" + name + "' does not say which messages it is for",
                        "Annotate its class, or its @Bean method, with @CodecFor(Order.class).");
            }
            for (var type : what.value()) {
                add(system, name, type, codec);
            }
        });
    }

    private static void add(ActorSystem.Builder system, String name, Class<?> type, PayloadCodec codec) {
        try {
            system.codec(type, codec);
        } catch (IllegalArgumentException wrong) {
            throw new ActorDefinitionException(
                    "PayloadCodec bean '" + name + "' cannot be for " + type.getName() + ": " + wrong.getMessage(),
                    "Correct its @CodecFor, or the @MessageType of that class.");
        }
    }
}
