package dev.microkernel.spring.observation;

import dev.microkernel.spring.observation.ActorObservationDocumentation.HighKeys;
import dev.microkernel.spring.observation.ActorObservationDocumentation.MessageLowKeys;
import io.micrometer.common.KeyValues;

/** {@code mk.message.handling}, and {@code Fleet Reading} for spans. May be extended. */
public class DefaultActorMessageObservationConvention implements ActorMessageObservationConvention {

    private static final String NAME = "mk.message.handling";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(ActorMessageContext context) {
        return context.actorType() + " " + MessageTypes.of(context.message());
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ActorMessageContext context) {
        return KeyValues.of(
                MessageLowKeys.ACTOR_TYPE.withValue(context.actorType()),
                MessageLowKeys.MESSAGE_TYPE.withValue(MessageTypes.of(context.message())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ActorMessageContext context) {
        return KeyValues.of(HighKeys.ACTOR_PATH.withValue(context.actor().path()));
    }
}
