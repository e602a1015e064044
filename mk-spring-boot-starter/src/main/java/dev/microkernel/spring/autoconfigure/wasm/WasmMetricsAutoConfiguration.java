package dev.microkernel.spring.autoconfigure.wasm;

import dev.microkernel.spring.actuate.WasmMetrics;
import dev.microkernel.spring.wasm.WasmModules;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The modules' meters in every registry of the application. */
@AutoConfiguration(
        after = WasmAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class WasmMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WasmMetrics wasmMetrics(WasmModules modules) {
        return new WasmMetrics(modules);
    }
}
