package dev.microkernel.supervision;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Strategy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor whose children are made of one template and started at run time, by message (OTP: {@code
 * simple_one_for_one}, Elixir: {@code DynamicSupervisor}).
 *
 * <pre>{@code
 * var sessions = system.spawn("sessions", DynamicSupervisor.of(Session::spec, RestartStrategy.oneForOne(), 10_000));
 * var started = sessions.ask(new DynamicSupervisor.Start<>("alice", user), DynamicSupervisor.Result.class, timeout);
 * }</pre>
 */
public final class DynamicSupervisor {

    private DynamicSupervisor() {}

    /**
     * Asks for a child; the answer is a {@link Result}.
     *
     * @param name unique among the children; null for none
     * @param argument what the template is given
     */
    public record Start<A>(@Nullable String name, A argument) {}

    /** What became of a {@link Start}. */
    public sealed interface Result {

        /** The child is started; its template may still fail, which is its strategy's affair. */
        record Started(ActorRef<?> child) implements Result {}

        /** There is no child: too many, a name that is taken or malformed, or a template that threw. */
        record Refused(String reason) implements Result {}
    }

    /**
     * The supervisor. Type {@code supervisor}; its children's {@link dev.microkernel.actor.Lifecycle} is the template's.
     *
     * @param template makes the spec of a child; what it throws refuses that child
     * @param childrenMax most children at a time, 1 or more
     */
    public static <A> ActorSpec<Start<A>> of(
            Function<? super A, ? extends ActorSpec<?>> template, Strategy strategy, int childrenMax) {
        if (childrenMax < 1) {
            throw new IllegalArgumentException("most children must be 1 or more, childrenMax=" + childrenMax);
        }
        return ActorSpec.<Start<A>>of(context -> start -> {
                    context.reply(start(context, start, template, childrenMax));
                    return Behavior.same();
                })
                .withType("supervisor")
                .withStrategy(strategy);
    }

    private static <A> Result start(
            ActorContext<?> context,
            Start<A> start,
            Function<? super A, ? extends ActorSpec<?>> template,
            int childrenMax) {
        if (context.childCount() >= childrenMax) {
            return new Result.Refused("there are " + childrenMax + " children, as many as there may be");
        }
        try {
            var spec = template.apply(start.argument());
            return new Result.Started(start.name() == null ? context.spawn(spec) : context.spawn(start.name(), spec));
        } catch (RuntimeException refusal) {
            return new Result.Refused(String.valueOf(refusal.getMessage()));
        }
    }
}
