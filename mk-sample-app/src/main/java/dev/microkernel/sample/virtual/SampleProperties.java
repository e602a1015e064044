package dev.microkernel.sample.virtual;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the sample.
 *
 * @param virtualDevices identities of the devices that join over TCP when no real one has; empty for none
 */
@ConfigurationProperties("mk.sample")
record SampleProperties(@DefaultValue List<String> virtualDevices) {}
