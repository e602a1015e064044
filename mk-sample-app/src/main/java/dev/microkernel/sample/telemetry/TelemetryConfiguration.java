package dev.microkernel.sample.telemetry;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.sample.telemetry.TelemetryMessage.FindDevice;
import dev.microkernel.sample.telemetry.TelemetryMessage.ListDevices;
import dev.microkernel.sample.telemetry.TelemetryMessage.PingDevice;
import dev.microkernel.sample.telemetry.TelemetryMessage.Subscribe;
import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    /** Devices are never given up, and one that fails again and again waits: it must not take the others down. */
    @Bean
    ActorSpecCustomizer telemetrySupervision() {
        var strategy = RestartStrategy.oneForOne()
                .withoutIntensity()
                .withBackoff(Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5)));
        return (name, spec) ->
                name.equals("telemetry") ? spec.withStrategy(strategy).withMailbox(MailboxSpec.bounded(16_384)) : spec;
    }

    @Bean
    RouterFunction<ServerResponse> telemetryRoutes(ActorRoutes routes, ActorRef<TelemetryMessage> telemetry) {
        return routes.to(telemetry)
                .get("/api/devices", request -> new ListDevices())
                .get("/api/devices/{id}", request -> new FindDevice(request.pathVariable("id")))
                .post("/api/devices/{id}/ping", request -> new PingDevice(request.pathVariable("id")))
                .sse("/api/readings", (request, client) -> new Subscribe(client.actor()))
                .build();
    }
}
