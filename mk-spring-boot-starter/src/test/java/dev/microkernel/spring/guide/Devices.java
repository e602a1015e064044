package dev.microkernel.spring.guide;

import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.AskTimeout;
import dev.microkernel.spring.KeyedActors;
import dev.microkernel.spring.Receive;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** The actors by key of docs/spring-boot.md, and their client. */
class Devices {

    sealed interface DeviceMessage {}

    record Reading(double celsius) implements DeviceMessage {}

    record Last() implements DeviceMessage {}

    // keyed
    @Actor(path = "/device/{id}", idleTimeout = "5m")
    static class Device {

        private final ActorKey id;
        private double last;

        Device(ActorKey id) {
            this.id = id;
        }

        @Receive
        void read(Reading reading) {
            last = reading.celsius();
        }

        @Receive
        String last(Last question) {
            return id + ": " + last;
        }
    }

    @Service
    static class Gateway {

        private final KeyedActors<DeviceMessage> devices;

        Gateway(KeyedActors<DeviceMessage> devices) {
            this.devices = devices;
        }

        Delivery received(String device, double celsius) {
            return devices.get(device).tell(new Reading(celsius)); // starts /device/42, if it does not run
        }
    }
    // end

    // client
    @ActorClient("device")
    @AskTimeout("2s")
    interface DeviceClient {

        void read(ActorKey device, Reading reading); // told; a refusal is thrown

        Mono<String> last(ActorKey device, Last question); // asked with each subscription

        @AskTimeout("${device.patience:500ms}")
        String lastNow(ActorKey device, Last question); // asked, and the caller waits: for virtual threads
    }
    // end
}
