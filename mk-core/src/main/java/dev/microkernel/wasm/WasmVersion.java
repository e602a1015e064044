package dev.microkernel.wasm;

import java.time.Instant;

/**
 * A module that an actor runs, has run, or was to run.
 *
 * @param sha256 the module
 * @param since when it was put in its place, or refused
 * @param state what became of it
 * @param why what was wrong with it, or empty
 */
public record WasmVersion(String sha256, Instant since, State state, String why) {

    /** What became of a module. */
    public enum State {
        /** It runs. */
        RUNNING,
        /** Another one was put in its place. */
        REPLACED,
        /** It could not be loaded or begun, or did not take the state: the one before ran on. */
        REFUSED,
        /** It failed at its first messages: the one before runs again, and has handled the message. */
        ROLLED_BACK
    }

    WasmVersion as(State newState, String reason) {
        return new WasmVersion(sha256, since, newState, reason);
    }
}
