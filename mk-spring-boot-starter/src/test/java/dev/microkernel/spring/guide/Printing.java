package dev.microkernel.spring.guide;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.OnRestart;
import dev.microkernel.spring.OnStart;
import dev.microkernel.spring.Receive;
import dev.microkernel.supervision.RestartStrategy;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The supervision tree of docs/spring-boot.md. */
@Configuration(proxyBeanMethods = false)
class Printing {

    // supervisor
    @Bean
    SupervisorSpec orders() {
        return SupervisorSpec.of(RestartStrategy.restForOne());
    }
    // end

    sealed interface PrintCommand {}

    record Print(String text) implements PrintCommand {}

    record CountPages() implements PrintCommand {}

    record Flush() implements PrintCommand {}

    // actor
    @Actor(parent = "orders", mailboxCapacity = "${printer.capacity:64}", overflow = "drop-oldest")
    static class Printer {

        private int pages;
        private boolean jammed;

        @OnRestart
        void clear(Throwable failure) {
            jammed = failure instanceof IllegalStateException;
        }

        @OnStart
        void begin(ActorContext<Object> context) {
            context.startTimerWithFixedDelay("flush", new Flush(), Duration.ofSeconds(1));
        }

        @Receive
        void print(Print page) {
            if (page.text().isEmpty()) {
                throw new IllegalStateException("paper jam"); // its supervisor decides
            }
            pages++;
        }

        @Receive
        Mono<String> count(CountPages question) {
            return Mono.just(pages + (jammed ? " pages after a jam" : " pages")); // the reply, when it completes
        }

        @Receive
        void flush(Flush tick) {}
    }
    // end
}
