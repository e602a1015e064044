package dev.microkernel.spring.plain;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.autoconfigure.ActorClientAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.client.ActorClients;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** An application of nothing but the starter: run where the optional libraries are missing. */
public class PlainApplication implements Callable<String> {

    @Override
    public String call() throws Exception {
        try (var context = new AnnotationConfigApplicationContext(
                MicrokernelAutoConfiguration.class, ActorClientAutoConfiguration.class, Echo.class)) {
            @SuppressWarnings("unchecked")
            ActorRef<String> echo = context.getBean("echoRef", ActorRef.class);
            var asked = echo.ask("hello", String.class, Duration.ofSeconds(30)).get();
            return asked + " "
                    + context.getBean(ActorClients.class)
                            .create(EchoClient.class)
                            .echo("again");
        }
    }

    @Actor
    static class Echo {
        @Receive
        String echo(String message) {
            return message;
        }
    }

    @ActorClient("echo")
    interface EchoClient {
        String echo(String message);
    }
}
