package dev.microkernel.sample.telemetry;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.PackedStruct;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.sample.device.Reading;

/**
 * The actor of one device: reads its bytes. Bytes that are no reading fail this actor, and it alone; the supervisor
 * restarts it, later and later if the device goes on like that.
 */
final class Device implements Behavior<WireMessage> {

    private static final PackedStruct<Reading> READING = PackedStruct.of(Reading.class);

    private final String id;
    private final ActorContext<WireMessage> context;
    private final ActorRef<? super TelemetryMessage> telemetry;

    private Device(String id, ActorContext<WireMessage> context, ActorRef<? super TelemetryMessage> telemetry) {
        this.id = id;
        this.context = context;
        this.telemetry = telemetry;
    }

    static ActorSpec<WireMessage> spec(String id, ActorRef<? super TelemetryMessage> telemetry) {
        return ActorSpec.<WireMessage>of(context -> new Device(id, context, telemetry))
                .withType("Device")
                .withMailbox(MailboxSpec.bounded(256));
    }

    @Override
    public Behavior<WireMessage> onMessage(WireMessage message) {
        if (message.type() != READING.messageType()) {
            return Behavior.unhandled();
        }
        var reading = READING.decode(message.payload());
        telemetry.tell(
                new TelemetryMessage.DeviceRead(id, reading, context.time().now()));
        return Behavior.same();
    }
}
