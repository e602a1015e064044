package dev.microkernel.simulation;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;

/** As {@link LinkScenario}, with messages that are to be confirmed: of a pair of lives none is missing and none comes twice. */
class ConfirmedScenario extends LinkScenario {

    /** A first connection that breaks looks as if the other end knew MK01 only, which confirms nothing. */
    @Override
    protected LinkSettings settings(LinkSettings drawn) {
        return drawn.withLegacy(false);
    }

    @Override
    protected ActorRef<Object> hearer(ActorSystem system, ActorRef<Object> actor) {
        return system.confirmed(actor);
    }

    @Override
    protected void onNumbered(String pair, long number) {
        ledger.numberedWithoutGap(pair, number);
    }

    @Override
    protected void setFaults(SimulatedWorld world, boolean faulty) {
        world.setFaults(faulty ? 0.3 : 0, faulty ? 0.3 : 0);
    }
}
