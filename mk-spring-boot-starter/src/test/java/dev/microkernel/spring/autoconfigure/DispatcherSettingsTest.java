package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.remote.Mount;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which threads run actors, and which nodes are mounted. */
class DispatcherSettingsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class));

    @Actor(dispatcher = "${clerk.threads:virtual-threads}")
    static class Clerk {

        private final ActorRef<Integer> archive;

        Clerk(ActorRef<Integer> archive) {
            this.archive = archive;
        }

        @Receive
        String find(String question) {
            return question
                    + archive.ask(7, String.class, PATIENCE).join()
                    + Thread.currentThread().isVirtual();
        }
    }

    @Actor
    static class Archive {

        @Receive
        String read(Integer shelf) {
            return " in " + shelf + " ";
        }
    }

    private static String find(ActorRef<String> clerk) {
        return clerk.ask("file", String.class, PATIENCE)
                .exceptionally(String::valueOf)
                .join();
    }

    @Test
    void anActorOnVirtualThreadsMayWaitInItsMethods() {
        runner.withUserConfiguration(Clerk.class, Archive.class).run(context -> {
            @SuppressWarnings("unchecked")
            ActorRef<String> clerk = context.getBean("clerkRef", ActorRef.class);
            assertThat(find(clerk)).isEqualTo("file in 7 true");
        });
    }

    @Test
    void propertiesGoBeforeTheAttribute() {
        runner.withUserConfiguration(Clerk.class, Archive.class)
                .withPropertyValues("mk.actors.clerk.dispatcher=workers")
                .run(context -> {
                    @SuppressWarnings("unchecked")
                    ActorRef<String> clerk = context.getBean("clerkRef", ActorRef.class);
                    assertThat(find(clerk)).contains("a behaviour must not wait");
                });
    }

    @Test
    void theNumberOfWorkersIsASetting() {
        runner.withPropertyValues("mk.dispatcher.workers=3", "mk.dispatcher.messages-per-turn=8")
                .run(context -> assertThat(context.getBean(ActorSystem.class)
                                .metrics()
                                .scheduler()
                                .workers())
                        .isEqualTo(3));
    }

    @ParameterizedTest
    @CsvSource({"workers,0", "workers,65", "messages-per-turn,0", "stall-limit,0s"})
    void aSettingOutOfRangeIsNamed(String property, String value) {
        runner.withPropertyValues("mk.dispatcher." + property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("mk.dispatcher." + property));
    }

    @Test
    void connectionDetailsGoBeforeThePeersOfTheProperties() {
        runner.withPropertyValues("mk.node.peers=localhost:1")
                .withBean(NodeConnectionDetails.class, () -> () -> List.of("127.0.0.1:2"))
                .run(context -> assertThat(context.getBean(ActorSystem.class).mounts())
                        .flatExtracting(Mount::addresses)
                        .containsExactly(InetSocketAddress.createUnresolved("127.0.0.1", 2)));
    }
}
