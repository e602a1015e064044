package dev.microkernel.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.codec.WireMessage;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.autoconfigure.ActorClientAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.autoconfigure.wasm.WasmAutoConfiguration;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.AotDetector;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

/** What is written down ahead of time is the application that runs. */
class AheadOfTimeTest {

    private static final String MODULE =
            "mk.wasm.modules.echo.location=file:../mk-core/src/test/wasm/built/echo-c.wasm";

    private final TestGenerationContext generated = new TestGenerationContext(House.class);

    @AfterEach
    void forget() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
    }

    private void process(BiConsumer<String, RuntimeHints> then) {
        var context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(MODULE).applyTo(context);
        context.register(
                House.class,
                MicrokernelAutoConfiguration.class,
                ActorClientAutoConfiguration.class,
                WasmAutoConfiguration.class);
        var initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
        generated.writeGeneratedContent();
        then.accept(initializer.canonicalName(), generated.getRuntimeHints());
    }

    @Test
    @CompileWithForkedClassLoader
    void actorsKeysClientsAndModulesAreMadeByGeneratedCode() {
        process((initializer, hints) -> TestCompiler.forSystem().with(generated).compile(compiled -> {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
            try (var context = new GenericApplicationContext()) {
                TestPropertyValues.of(MODULE).applyTo(context);
                @SuppressWarnings("unchecked")
                ApplicationContextInitializer<ConfigurableApplicationContext> generatedInitializer =
                        compiled.getInstance(ApplicationContextInitializer.class, initializer);
                generatedInitializer.initialize(context);
                context.refresh();
                use(context.getBean(House.Inhabitant.class));
            }
        }));
    }

    private static void use(House.Inhabitant inhabitant) {
        var patience = Duration.ofSeconds(30);
        assertThat(inhabitant.heater().path()).isEqualTo("/cellar/heater");
        assertThat(inhabitant
                        .heater()
                        .ask(new House.Heat(5), House.Temperature.class, patience)
                        .join())
                .isEqualTo(new House.Temperature(20));
        assertThat(inhabitant
                        .rooms()
                        .get("kitchen")
                        .ask("Ann", String.class, patience)
                        .join())
                .isEqualTo("Welcome to the kitchen, Ann");
        assertThat(inhabitant.client().greet(new ActorKey("attic"), "Bob")).isEqualTo("Welcome to the attic, Bob");
        assertThat(inhabitant
                        .module()
                        .ask(new WireMessage(1, new byte[] {7}), WireMessage.class, patience)
                        .join())
                .isEqualTo(new WireMessage(2, new byte[] {7}));
    }

    @Test
    void whatIsCalledByReflectionIsHinted() {
        process((initializer, hints) -> {
            var reflection = RuntimeHintsPredicates.reflection();
            assertThat(reflection.onMethodInvocation(House.Heater.class, "heat"))
                    .accepts(hints);
            assertThat(reflection.onMethodInvocation(House.Heater.class, "begin"))
                    .accepts(hints);
            assertThat(reflection.onMethodInvocation(House.Room.class, "greet")).accepts(hints);
            assertThat(reflection.onMethodInvocation(House.Heat.class, "degrees"))
                    .accepts(hints);
            assertThat(reflection.onMethodInvocation(House.Temperature.class, "degrees"))
                    .accepts(hints);
            assertThat(reflection.onType(House.Rooms.class).withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
                    .accepts(hints);
            assertThat(RuntimeHintsPredicates.proxies().forInterfaces(House.Rooms.class))
                    .accepts(hints);
        });
    }
}
