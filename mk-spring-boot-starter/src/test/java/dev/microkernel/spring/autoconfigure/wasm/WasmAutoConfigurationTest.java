package dev.microkernel.spring.autoconfigure.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.spring.actuate.WasmEndpoint;
import dev.microkernel.spring.actuate.WasmMetrics;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.autoconfigure.state.StateStoreAutoConfiguration;
import dev.microkernel.spring.wasm.WasmDeployment;
import dev.microkernel.spring.wasm.WasmModules;
import dev.microkernel.state.FileStateStore;
import dev.microkernel.state.MemoryStateStore;
import dev.microkernel.state.StateStore;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.Grants;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Modules from properties and beans: on, off, backed off, customised, and every mistake by its key. */
class WasmAutoConfigurationTest {

    private static final String BUILT = "file:../mk-core/src/test/wasm/built/";
    private static final String ECHO = "mk.wasm.modules.echo.location=" + BUILT + "echo-c.wasm";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MicrokernelAutoConfiguration.class,
                    StateStoreAutoConfiguration.class,
                    WasmAutoConfiguration.class,
                    WasmEndpointAutoConfiguration.class,
                    WasmMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues("management.endpoints.web.exposure.include=wasm");

    private static WireMessage ask(ActorRef<Object> actor, int type, byte... payload) {
        return actor.ask(new WireMessage(type, payload), WireMessage.class, Duration.ofSeconds(20))
                .join();
    }

    private static ActorRef<Object> actor(ApplicationContext context, String name) {
        return context.getBean(WasmModules.class)
                .find(name)
                .orElseThrow()
                .actors()
                .getFirst();
    }

    @Test
    void withoutModulesThereAreNone() {
        runner.run(context -> {
            assertThat(context.getBean(WasmModules.class).all()).isEmpty();
            assertThat(context).doesNotHaveBean(StateStore.class);
        });
    }

    /** Has its reference injected by name. */
    record Client(@Qualifier("echo") ActorRef<Object> echo) {}

    @Test
    void aModuleIsAnActorToBeInjected() {
        runner.withPropertyValues(ECHO).withBean(Client.class).run(context -> {
            assertThat(ask(context.getBean(Client.class).echo(), 1, (byte) 7))
                    .isEqualTo(new WireMessage(2, new byte[] {7}));
            assertThat(context.getBean(ActorSystem.class).registry().lookup("echo"))
                    .isPresent();
        });
    }

    @Test
    void severalInstancesHaveNumbers() {
        runner.withPropertyValues(ECHO, "mk.wasm.modules.echo.instances=3").run(context -> {
            var all = context.getBean(WasmModules.class).find("echo").orElseThrow();
            assertThat(all.actors()).extracting(ActorRef::path).containsExactly("/echo-1", "/echo-2", "/echo-3");
            assertThat(context).doesNotHaveBean("echoRef");
        });
    }

