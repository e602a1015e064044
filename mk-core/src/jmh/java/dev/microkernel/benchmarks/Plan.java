package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much is measured.
 *
 * @param filter chooses by {@code work:system}
 * @param forks how many JVMs each system gets for each work, one after the other
 * @param rounds how often each JVM measures
 * @param roundsOfHeavyWorks the same for works that are heavy
 * @param warmUp how long a JVM runs before it measures
 * @param warmUpOfHeavyWorks the same for works that are heavy; zero for none
 * @param round how long a round takes, of works that can be of any length
 * @param answerDeadline how long a JVM may take to set a work up, warm up or do a round
 */
record Plan(
        Pattern filter,
        int forks,
        int rounds,
        int roundsOfHeavyWorks,
        Duration warmUp,
        Duration warmUpOfHeavyWorks,
        Duration round,
        Duration answerDeadline) {

    private static final String FILTER_OPTION = "--filter=";
    private static final String QUICK_OPTION = "--quick=";

    static Plan of(String... arguments) {
        var filter = Pattern.compile("");
        boolean quick = false;
        for (var argument : arguments) {
            if (argument.startsWith(FILTER_OPTION)) {
                filter = Pattern.compile(argument.substring(FILTER_OPTION.length()));
            } else if (argument.startsWith(QUICK_OPTION)) {
                quick = !argument.equals(QUICK_OPTION + "false");
            } else {
                throw new IllegalArgumentException("arguments are " + FILTER_OPTION + "REGEX and " + QUICK_OPTION
                        + "true|false, argument=" + argument);
            }
        }
        return quick ? quick(filter) : full(filter);
    }

    /** Rounds enough to trust, in three JVMs each: some systems are fast in one and slow in another. */
    private static Plan full(Pattern filter) {
        return new Plan(
                filter,
                3,
                3,
                3,
                Duration.ofSeconds(4),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2),
                Duration.ofMinutes(3));
    }

    /** Enough to see that all works, and about how well. */
    private static Plan quick(Pattern filter) {
        return new Plan(
                filter, 1, 3, 1, Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(250), Duration.ofSeconds(40));
    }

    int rounds(Work work) {
        return work.heavy() ? roundsOfHeavyWorks : rounds;
    }

    Duration warmUp(Work work) {
        return work.heavy() ? warmUpOfHeavyWorks : warmUp;
    }

    boolean includes(Work work, Contestant system) {
        return work.systems().contains(system)
                && filter.matcher(work.name() + ":" + system.title()).find();
    }
}
