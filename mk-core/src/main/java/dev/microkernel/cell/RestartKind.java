package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Verdict;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of a restart.
 *
 * @param type what kind of actor was restarted
 * @param scope which children the strategy has share the fate of the one that ended; null where no strategy decided
 * @param reason name of the kind of {@link ExitReason}
 */
public record RestartKind(String type, Verdict.@Nullable Scope scope, String reason) {

    static RestartKind of(String type, Control.LetGo order) {
        return new RestartKind(
                type, order.scope, order.reason.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    /** What OTP calls the strategy; empty where no strategy decided. */
    public Optional<String> strategy() {
        return Optional.ofNullable(scope).map(known -> switch (known) {
            case ONE -> "one_for_one";
            case REST -> "rest_for_one";
            case ALL -> "one_for_all";
        });
    }
}
