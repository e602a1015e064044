package dev.microkernel.spring.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.autoconfigure.ActorRoutesAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.web.reactive.function.server.RouterFunction;

/** What the README shows is what compiles and runs. */
class ReadmeTest {

    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void itsJavaIsThatOfThisPackage() throws IOException {
        var readme = Files.readString(Path.of("../README.md"));
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/spring/readme/Thermostat.java"));
        var block = JAVA_BLOCK.matcher(readme);

        assertThat(block.find()).as("README has an example").isTrue();
        assertThat(source).contains(block.group(1));
        assertThat(block.find()).as("README has one example").isFalse();
    }

    @Test
    void itsExampleRuns() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorRoutesAutoConfiguration.class))
                .withInitializer(context -> new ClassPathBeanDefinitionScanner((BeanDefinitionRegistry) context)
                        .scan(ReadmeTest.class.getPackageName()))
                .run(context -> {
                    assertThat(context).hasSingleBean(RouterFunction.class);
                    @SuppressWarnings("unchecked")
                    ActorRef<Thermostat.Command> thermostat = context.getBean("thermostatRef", ActorRef.class);
                    thermostat.tell(new Thermostat.SetTarget(21));
                    thermostat.tell(new Thermostat.SetTarget(22));
                    assertThat(thermostat
                                    .ask(new Thermostat.GetTarget(), Double.class, Duration.ofSeconds(30))
                                    .get())
                            .isEqualTo(22);
                    thermostat.tell(new Thermostat.SetTarget(100));
                    assertThat(thermostat
                                    .ask(new Thermostat.GetTarget(), Double.class, Duration.ofSeconds(30))
                                    .get())
                            .isEqualTo(20);
                });
    }
}
