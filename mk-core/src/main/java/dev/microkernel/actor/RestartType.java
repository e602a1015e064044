package dev.microkernel.actor;

/** After which ends an actor is started afresh, as in OTP's child specifications. */
public enum RestartType {
    /** After every end that was its own doing, be it a failure or not. */
    PERMANENT,
    /** After a failure only: once it has stopped itself, it is gone. */
    TRANSIENT,
    /** Never. */
    TEMPORARY;

    /** Whether an actor of this type is started afresh after it ended for this reason. */
    public boolean restartsAfter(ExitReason reason) {
        return switch (this) {
            case PERMANENT -> true;
            case TRANSIENT -> reason.isAbnormal();
            case TEMPORARY -> false;
        };
    }
}
