package dev.microkernel.spring.benchmarks;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.system.ActorSystem;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** One actor behind all requests. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class MailboxServer {

    private enum Question {
        NEXT
    }

    @Bean
    RouterFunction<ServerResponse> routes(ActorSystem system, ActorRoutes routes) {
        ActorRef<Question> counter = system.spawn(
                "counter",
                ActorSpec.<Question>of(context -> new Behavior<>() {

                            private long number;

                            @Override
                            public Behavior<Question> onMessage(Question message) {
                                context.reply(new Answer(number++, Answer.TEXT));
                                return Behavior.same();
                            }
                        })
                        .withMailbox(MailboxSpec.DEFAULT));
        return routes.to(counter).get("/next", request -> Question.NEXT).build();
    }
}
