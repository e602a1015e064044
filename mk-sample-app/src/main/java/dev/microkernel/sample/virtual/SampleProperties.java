package dev.microkernel.sample.virtual;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the sample.
 *
 * @param virtualDevices identities of the devices that join over TCP when no real one has; empty for none
 * @param interop whether the actors echo and counter are offered to other nodes, and names that come and go are logged
 */
@ConfigurationProperties("mk.sample")
record SampleProperties(
        @DefaultValue List<String> virtualDevices,
        @DefaultValue("false") boolean interop) {}
