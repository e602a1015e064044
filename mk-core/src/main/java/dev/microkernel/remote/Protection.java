package dev.microkernel.remote;

/** What keeps others from listening to a link, or speaking on it. */
public enum Protection {
    /** Nothing: both ends are on this machine, or were told not to mind. */
    NONE,
    /** A pre-shared key: both ends are who they say, and no frame is forged; everybody on the way can read. */
    KEY,
    /** TLS: nobody on the way can read or forge. */
    TLS,
    /** TLS, and both ends have shown a pre-shared key, too. */
    TLS_AND_KEY
}
