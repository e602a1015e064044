package dev.microkernel.spring.observation;

/** Names of kinds of messages, of which there are few. */
final class MessageTypes {

    /** In the place of what is absent, so that meters have the same tags always. */
    private static final String NONE = "none";

    private MessageTypes() {}

    /** The name of a message's class, without its package. */
    static String of(Object message) {
        var name = message.getClass().getSimpleName();
        return name.isEmpty() || message.getClass().isHidden() ? NONE : name;
    }
}
