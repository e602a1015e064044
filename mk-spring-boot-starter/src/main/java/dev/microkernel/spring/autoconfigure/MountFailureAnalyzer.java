package dev.microkernel.spring.autoconfigure;

import dev.microkernel.remote.MountException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which setting to change when the port for other nodes, or for their datagrams, cannot be opened. */
final class MountFailureAnalyzer extends AbstractFailureAnalyzer<MountException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MountException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Set mk.node.port to a free port, or to 0 for any, and mk.node.address to an address of this machine. To"
                        + " listen beyond loopback, set mk.node.psk, or mk.node.ssl.bundle to a bundle with a"
                        + " certificate. Without mk.node.port no port is opened. For nodes by UDP the same holds for"
                        + " mk.node.udp.port, but beyond loopback mk.node.allow-legacy has to name their networks.",
                cause);
    }
}
