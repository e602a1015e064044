package dev.microkernel.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** How Pekko is set up: without network, hooks and logs, and otherwise as it comes, or tuned. */
final class PekkoConfig {

    private static final String QUIET = """
            pekko.actor.provider = local
            pekko.loglevel = ERROR
            pekko.stdout-loglevel = ERROR
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.log-dead-letters = off
            pekko.log-dead-letters-during-shutdown = off
            pekko.jvm-shutdown-hooks = off
            """;

    /** One thread for each core, and the batch that our workers have. */
    private static final String TUNED =
            """
            pekko.actor.default-dispatcher.throughput = 64
            pekko.actor.default-dispatcher.fork-join-executor.parallelism-min = %1$d
            pekko.actor.default-dispatcher.fork-join-executor.parallelism-max = %1$d
            pekko.actor.default-dispatcher.fork-join-executor.parallelism-factor = 1.0
            """.formatted(Math.max(2, Runtime.getRuntime().availableProcessors()));

    private PekkoConfig() {}

    static Config standard() {
        return config("");
    }

    static Config tuned() {
        return config(TUNED);
    }

    private static Config config(String more) {
        return ConfigFactory.parseString(QUIET + more).withFallback(ConfigFactory.load());
    }
}
