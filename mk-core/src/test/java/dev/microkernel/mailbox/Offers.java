package dev.microkernel.mailbox;

import dev.microkernel.mailbox.Mailbox.Offer;

/** Offers for tests of what is in a mailbox: a message that is carried is put back, as by a turn that cannot handle it. */
final class Offers {

    private Offers() {}

    /** Offers a message; whoever finds the actor idle owns its turn. */
    static Offer offer(Mailbox mailbox, Object message) {
        var envelope = new Envelope(message, null);
        var offer = mailbox.offer(envelope);
        if (offer != Offer.ACCEPTED_CARRIED) {
            return offer;
        }
        mailbox.putBack(envelope);
        return Offer.ACCEPTED_IDLE;
    }
}
