package dev.microkernel.spring.client.scanned;

import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.AskTimeout;

/** Found by scanning. */
@ActorClient("${greeter.name}")
@AskTimeout("30s")
public interface GreeterClient {

    /** Waits for the greeting. */
    String greet(String name);
}
