package dev.microkernel.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs jcstress and fails unless all that was to run has run and passed. jcstress itself ends well whatever it saw, and
 * passes over tests that it cannot run: on a Java too old, or with more actors than the machine has cores.
 */
public final class StressRun {

    /** How many tests there are at least, so that a run that finds none or few fails. */
    private static final int TESTS_MIN = 22;

    private StressRun() {}

    /**
     * Exits with 1 if anything failed or did not run.
     *
     * @param arguments the folder for the report; quick, default or tough; and, if not all tests are to run, an
     *     expression that is found in the names of those that are
     */
    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var filter = arguments.length > 2 ? arguments[2] : "";
        Files.createDirectories(folder);
        var options = new Options(options(folder, arguments[1], filter).toArray(String[]::new));
        if (!options.parse()) {
            System.exit(1);
        }
        var jcstress = new JCStress(options);
        var names = jcstress.getTests();
        try {
            jcstress.run();
        } catch (AssertionError forbidden) {
            // What was seen that must not be seen; it is among the results.
        }
        var problems = new ArrayList<String>();
        int enough = filter.isEmpty() ? TESTS_MIN : 1;
        if (names.size() < enough) {
            problems.add("expected at least " + enough + " tests, found " + names.size());
        }
        judge(new TreeSet<>(names), results(options), problems);
        problems.forEach(problem -> System.out.println("FAILED: " + problem));
        System.out.printf("%d tests, %d problems, %s%n", names.size(), problems.size(), folder.resolve("index.html"));
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    /**
     * A quick run has one JVM for each test; otherwise each compiler has its own. A tough one has the actors of a test
     * compiled by different compilers, too.
     */
    private static List<String> options(Path folder, String mode, String filter) {
        var options = new ArrayList<>(List.of("-r", folder.toString(), "-t", filter));
        options.addAll(
                switch (mode) {
                    case "quick" -> List.of("-m", "quick", "-sc", "false", "-iters", "3", "-jvmArgs", "-server");
                    case "default" -> List.of("-m", "quick", "-sc", "false");
                    case "tough" -> List.of("-m", "default");
                    default ->
                        throw new IllegalArgumentException("stress.mode must be quick, default or tough, mode=" + mode);
                });
        return options;
    }

    private static Collection<TestResult> results(Options options) throws IOException, ClassNotFoundException {
        var collector = new InProcessCollector();
        var file = new DiskReadCollector(options.getResultFile(), collector);
        file.dump();
        file.close();
        return collector.getTestResults();
    }

    private static void judge(Collection<String> missing, Collection<TestResult> results, List<String> problems) {
        for (var result : results) {
            missing.remove(result.getName());
            if (result.status() != Status.NORMAL) {
                problems.add(result.getName() + ": " + result.status() + " " + result.getConfig());
            } else if (result.getTotalCount() == 0) {
                problems.add(result.getName() + ": made no observation, " + result.getConfig());
            } else if (!result.grading().isPassed) {
                problems.add(result.getName() + ": " + result.grading().failureMessages + " " + result.getConfig());
            }
        }
        missing.forEach(name -> problems.add(name + ": did not run"));
    }
}
