package dev.microkernel.testkit;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Whether the behaviour under test is being called, and over which message. */
final class KitTurn {

    private final KitScene scene;
    private @Nullable Letter<?> present;

    KitTurn(KitScene scene) {
        this.scene = scene;
    }

    boolean isCurrent() {
        return KitScene.current() == scene;
    }

    /** Refuses what a system would refuse, too. */
    void require() {
        if (!isCurrent()) {
            throw new IllegalStateException("the context of an actor is for its own turn only, not for the test, other"
                    + " threads or callbacks of futures (use pipe), thread="
                    + Thread.currentThread().getName());
        }
    }

    /** The message of this turn; null for a signal. */
    @Nullable
    Letter<?> present() {
        require();
        return present;
    }

    /** Calls the behaviour; what it throws comes out as it is, checked or not. */
    <T> T run(@Nullable Letter<?> letter, Callable<T> call) {
        if (isCurrent()) {
            throw new IllegalStateException(
                    "the behaviour under test handles a message already: a test calls its kit from outside of it");
        }
        present = letter;
        try {
            return scene.carrier().call(call::call);
        } catch (Exception failure) {
            throw KitTurn.<RuntimeException>asIs(failure);
        } finally {
            present = null;
        }
    }

    @SuppressWarnings("unchecked") // the cast is erased: a checked exception goes on as what it is
    private static <E extends Exception> RuntimeException asIs(Exception failure) throws E {
        throw (E) failure;
    }
}
