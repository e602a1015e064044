package dev.microkernel.system;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.MessageInterceptor;
import dev.microkernel.actor.TraceContext;
import org.jspecify.annotations.Nullable;

/** Two interceptors, one within the other. If the inner one throws, the outer one is told of the message's end still. */
record InterceptorPair(MessageInterceptor outer, MessageInterceptor inner) implements MessageInterceptor {

    private record Tokens(@Nullable Object outer, @Nullable Object inner) {}

    @Override
    public @Nullable Object before(ActorRef<?> actor, String type, Object message, @Nullable TraceContext trace) {
        var first = outer.before(actor, type, message, trace);
        Object second;
        try {
            second = inner.before(actor, type, message, trace);
        } catch (RuntimeException broken) {
            if (first != null) {
                outer.after(first, null);
            }
            throw broken;
        }
        return first == null && second == null ? null : new Tokens(first, second);
    }

    @Override
    public void after(Object token, @Nullable Throwable failure) {
        var tokens = (Tokens) token;
        try {
            if (tokens.inner != null) {
                inner.after(tokens.inner, failure);
            }
        } finally {
            if (tokens.outer != null) {
                outer.after(tokens.outer, failure);
            }
        }
    }
}
