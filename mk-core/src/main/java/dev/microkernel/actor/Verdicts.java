package dev.microkernel.actor;

import java.util.Locale;

/** The marks that a behaviour may return in place of a new behaviour. They are compared, never called. */
enum Verdicts implements Behavior<Object> {
    SAME,
    STOPPED,
    UNHANDLED;

    @Override
    public Behavior<Object> onMessage(Object message) {
        throw new IllegalStateException("Behavior." + name().toLowerCase(Locale.ROOT)
                + "() is an answer, not a behaviour: an actor cannot begin with it");
    }

    @SuppressWarnings("unchecked") // never called with an M
    static <M> Behavior<M> as(Verdicts verdict) {
        return (Behavior<M>) verdict;
    }
}
