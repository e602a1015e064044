package dev.microkernel.spring.restart;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.MessageType;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import java.time.Duration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Has an actor of its own, with messages of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(RestartedApplication.Counter.class)
public class RestartedApplication {

    /** A message that is known by number to the node's codec. */
    @MessageType(950)
    public record Add(int number) {}

    /** Adds numbers. */
    @Actor("counter")
    public static class Counter {

        private int sum = 40;

        /** Answers with the sum. */
        @Receive
        public String add(Add message) {
            sum += message.number();
            return Integer.toString(sum);
        }
    }

    /** What the actor has answered. */
    @Bean
    StringBuilder reply() {
        return new StringBuilder();
    }

    /** Asks it once the application is there. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> asking(ActorRef<Add> counter, StringBuilder reply) {
        return ready -> reply.append(
                counter.ask(new Add(2), String.class, Duration.ofSeconds(30)).join());
    }
}
