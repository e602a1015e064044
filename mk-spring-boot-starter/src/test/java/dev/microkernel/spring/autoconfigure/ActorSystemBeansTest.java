package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.PayloadCodec;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorSystemCustomizer;
import dev.microkernel.spring.CodecFor;
import dev.microkernel.spring.KeyedActors;
import dev.microkernel.spring.Receive;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Beans that the actor system is made with, and what is said when one that is wanted is missing. */
class ActorSystemBeansTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicReference<BeanFactory> factory = new AtomicReference<>();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(context -> factory.set(context.getBeanFactory()))
            .withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class));

    @Test
    void customizersHaveTheLastWordInTheirOrder() {
        runner.withUserConfiguration(Customizers.class)
                .withPropertyValues("mk.node.id=3")
                .run(context ->
                        assertThat(context.getBean(ActorSystem.class).nodeId()).isEqualTo(5));
    }

    @Test
    void codecBeansWriteAndReadWhatTheyAreFor() {
        runner.withUserConfiguration(NoteCodec.class, Notes.class)
                .withPropertyValues("mk.node.port=0", "mk.node.identity=here")
                .run(here -> runner.withUserConfiguration(NoteCodec.class)
                        .withPropertyValues("mk.node.identity=there")
                        .run(there -> {
                            var system = there.getBean(ActorSystem.class);
                            InetSocketAddress address =
                                    here.getBean(ActorSystem.class).addresses().getFirst();
                            system.connect(address).get();
                            Awaitility.await()
                                    .atMost(PATIENCE)
                                    .until(() ->
                                            system.registry().lookup("notes").isPresent());
                            var notes = system.registry().lookup("notes").orElseThrow();
                            assertThat(notes.ask(new Note("hello"), Note.class, PATIENCE)
                                            .get())
                                    .isEqualTo(new Note("hello!"));
                        }));
    }

    @Test
    void aCodecBeanSaysWhatItIsFor() {
        runner.withBean(AimlessCodec.class).run(context -> {
            assertThat(analysis(context).getDescription()).contains("PayloadCodec bean", "which messages it is for");
            assertThat(analysis(context).getAction()).contains("@CodecFor");
        });
        runner.withBean(CodecForNothing.class)
                .run(context -> assertThat(analysis(context).getDescription())
                        .contains("cannot be for java.lang.String", "MessageType"));
    }

    @Test
    void aReferenceThatThereIsNotIsAnsweredWithThoseThatThereAre() {
        runner.withUserConfiguration(Notes.class, WantsNumbers.class).run(context -> {
            var analysis = missing(context);
            assertThat(analysis.getDescription())
                    .contains("no actor that can be injected as ActorRef<Integer>", "notesRef (ActorRef<Note>)");
            assertThat(analysis.getAction()).contains("@Qualifier", "@Actor");
        });
        runner.withUserConfiguration(WantsKeys.class)
                .run(context -> assertThat(missing(context).getDescription())
                        .contains("KeyedActors<Integer>", "no actor beans at all"));
    }

    @Test
    void otherMissingBeansAreLeftToOthers() {
        runner.withBean(WantsText.class)
                .run(context -> assertThat(analyzer().analyze(context.getStartupFailure()))
                        .isNull());
    }

    /** A context that has not started has no bean factory to show, so it is kept while it starts. */
    private MissingActorFailureAnalyzer analyzer() {
        return new MissingActorFailureAnalyzer(Objects.requireNonNull(factory.get()));
    }

    private FailureAnalysis missing(AssertableApplicationContext context) {
        var analysis = analyzer().analyze(context.getStartupFailure());
        assertThat(analysis).isNotNull();
        return analysis;
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        var analysis = new ActorDefinitionFailureAnalyzer().analyze(context.getStartupFailure());
        assertThat(analysis).as("analysis of %s", context.getStartupFailure()).isNotNull();
        return analysis;
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        ActorSystemCustomizer second() {
            return system -> system.nodeId(5);
        }

        @Bean
        @Order(1)
        ActorSystemCustomizer first() {
            return system -> system.nodeId(4);
        }
    }

    @MessageType(4711)
    record Note(String text) {}

    @Actor
    static class Notes {
        @Receive
        Note note(Note note) {
            return new Note(note.text() + "!");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoteCodec {

        @Bean
        @CodecFor(Note.class)
        PayloadCodec notesAsText() {
            return new Text();
        }
    }

    /** Text in ROT13, so that nobody else could have written it. */
    static class Text implements PayloadCodec {

        @Override
        public byte[] encode(Object message) {
            return rot13(((Note) message).text()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> T decode(byte[] payload, Class<T> type) {
            return type.cast(new Note(rot13(new String(payload, StandardCharsets.UTF_8))));
        }

        private static String rot13(String text) {
            return text.chars()
                    .map(letter -> letter >= 'a' && letter <= 'z' ? 'a' + (letter - 'a' + 13) % 26 : letter)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }

    static class AimlessCodec extends Text {}

    @CodecFor(String.class)
    static class CodecForNothing extends Text {}

    record WantsNumbers(ActorRef<Integer> numbers) {}

    record WantsKeys(KeyedActors<Integer> numbers) {}

    record WantsText(StringBuilder text, List<String> more) {}
}
