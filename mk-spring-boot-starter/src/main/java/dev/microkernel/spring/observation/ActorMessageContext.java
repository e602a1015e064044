package dev.microkernel.spring.observation;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.TraceContext;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** A message that an actor handles; the carrier is the trace that the message has brought along. */
public final class ActorMessageContext extends ReceiverContext<TraceContext> {

    private static final String TRACEPARENT = "traceparent";

    private final ActorRef<?> actor;
    private final String actorType;
    private final Object message;

    /**
     * For one message.
     *
     * @param trace what it belongs to, or null
     */
    public ActorMessageContext(ActorRef<?> actor, String actorType, Object message, @Nullable TraceContext trace) {
        super(
                (carrier, key) -> carrier != null && TRACEPARENT.equalsIgnoreCase(key) ? carrier.toString() : null,
                Kind.CONSUMER);
        this.actor = actor;
        this.actorType = actorType;
        this.message = message;
        if (trace != null) {
            setCarrier(trace);
        }
    }

    /** Who handles it. */
    public ActorRef<?> actor() {
        return actor;
    }

    /** What kind of actor that is. */
    public String actorType() {
        return actorType;
    }

    /** What is handled. */
    public Object message() {
        return message;
    }
}
