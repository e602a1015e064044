package dev.microkernel.spring.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A controller that counts. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(MvcServer.Counter.class)
class MvcServer {

    @RestController
    static class Counter {

        private final AtomicLong number = new AtomicLong();

        @GetMapping("/next")
        Answer next() {
            return new Answer(number.getAndIncrement(), Answer.TEXT);
        }
    }
}
