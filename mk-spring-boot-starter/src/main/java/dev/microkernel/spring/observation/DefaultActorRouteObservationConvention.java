package dev.microkernel.spring.observation;

import dev.microkernel.actor.AskException;
import dev.microkernel.spring.observation.ActorObservationDocumentation.HighKeys;
import dev.microkernel.spring.observation.ActorObservationDocumentation.RouteLowKeys;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/** {@code mk.route}, and {@code ask Reading} for spans. May be extended. */
public class DefaultActorRouteObservationConvention implements ActorRouteObservationConvention {

    private static final String NAME = "mk.route";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(ActorRouteContext context) {
        return "ask " + MessageTypes.of(context.message());
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ActorRouteContext context) {
        return KeyValues.of(
                RouteLowKeys.MESSAGE_TYPE.withValue(MessageTypes.of(context.message())),
                RouteLowKeys.OUTCOME.withValue(outcome(context)));
    }

    private static String outcome(ActorRouteContext context) {
        if (context.isCancelled()) {
            return "cancelled";
        }
        return switch (context.getError()) {
            case null -> "reply";
            case AskException failure -> failure.kind().name().toLowerCase(Locale.ROOT);
            default -> "error";
        };
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ActorRouteContext context) {
        return KeyValues.of(HighKeys.ACTOR_PATH.withValue(context.actor().path()));
    }
}
