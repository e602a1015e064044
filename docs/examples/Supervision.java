import static java.time.Duration.ofSeconds;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;

/**
 * A till that cannot bear a negative amount: it fails, its supervisor gives it a new life, and the customers behind are served.
 *
 * <p>Prints:
 * <pre>
 * a till opens
 * 5 makes 5
 * a till opens
 * 7 makes 7
 * restarts: 1
 * </pre>
 */
public final class Supervision {

    /** Answers with the sum of what was paid in this life. */
    private static Behavior<Integer> till(ActorContext<Integer> context) {
        System.out.println("a till opens");
        var total = new int[1];
        return amount -> {
            if (amount < 0) {
                throw new IllegalArgumentException("nobody is paid here, amount=" + amount);
            }
            total[0] += amount;
            context.reply(amount + " makes " + total[0]);
            return Behavior.same();
        };
    }

    public static void main(String[] arguments) {
        try (var system = ActorSystem.named("shop").start()) {
            var till = system.spawn("till", ActorSpec.<Integer>of(Supervision::till));
            System.out.println(till.ask(5, String.class, ofSeconds(5)).join());
            till.tell(-1);
            System.out.println(till.ask(7, String.class, ofSeconds(5)).join());
            System.out.println("restarts: " + system.restarts());
        }
    }
}
