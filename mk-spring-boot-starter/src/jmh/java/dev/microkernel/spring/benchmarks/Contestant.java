package dev.microkernel.spring.benchmarks;

/** A server, with the same answers as the others. */
enum Contestant {
    /** Routes to mailboxes. */
    MAILBOX("mailbox", MailboxServer.class, "reactive"),
    /** The same handlers without an actor. */
    WEBFLUX("webflux", WebFluxServer.class, "reactive"),
    /** A controller of Spring MVC in Tomcat, on virtual threads. */
    MVC("mvc", MvcServer.class, "servlet");

    private final String title;
    private final Class<?> application;
    private final String type;

    Contestant(String title, Class<?> application, String type) {
        this.title = title;
        this.application = application;
        this.type = type;
    }

    String title() {
        return title;
    }

    Class<?> application() {
        return application;
    }

    /** Whether the starter's auto-configurations are there at all. */
    boolean hasStarter() {
        return this == MAILBOX;
    }

    /** The value of {@code spring.main.web-application-type}. */
    String type() {
        return type;
    }
}
