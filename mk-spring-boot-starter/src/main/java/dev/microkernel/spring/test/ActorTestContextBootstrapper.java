package dev.microkernel.spring.test;

import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/** Gives the context of an {@link ActorTest} its properties, the seed among them. */
final class ActorTestContextBootstrapper extends TestSliceTestContextBootstrapper<ActorTest> {

    @Override
    protected String[] getProperties(Class<?> testClass) {
        var test =
                MergedAnnotations.from(testClass, SearchStrategy.TYPE_HIERARCHY).get(ActorTest.class);
        return Stream.concat(
                        Arrays.stream(test.getStringArray("properties")),
                        Stream.of("mk.test.seed=" + test.getLong("seed")))
                .toArray(String[]::new);
    }
}
