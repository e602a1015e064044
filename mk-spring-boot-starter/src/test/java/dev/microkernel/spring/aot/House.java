package dev.microkernel.spring.aot;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.codec.MessageType;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.AskTimeout;
import dev.microkernel.spring.KeyedActors;
import dev.microkernel.spring.OnStart;
import dev.microkernel.spring.Receive;
import dev.microkernel.supervision.RestartStrategy;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** One bean of every kind that the starter makes definitions for. */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
@ImportAutoConfiguration
@Import({House.Heater.class, House.Room.class, House.Lamp.class, House.Inhabitant.class})
class House {

    @Bean
    SupervisorSpec cellar() {
        return SupervisorSpec.of(RestartStrategy.restForOne());
    }

    @MessageType(0x4001)
    record Heat(int degrees) {}

    record Temperature(int degrees) {}

    @Actor(parent = "cellar")
    static class Heater {

        private final ActorContext<Object> context;
        private int degrees;

        Heater(ActorContext<Object> context) {
            this.context = context;
        }

        @OnStart
        void begin() {
            degrees = 15;
        }

        @Receive
        Temperature heat(Heat message) {
            degrees += message.degrees();
            context.log().debug("{} degrees", degrees);
            return new Temperature(degrees);
        }
    }

    @Actor(path = "/room/{name}")
    static class Room {

        private final ActorKey name;

        Room(ActorKey name) {
            this.name = name;
        }

        @Receive
        String greet(String guest) {
            return "Welcome to the " + name + ", " + guest;
        }
    }

    @Actor
    static class Lamp {

        /** Nobody else can say this. */
        private record Toggle() {}

        private boolean on;

        @OnStart
        void begin(ActorContext<Object> context) {
            context.self().tell(new Toggle());
        }

        @Receive
        void toggle(Toggle message) {
            on = !on;
        }
    }

    @ActorClient("room")
    @AskTimeout("30s")
    interface Rooms {

        String greet(ActorKey room, String guest);
    }

    record Inhabitant(
            ActorRef<Heat> heater,
            KeyedActors<String> rooms,
            Rooms client,
            @Qualifier("echo") ActorRef<Object> module) {}
}
