package dev.microkernel.spring.client.scanned;

import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** An application of this package, without its client. */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
@Import(Greeting.Greeter.class)
public class Greeting {

    @Actor("${greeter.name}")
    static class Greeter {
        @Receive
        String greet(String name) {
            return "Hello " + name;
        }
    }
}
