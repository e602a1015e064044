import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;

/**
 * Two actors throw a ball to each other.
 *
 * <p>Prints:
 * <pre>
 * ping 1
 * pong 1
 * ping 2
 * pong 2
 * ping 3
 * pong 3
 * the game is over: Normal[]
 * </pre>
 */
public final class PingPong {

    record Ball(int round) {}

    private static final int ROUNDS = 3;

    /** Says its word and throws the ball back; the other one counts the rounds and ends the game. */
    private static Behavior<Ball> player(ActorContext<Ball> context, String word, boolean serves) {
        return ball -> {
            System.out.println(word + " " + ball.round());
            if (serves) {
                context.reply(ball);
            } else if (ball.round() < ROUNDS) {
                context.reply(new Ball(ball.round() + 1));
            } else {
                return Behavior.stopped();
            }
            return Behavior.same();
        };
    }

    public static void main(String[] arguments) {
        try (var system = ActorSystem.named("game").start()) {
            var ping = system.spawn("ping", ActorSpec.<Ball>of(context -> player(context, "ping", true)));
            var pong = system.spawn("pong", ActorSpec.<Ball>of(context -> player(context, "pong", false)));
            var end = system.monitor(pong);
            ping.tell(new Ball(1), pong);
            System.out.println("the game is over: " + end.join());
        }
    }
}