    @Test
    void limitsAndGrantsAreThoseOfTheConfiguration() {
        runner.withPropertyValues(
                        ECHO,
                        "mk.wasm.modules.echo.fiber=true",
                        "mk.wasm.modules.echo.mode=interpreted",
                        "mk.wasm.modules.echo.mailbox-capacity=10",
                        "mk.wasm.modules.echo.grants=send,http=example.com,files=/srv/models",
                        "mk.wasm.modules.echo.limits.memory=1MB",
                        "mk.wasm.modules.echo.limits.run-time=100ms")
                .run(context -> {
                    var deployment = context.getBean(WasmModules.class)
                            .find("echo")
                            .orElseThrow()
                            .deployment();
                    assertThat(deployment.options().fiber()).isTrue();
                    assertThat(deployment.module().mode()).isEqualTo(WasmModule.Mode.INTERPRETED);
                    assertThat(deployment.mailbox().capacity()).isEqualTo(10);
                    assertThat(deployment.options().grants())
                            .isEqualTo(Grants.NONE
                                    .with(Grants.Permission.SEND)
                                    .withHttp("example.com")
                                    .withFiles(Path.of("/srv/models")));
                    assertThat(deployment.options().limits().memoryBytes()).isEqualTo(1 << 20);
                    assertThat(deployment.options().limits().runTime()).isEqualTo(Duration.ofMillis(100));
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "location=file:none.wasm | location | It cannot be read",
                "location=file:../pom.xml | location | not a valid WebAssembly module",
                "location=" + BUILT + "refused-no-handler-wat.wasm | location | handle_message",
                "grants=everything | grants | a grant is send, spawn",
                "limits.memory=1KB | limits | memoryBytes must be",
                "limits.run-time=0s | limits | runTime must be at least",
                "instances=-1 | instances | instances must be 0..10000",
                "mailbox-capacity=-5 | mailbox-capacity | capacity",
            })
    void mistakesAreNamedByTheirKey(String property, String key, String text) {
        runner.withPropertyValues(ECHO, "mk.wasm.modules.echo." + property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .satisfies(failure -> {
                            var wrong = (InvalidConfigurationPropertyValueException) failure;
                            assertThat(wrong.getName()).isEqualTo("mk.wasm.modules.echo." + key);
                            assertThat(wrong.getReason()).contains(text);
                        }));
    }

    @Test
    void deploymentsMayBeBeansAndTheModulesTheApplications() throws IOException {
        var module = WasmModule.of(Path.of("../mk-core/src/test/wasm/built/counter-c.wasm"));
        runner.withBean(WasmDeployment.class, () -> WasmDeployment.of("counter", module, WasmOptions.DEFAULT))
                .run(context -> assertThat(ask(actor(context, "counter"), 1)).isEqualTo(count(1)));
        var system = ActorSystem.named("own").build();
        runner.withBean("own", WasmModules.class, () -> new WasmModules(system, WasmOptions.DEFAULT))
                .run(context ->
                        assertThat(context).hasSingleBean(WasmModules.class).hasBean("own"));
        system.close();
    }

    private static WireMessage count(int number) {
        return new WireMessage(2, new byte[] {(byte) number, 0, 0, 0});
    }

    @Test
    void theStoreIsAFolderOrTheApplications(@TempDir Path folder) {
        var key = "mk.state.location=" + folder.resolve("state");
        runner.withPropertyValues(key).run(context -> assertThat(context).hasSingleBean(FileStateStore.class));
        runner.withPropertyValues(key)
                .withBean(StateStore.class, MemoryStateStore::new)
                .run(context -> assertThat(context.getBean(StateStore.class)).isInstanceOf(MemoryStateStore.class));
        runner.withPropertyValues("mk.state.location=/proc/none")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("mk.state.location"));
    }

    @Test
    void stateOutlivesTheApplication(@TempDir Path folder) {
        var properties = new String[] {
            "mk.state.location=" + folder.resolve("state"),
            "mk.wasm.modules.keeper.location=" + BUILT + "state-c.wasm",
            "mk.wasm.modules.keeper.grants=state"
        };
        runner.withPropertyValues(properties)
                .run(context -> assertThat(ask(actor(context, "keeper"), 1, (byte) 1, (byte) 'k', (byte) 'v'))
                        .isEqualTo(new WireMessage(2, new byte[4])));
        runner.withPropertyValues(properties)
                .run(context -> assertThat(ask(actor(context, "keeper"), 3, (byte) 1, (byte) 'k'))
                        .isEqualTo(new WireMessage(4, new byte[] {1, 0, 0, 0, 'v'})));
    }

    // ---- the endpoint

    private static String base64(String module) throws IOException {
        return Base64.getEncoder()
                .encodeToString(Files.readAllBytes(Path.of("../mk-core/src/test/wasm/built", module)));
    }

