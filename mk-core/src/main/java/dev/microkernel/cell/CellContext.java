package dev.microkernel.cell;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.List;

/** What a cell lets its behaviour do. */
record CellContext<M>(ActorCell<M> cell) implements ActorContext<M> {

    @Override
    public ActorRef<M> self() {
        return cell;
    }

    @Override
    public ActorRef<Object> sender() {
        return cell.sender();
    }

    @Override
    public <C> ActorRef<C> spawn(String name, ActorSpec<C> spec) {
        return cell.spawn(name, spec);
    }

    @Override
    public List<ActorRef<?>> children() {
        return List.copyOf(cell.childCells());
    }

    @Override
    public void stop(ActorRef<?> child) {
        cell.stopChild(child);
    }

    @Override
    public void watch(ActorRef<?> actor) {
        cell.watch(internal(actor));
    }

    @Override
    public void unwatch(ActorRef<?> actor) {
        cell.unwatch(internal(actor));
    }

    @Override
    public void startTimer(Object key, M message, Duration delay) {
        cell.timers().start(key, message, delay, null);
    }

    @Override
    public void startPeriodicTimer(Object key, M message, Duration period) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("period must be longer than zero, period=" + period + ", key=" + key);
        }
        cell.timers().start(key, message, period, period);
    }

    @Override
    public void cancelTimer(Object key) {
        cell.timers().cancel(key);
    }

    @Override
    public TimeSource time() {
        return cell.kernel().time();
    }

    private static InternalRef<?> internal(ActorRef<?> ref) {
        if (ref instanceof InternalRef<?> internal) {
            return internal;
        }
        throw new IllegalArgumentException("only references that an actor system gave out can be watched, class="
                + ref.getClass().getName());
    }
}
