package dev.microkernel.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.autoconfigure.ActorClientAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;

/** What docs/spring-boot.md shows of actor beans is compiled, and does what it says. */
class SpringGuideTest {

    private static final Pattern REGION = Pattern.compile("( *)// [a-z]+\n(.*?)\n *// end", Pattern.DOTALL);
    private static final Pattern TREE = Pattern.compile("```yaml\n(mk.supervisors:.*?)```", Pattern.DOTALL);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorClientAutoConfiguration.class));

    @ParameterizedTest
    @CsvSource({"Printing,2", "Devices,2", "Routing,3", "alarm/Alarm,1", "alarm/AlarmTest,1"})
    void theGuideShowsTheExamplesAsTheyAre(String name, int examples) throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/spring/guide/" + name + ".java"));
        var regions = REGION.matcher(source).results().toList();
        assertThat(regions).hasSize(examples);
        for (var region : regions) {
            var example = region.group(2).indent(-region.group(1).length()).replace("static class", "class");
            assertThat(guide()).contains("```java\n" + example);
        }
    }

    @Test
    void thePrinterStandsUnderItsSupervisorAndTheSettingsOfTheGuideGoBeforeIts() throws IOException {
        var settings = TREE.matcher(guide());
        assertThat(settings.find()).isTrue();
        var yaml = new YamlPropertySourceLoader()
                .load("guide", new ByteArrayResource(settings.group(1).getBytes(StandardCharsets.UTF_8)));
        runner.withUserConfiguration(Printing.class, Printing.Printer.class)
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().addFirst(yaml.getFirst()))
                .run(context -> {
                    @SuppressWarnings("unchecked")
                    ActorRef<Printing.PrintCommand> printer = context.getBean("printerRef", ActorRef.class);
                    assertThat(printer.path()).isEqualTo("/orders/printer");
                    printer.tell(new Printing.Print("one"));
                    printer.tell(new Printing.Print(""));
                    assertThat(printer.ask(new Printing.CountPages(), String.class, Duration.ofSeconds(30))
                                    .get())
                            .isEqualTo("0 pages after a jam");
                });
    }

    @Test
    void devicesAreReachedByTheirClient() {
        runner.withUserConfiguration(Application.class, Devices.Device.class, Devices.Gateway.class)
                .run(context -> {
                    assertThat(context.getBean(Devices.Gateway.class).received("kitchen", 21))
                            .isEqualTo(Delivery.ACCEPTED);
                    var client = context.getBean(Devices.DeviceClient.class);
                    assertThat(client.last(new ActorKey("kitchen"), new Devices.Last())
                                    .block(Duration.ofSeconds(30)))
                            .isEqualTo("kitchen: 21.0");
                    client.read(new ActorKey("cellar"), new Devices.Reading(8));
                    assertThat(client.lastNow(new ActorKey("cellar"), new Devices.Last()))
                            .isEqualTo("cellar: 8.0");
                });
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/spring-boot.md"));
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class Application {}
}
