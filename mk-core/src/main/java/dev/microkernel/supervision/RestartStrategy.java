package dev.microkernel.supervision;

import dev.microkernel.actor.Exit;
import dev.microkernel.actor.RestartHistory;
import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.Verdict;
import dev.microkernel.actor.Verdict.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OTP's strategies, with delays: children that fail are started afresh, alone or with others, until they fail too
 * often. Immutable; the {@code with} methods give a changed copy.
 *
 * @param scope who is restarted with the child that failed
 * @param intensity how many restarts are granted before the supervisor fails itself; null for any number, where the
 *     backoff alone bounds how often a child can fail
 * @param intensityPer whose restarts are counted
 * @param backoff how long a restart waits
 * @param backoffPer whose failures in a row make the wait longer
 */
public record RestartStrategy(
        Scope scope, @Nullable Intensity intensity, Per intensityPer, Backoff backoff, Per backoffPer)
        implements Strategy {

    /** Whose failures count. */
    public enum Per {
        /** Those of each child by itself. */
        CHILD,
        /** Those of all children of the supervisor together, as OTP counts restarts. */
        SUPERVISOR
    }

    private static final Intensity INTENSITY = new Intensity(10, Duration.ofSeconds(10));
    private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(10));

    /**
     * How actors supervise that name no strategy: as {@link #oneForOne}, but with the restarts of each child counted by
     * themselves, so that one that fails for ever does not have others given up.
     */
    public static final RestartStrategy DEFAULT = oneForOne().withIntensityPerChild(INTENSITY);

    /**
     * The child that failed is restarted and no other (OTP: {@code one_for_one}). At most 10 restarts in 10 s of all
     * children together, delayed by 100 ms to 10 s after the failures in a row of each.
     */
    public static RestartStrategy oneForOne() {
        return new RestartStrategy(Scope.ONE, INTENSITY, Per.SUPERVISOR, BACKOFF, Per.CHILD);
    }

    /** All children are restarted when one fails (OTP: {@code one_for_all}); limits as in {@link #oneForOne}. */
    public static RestartStrategy oneForAll() {
        return oneForOne().withScope(Scope.ALL);
    }

    /**
     * The child that failed is restarted with those started after it (OTP: {@code rest_for_one}); limits as in {@link
     * #oneForOne}.
     */
    public static RestartStrategy restForOne() {
        return oneForOne().withScope(Scope.REST);
    }

    private RestartStrategy withScope(Scope newScope) {
        return new RestartStrategy(newScope, intensity, intensityPer, backoff, backoffPer);
    }

    /** With this intensity, of all children together. */
    public RestartStrategy withIntensity(Intensity newIntensity) {
        return new RestartStrategy(scope, newIntensity, Per.SUPERVISOR, backoff, backoffPer);
    }

    /** With this intensity, of each child by itself. */
    public RestartStrategy withIntensityPerChild(Intensity newIntensity) {
        return new RestartStrategy(scope, newIntensity, Per.CHILD, backoff, backoffPer);
    }

    /** Never giving up. */
    public RestartStrategy withoutIntensity() {
        return new RestartStrategy(scope, null, intensityPer, backoff, backoffPer);
    }

    /** With delays by the failures in a row of each child. */
    public RestartStrategy withBackoff(Backoff newBackoff) {
        return new RestartStrategy(scope, intensity, intensityPer, newBackoff, Per.CHILD);
    }

    /** With delays by the failures in a row of all children together. */
    public RestartStrategy withBackoffPerSupervisor(Backoff newBackoff) {
        return new RestartStrategy(scope, intensity, intensityPer, newBackoff, Per.SUPERVISOR);
    }

    @Override
    public Decision decide(Exit exit, RestartHistory all, RestartHistory own, long nowNanos, double chance) {
        if (!exit.restart().restartsAfter(exit.reason())) {
            return new Decision(new Verdict.Stop(), all, own);
        }
        var event = new RestartHistory.Event(exit.child(), exit.reason(), nowNanos);
        var allNow = after(event, all, intensityPer == Per.SUPERVISOR);
        var ownNow = after(event, own, intensityPer == Per.CHILD);
        var counted = intensityPer == Per.SUPERVISOR ? allNow.exits() : ownNow.exits();
        if (intensity != null && counted.size() > intensity.maxRestarts()) {
            var why = "more than " + intensity.maxRestarts() + " restarts within " + intensity.period() + " of "
                    + (intensityPer == Per.SUPERVISOR ? "all children" : "one child") + ", last failed child="
                    + exit.child();
            return new Decision(new Verdict.Escalate(why, counted), all, own);
        }
        var streak = (backoffPer == Per.SUPERVISOR ? allNow : ownNow).streak();
        return new Decision(new Verdict.Restart(scope, backoff.delay(streak - 1, chance)), allNow, ownNow);
    }

    private RestartHistory after(RestartHistory.Event event, RestartHistory before, boolean counts) {
        boolean calm = before.streak() == 0 || backoff.isCalm(event.atNanos() - before.lastNanos());
        int streak = calm ? 1 : Math.addExact(before.streak(), 1);
        return new RestartHistory(
                streak, event.atNanos(), intensity == null || !counts ? List.of() : within(intensity, event, before));
    }

    /** OTP counts a restart as long as it is not more than the period ago. */
    private static List<RestartHistory.Event> within(
            Intensity limit, RestartHistory.Event event, RestartHistory before) {
        var counted = new ArrayList<RestartHistory.Event>(before.exits().size() + 1);
        for (var earlier : before.exits()) {
            if (event.atNanos() - earlier.atNanos() <= limit.period().toNanos()) {
                counted.add(earlier);
            }
        }
        counted.add(event);
        return counted;
    }
}
