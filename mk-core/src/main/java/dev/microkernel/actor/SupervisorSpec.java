package dev.microkernel.actor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an actor supervises its children, and which it has from its beginning. Those are started in their order, the next
 * one when the one before has begun, and stopped in the reverse order. Immutable; the {@code with} methods give a changed
 * copy.
 *
 * @param strategy what is done about children that fail; null for the system's
 * @param autoShutdown whether the end of significant children ends the supervisor
 * @param children in the order of their start
 */
public record SupervisorSpec(@Nullable Strategy strategy, AutoShutdown autoShutdown, List<ChildSpec> children) {

    /** The system's strategy, and no children of its own. */
    public static final SupervisorSpec DEFAULT = new SupervisorSpec(null, AutoShutdown.NEVER, List.of());

    /** Copies the list; refuses children that cannot be, naming them. */
    public SupervisorSpec {
        children = List.copyOf(children);
        var names = new HashSet<String>();
        for (var child : children) {
            if (!names.add(child.name())) {
                throw new IllegalArgumentException(
                        "the children of a supervisor must have different names, twice there is=" + child.name());
            }
            requireUse(autoShutdown, child.name(), child.actor().lifecycle());
        }
    }

    /** With this strategy, and no children of its own. */
    public static SupervisorSpec of(Strategy strategy) {
        return new SupervisorSpec(strategy, AutoShutdown.NEVER, List.of());
    }

    /** With a permanent child behind the others (OTP's default): it is restarted after every end of its own doing. */
    public SupervisorSpec withChild(String name, ActorSpec<?> actor) {
        return withChild(name, actor, RestartType.PERMANENT);
    }

    /** With a child behind the others. */
    public SupervisorSpec withChild(String name, ActorSpec<?> actor, RestartType restart) {
        var all = new ArrayList<>(children);
        all.add(new ChildSpec(name, actor.withRestart(restart)));
        return new SupervisorSpec(strategy, autoShutdown, all);
    }

    /** Ending with its significant children, which must be named after this. */
    public SupervisorSpec withAutoShutdown(AutoShutdown newAutoShutdown) {
        return new SupervisorSpec(strategy, newAutoShutdown, children);
    }

    /** With this strategy. */
    public SupervisorSpec withStrategy(Strategy newStrategy) {
        return new SupervisorSpec(newStrategy, autoShutdown, children);
    }

    /**
     * Refuses a significant child of a supervisor that does not care, as OTP does.
     *
     * @throws IllegalArgumentException if so
     */
    public static void requireUse(AutoShutdown autoShutdown, String child, Lifecycle lifecycle) {
        if (lifecycle.significant() && autoShutdown == AutoShutdown.NEVER) {
            throw new IllegalArgumentException("a significant child needs a supervisor with auto-shutdown"
                    + " ANY_SIGNIFICANT or ALL_SIGNIFICANT, child=" + child);
        }
    }
}
