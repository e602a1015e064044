package dev.microkernel.spring.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the quickstart builds and runs. */
class ReadmeTest {

    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void itsJavaIsThatOfTheQuickstart() throws IOException {
        var readme = Files.readString(Path.of("../README.md"));
        var source =
                Files.readString(Path.of("../docs/quickstart/src/main/java/com/example/thermostat/Thermostat.java"));
        var block = JAVA_BLOCK.matcher(readme);

        assertThat(block.find()).as("README has an example").isTrue();
        assertThat(source).contains(block.group(1));
        assertThat(block.find()).as("README has one example").isFalse();
    }
}
