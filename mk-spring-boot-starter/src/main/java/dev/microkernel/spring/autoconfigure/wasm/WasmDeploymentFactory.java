package dev.microkernel.spring.autoconfigure.wasm;

import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.spring.wasm.WasmDeployment;
import dev.microkernel.state.StateStore;
import dev.microkernel.wasm.Grants;
import dev.microkernel.wasm.InvalidModuleException;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmLimits;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.ResourceLoader;

/** Makes deployments of what the configuration says, and names the key of what is wrong with it. */
final class WasmDeploymentFactory {

    private final ResourceLoader resources;
    private final @Nullable StateStore store;

    WasmDeploymentFactory(ResourceLoader resources, @Nullable StateStore store) {
        this.resources = resources;
        this.store = store;
    }

    WasmDeployment deployment(String name, WasmProperties.Module properties) {
        var key = "mk.wasm.modules." + name;
        var options =
                WasmOptions.DEFAULT.withLimits(limits(key, properties.limits())).withGrants(grants(key, properties));
        if (store != null) {
            options = options.withStore(store);
        }
        if (properties.fiber()) {
            options = options.withFiber();
        }
        var module = module(key, properties);
        var chosen = options;
        checked(key + ".limits.memory", properties.limits().memory(), () -> WasmActors.spec(module, chosen));
        var mailbox = properties.mailboxCapacity() == 0
                ? MailboxSpec.DEFAULT
                : checked(
                        key + ".mailbox-capacity",
                        properties.mailboxCapacity(),
                        () -> MailboxSpec.bounded(properties.mailboxCapacity()));
        return checked(
                key + ".instances",
                properties.instances(),
                () -> new WasmDeployment(name, module, chosen, properties.instances(), mailbox));
    }

    private static <T> T checked(String key, Object value, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(key, value, wrong.getMessage());
        }
    }

    private WasmModule module(String key, WasmProperties.Module properties) {
        var location = properties.location();
        var resource = resources.getResource(location);
        try (var in = resource.getInputStream()) {
            var bytes = in.readNBytes(WasmModule.BYTES_MAX + 1);
            return WasmModule.of(
                    bytes, WasmModule.Mode.valueOf(properties.mode().name()));
        } catch (IOException unreadable) {
            throw new InvalidConfigurationPropertyValueException(
                    key + ".location", location, "It cannot be read: " + unreadable.getMessage());
        } catch (InvalidModuleException invalid) {
            throw new InvalidConfigurationPropertyValueException(key + ".location", location, invalid.getMessage());
        }
    }

    private static Grants grants(String key, WasmProperties.Module properties) {
        var grants = Grants.NONE;
        for (var grant : properties.grants()) {
            var before = grants;
            grants = checked(key + ".grants", grant, () -> before.with(grant));
        }
        return grants;
    }

    private static WasmLimits limits(String key, WasmProperties.Limits properties) {
        return checked(
                key + ".limits",
                properties,
                () -> new WasmLimits(
                        properties.memory().toBytes(),
                        properties.messageTime(),
                        properties.runTime(),
                        properties.messagesPerSecond(),
                        properties.bytesPerSecond().toBytes(),
                        properties.children(),
                        properties.logLinesPerSecond()));
    }
}
