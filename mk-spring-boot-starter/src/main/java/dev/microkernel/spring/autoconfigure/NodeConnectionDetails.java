package dev.microkernel.spring.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Which nodes to connect to. By default those of {@code mk.node.peers}; a bean of this type goes before them: that of a test
 * that starts a node in a container, or of a service registry.
 */
public interface NodeConnectionDetails extends ConnectionDetails {

    /** The nodes to mount, each as {@code host:port}; asked when the application starts. */
    List<String> getPeers();
}
