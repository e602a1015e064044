package dev.microkernel.sample.telemetry;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.sample.device.DeviceView;
import dev.microkernel.sample.device.Reading;
import java.time.Instant;

/** What the {@code telemetry} actor takes from actors and routes of this node; devices send it wire messages. */
public sealed interface TelemetryMessage {

    /** Asks for all devices; the reply is a list of {@link DeviceView}, by id. */
    record ListDevices() implements TelemetryMessage {}

    /** Asks for one device; the reply is an {@code Optional} of {@link DeviceView}. */
    record FindDevice(String id) implements TelemetryMessage {}

    /** Has a device pinged; the reply is an {@code Optional} of {@link PingResult}. */
    record PingDevice(String id) implements TelemetryMessage {}

    /** How long a device took to answer a ping. */
    record PingResult(String id, double roundTripMillis) {}

    /** Has every reading told to a subscriber, as a {@link ReadingEvent}, until it stops. */
    record Subscribe(ActorRef<Object> subscriber) implements TelemetryMessage {}

    /** A reading of a device, as subscribers hear of it. */
    record ReadingEvent(String device, int sensor, float celsius, Instant at) {}

    /** From a device's own actor: it has read and checked a reading. */
    record DeviceRead(String id, Reading reading, Instant at) implements TelemetryMessage {}

    /** Time to look who is connected. */
    record Look() implements TelemetryMessage {}
}
