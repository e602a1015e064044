package dev.microkernel.actor;

/** Whether a supervisor stops when {@linkplain Lifecycle#significant significant} children have ended by themselves (OTP 24). */
public enum AutoShutdown {
    /** It goes on, whatever its children do. */
    NEVER,
    /** It stops with the first significant child. */
    ANY_SIGNIFICANT,
    /** It stops with the last significant child. */
    ALL_SIGNIFICANT;

    /**
     * Whether the supervisor stops now that a child has ended for good and by itself.
     *
     * @param significant whether that child was significant
     * @param significantLeft how many others are
     */
    public boolean stopsAfter(boolean significant, int significantLeft) {
        return significant
                && switch (this) {
                    case NEVER -> false;
                    case ANY_SIGNIFICANT -> true;
                    case ALL_SIGNIFICANT -> significantLeft == 0;
                };
    }
}
