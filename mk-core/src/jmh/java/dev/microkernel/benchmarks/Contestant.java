package dev.microkernel.benchmarks;

import java.util.EnumSet;
import java.util.Set;

/** The systems side by side: the columns of the table. */
enum Contestant {
    MICROKERNEL("microkernel"),
    PEKKO_TYPED("pekko-typed"),
    PEKKO_TUNED("pekko-tuned"),
    PEKKO_CLASSIC("pekko-classic"),
    VERTX("vertx"),
    JCTOOLS("jctools");

    /** The configurations of Pekko, the best of which is the one to be beaten. */
    static final Set<Contestant> PEKKO = EnumSet.of(PEKKO_TYPED, PEKKO_TUNED, PEKKO_CLASSIC);

    /** Those with actors, or what can stand for them. */
    static final Set<Contestant> ACTOR_SYSTEMS = EnumSet.complementOf(EnumSet.of(JCTOOLS));

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Starts it, in this JVM. */
    Contender<?> start() {
        return switch (this) {
            case MICROKERNEL -> new Microkernel();
            case PEKKO_TYPED -> new PekkoTyped(PekkoConfig.standard());
            case PEKKO_TUNED -> new PekkoTyped(PekkoConfig.tuned());
            case PEKKO_CLASSIC -> new PekkoClassic(PekkoConfig.standard());
            case VERTX -> new VertxEventBus();
            case JCTOOLS -> new JctoolsQueue();
        };
    }
}