    @Test
    void theEndpointShowsReloadsBringsAndRemoves() {
        runner.withPropertyValues(ECHO, "management.endpoint.wasm.access=UNRESTRICTED")
                .run(context -> {
                    var endpoint = context.getBean(WasmEndpoint.class);
                    assertThat(ask(actor(context, "echo"), 1)).isEqualTo(new WireMessage(2, new byte[0]));
                    var shown = endpoint.modules().get("echo");
                    assertThat(shown.counts().messagesHandled()).isEqualTo(1);
                    assertThat(shown.actors()).hasSize(1);

                    var reloaded = endpoint.reload("echo", base64("counter-c.wasm"), null);
                    assertThat(reloaded.getStatus()).isEqualTo(200);
                    assertThat(reloaded.getBody().reloaded()).containsExactly("/echo");
                    assertThat(ask(actor(context, "echo"), 1)).isEqualTo(count(1));

                    assertThat(endpoint.reload("fresh", base64("counter-rust.wasm"), 1)
                                    .getStatus())
                            .isEqualTo(200);
                    assertThat(ask(actor(context, "fresh"), 1)).isEqualTo(count(1));
                    assertThat(endpoint.remove("fresh").getStatus()).isEqualTo(204);
                    assertThat(endpoint.remove("fresh").getStatus()).isEqualTo(404);
                    assertThat(endpoint.module("fresh")).isNull();
                });
    }

    @Test
    void whatCannotBeReloadedIsSaid() {
        runner.withPropertyValues(ECHO).run(context -> {
            var endpoint = context.getBean(WasmEndpoint.class);
            assertThat(ask(actor(context, "echo"), 1)).isNotNull();
            assertThatThrownBy(() -> endpoint.reload("echo", "AAAA", null)).hasMessageContaining("not a module");
            assertThatThrownBy(() -> endpoint.reload("echo", base64("echo-c.wasm"), 0))
                    .hasMessageContaining("atOnce=0");
            context.getBean(ActorSystem.class).stop(actor(context, "echo"));
            var refused = endpoint.reload("echo", base64("counter-c.wasm"), 1);
            assertThat(refused.getStatus()).isEqualTo(409);
            assertThat(refused.getBody().failed()).containsKey("/echo");
        });
    }

    // ---- meters

    @Test
    void metersCountByModule() {
        runner.withPropertyValues(ECHO).run(context -> {
            var registry = context.getBean(MeterRegistry.class);
            context.getBean(WasmMetrics.class).bindTo(registry);
            ask(actor(context, "echo"), 1);

            // The reply is on its way before the message is counted as handled and sent.
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var handling =
                        registry.get("mk.wasm.handling").tag("module", "echo").functionTimer();
                assertThat(handling.count()).isEqualTo(1);
                assertThat(handling.totalTime(TimeUnit.NANOSECONDS)).isPositive();
                assertThat(registry.get("mk.wasm.sent").functionCounter().count())
                        .isEqualTo(1);
            });
            assertThat(registry.get("mk.wasm.memory").gauge().value()).isPositive();
            assertThat(registry.get("mk.wasm.refusals")
                            .tag("grant", "http")
                            .functionCounter()
                            .count())
                    .isZero();
            assertThat(registry.get("mk.wasm.failures")
                            .tag("reason", "trap")
                            .functionCounter()
                            .count())
                    .isZero();
        });
    }

    @Test
    void endpointAndMetersAreOffWithoutTheirLibraries() {
        runner.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class, MeterRegistry.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(WasmModules.class)
                        .doesNotHaveBean("wasmEndpoint")
                        .doesNotHaveBean("wasmMetrics"));
    }

    @Test
    void modulesThatAreBroughtAreBounded() {
        var module = WasmModule.of(Path.of("../mk-core/src/test/wasm/built/echo-c.wasm"));
        try (var system = ActorSystem.named("full").build()) {
            var modules = new WasmModules(system, WasmOptions.DEFAULT);
            for (int i = 0; i < WasmModules.MODULES_MAX; i++) {
                modules.deploy(new WasmDeployment(
                        "m" + i, module, WasmOptions.DEFAULT, 0, dev.microkernel.mailbox.MailboxSpec.DEFAULT));
            }
            assertThatThrownBy(() -> modules.deploy(WasmDeployment.of("more", module, WasmOptions.DEFAULT)))
                    .hasMessageContaining("no room for more");
            assertThatThrownBy(() -> modules.deploy(WasmDeployment.of("m1", module, WasmOptions.DEFAULT)))
                    .hasMessageContaining("already");
        }
    }
}
