package dev.microkernel.actor;

import org.jspecify.annotations.Nullable;

/**
 * Goes around every message that actors of a node handle: for tracing, and for whatever else is to be seen of single
 * messages. It is called on the threads that handle them, workers mostly, at the same time for different actors: it must be
 * short and must not block. What it throws is logged, and the actor goes on. Where a node has none, messages know nothing
 * of it.
 *
 * <p>For a process, a message is handled from the {@code receive} that returns it until it wants the next one.
 */
public interface MessageInterceptor {

    /**
     * An actor begins to handle a message.
     *
     * @param type what kind of actor it is
     * @param trace the trace that the message belongs to, or null
     * @return what {@link #after} is given, on the same thread; null if there is nothing to do after this message
     */
    @Nullable
    Object before(ActorRef<?> actor, String type, Object message, @Nullable TraceContext trace);

    /**
     * The actor has handled the message.
     *
     * @param token what {@link #before} has returned
     * @param failure what the actor threw over it, or null
     */
    void after(Object token, @Nullable Throwable failure);
}
