package dev.microkernel.spring.autoconfigure.wasm;

import dev.microkernel.spring.actuate.WasmEndpoint;
import dev.microkernel.spring.wasm.WasmModules;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@code /actuator/wasm}. */
@AutoConfiguration(after = WasmAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(WasmEndpoint.class)
public final class WasmEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WasmEndpoint wasmEndpoint(WasmModules modules) {
        return new WasmEndpoint(modules);
    }
}
