package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.WireMessage;
import java.util.stream.Collectors;

/**
 * How actors on other nodes answer.
 *
 * @param type {@link WireMessage} for bytes as they are; else a record or a sealed interface of records that have a
 *     {@link MessageType}, or Object for whatever this node has registered. Actors of this node may answer anything that is
 *     an instance of it
 */
record WireForm(Class<?> type) {

    static final WireForm ANY = new WireForm(Object.class);

    /** An actor that takes such answers. */
    ActorSpec<Object> spec(String actorType, BehaviorFactory<Object> factory) {
        var spec = ActorSpec.of(factory).withType(actorType);
        if (type == WireMessage.class) {
            return spec.withCodec(MessageCodec.RAW);
        }
        return spec.withWireMessages(CodecRegistry.messagesOf(type).stream()
                .filter(message -> message.isAnnotationPresent(MessageType.class))
                .collect(Collectors.toSet()));
    }
}
