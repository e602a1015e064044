package dev.microkernel.docs;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.simulation.Operation;
import dev.microkernel.simulation.Scenario;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The scenario of docs/simulation.md. */
final class Tickets {

    private Tickets() {}

    @MessageType(200)
    record Buy(int order) {}

    /** What sells tickets. */
    interface Till {
        void sell(int order);

        int sold();
    }

    /** Sells for every message. */
    static final class NaiveTill implements Till {
        private int sold;

        @Override
        public void sell(int order) {
            sold++;
        }

        @Override
        public int sold() {
            return sold;
        }
    }

    /** Sells for every order. */
    static final class CarefulTill implements Till {
        private final Set<Integer> orders = new HashSet<>();

        @Override
        public void sell(int order) {
            orders.add(order);
        }

        @Override
        public int sold() {
            return orders.size();
        }
    }

    // example
    static final class Sale implements Scenario {
        private final Till till;
        private int orders;

        Sale(Till till) {
            this.till = till;
        }

        @Override
        public void start(SimulatedWorld world, RandomGenerator random) {
            var shop = world.start(ActorSystem.named("shop").nodeId(1));
            var web = world.start(ActorSystem.named("web").nodeId(2));
            var seller = shop.spawn(
                    "till",
                    ActorSpec.<Buy>of(context -> buy -> {
                                till.sell(buy.order());
                                return Behavior.same();
                            })
                            .withWireMessages(Buy.class));
            shop.registry().register("till", seller);
            var _ = world.connect(web, shop);
        }

        @Override
        public Operation draw(RandomGenerator random) {
            return switch (random.nextInt(4)) {
                case 0 -> new Operation("double some", world -> world.setFaults(0, 0.2));
                case 1 -> new Operation("delay", world -> world.setDelay(Duration.ZERO, Duration.ofMillis(80)));
                default -> new Operation("buy", world -> lookup(world).ifPresent(till -> till.tell(new Buy(++orders))));
            };
        }

        private static Optional<ActorRef<Object>> lookup(SimulatedWorld world) {
            return world.nodes().getLast().registry().lookup("till");
        }

        @Override
        public void checkSafety(SimulatedWorld world) {
            if (till.sold() > orders) {
                throw new AssertionError("sold " + till.sold() + " for " + orders + " orders");
            }
        }

        @Override
        public void checkLiveness(SimulatedWorld world) {
            if (till.sold() < orders) {
                throw new AssertionError(orders - till.sold() + " orders were forgotten");
            }
        }
    }
    // end
}
