package com.example.thermostat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.route.ActorRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Actor
class Thermostat {

    sealed interface Command {}

    record SetTarget(double celsius) implements Command {}

    record GetTarget() implements Command {}

    private double target = 20; // no locks: messages are handled one at a time

    @Receive
    void set(SetTarget command) {
        if (command.celsius() > 90) {
            throw new IllegalArgumentException("too hot: " + command); // restarted, and only it
        }
        target = command.celsius();
    }

    @Receive
    double get(GetTarget command) {
        return target; // the reply
    }
}

@Configuration
class ThermostatRoutes {

    @Bean
    RouterFunction<ServerResponse> routes(ActorRoutes routes, ActorRef<Thermostat.Command> thermostat) {
        return routes.to(thermostat)
                .get("/target", request -> new Thermostat.GetTarget())
                .withoutReply()
                .put("/target", Thermostat.SetTarget.class, (request, command) -> command)
                .build();
    }
}
