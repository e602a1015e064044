package dev.microkernel.testkit;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;

/** The context of the behaviour under test: does in small what a system does, and keeps what was asked for. */
final class KitContext<M> implements ActorContext<M> {

    /** Most adapters of one actor, as in a system. */
    static final int ADAPTERS_MAX = 64;

    private final KitActor<M> actor;
    private final KitLogger logger = new KitLogger();
    private final Map<Class<?>, AdapterRef<?, M>> adapters = new HashMap<>();

    KitContext(KitActor<M> actor) {
        this.actor = actor;
    }

    private KitActor<M> inTurn() {
        actor.scene().turn().require();
        return actor;
    }

    List<LogEntry> logs() {
        return logger.entries();
    }

    void endAdapters() {
        adapters.values().forEach(AdapterRef::end);
        adapters.clear();
    }

    @Override
    public ActorRef<M> self() {
        return actor.self().ref();
    }

    @Override
    @SuppressWarnings("unchecked") // who asks for the sender knows what it takes
    public ActorRef<Object> sender() {
        var present = actor.scene().turn().present();
        var known = present == null ? null : (ActorRef<Object>) present.sender();
        return known == null ? InboxRef.NOBODY : known;
    }

    @Override
    @SuppressWarnings("unchecked") // an inbox takes anything
    public <C> ActorRef<C> spawn(ActorSpec<C> spec) {
        return (ActorRef<C>) inTurn().children().add(null, spec).ref();
    }

    @Override
    @SuppressWarnings("unchecked") // an inbox takes anything
    public <C> ActorRef<C> spawn(String name, ActorSpec<C> spec) {
        return (ActorRef<C>) inTurn().children().add(name, spec).ref();
    }

    @Override
    public List<ActorRef<?>> children() {
        return inTurn().children().refs();
    }

    @Override
    public int childCount() {
        return children().size();
    }

    @Override
    public void carryOver(Object state) {
        inTurn().carryOver(state);
    }

    @Override
    public <T> Optional<T> carriedOver(Class<T> type) {
        return Optional.ofNullable(inTurn().carriedOver()).map(type::cast);
    }

    @Override
    public void stop(ActorRef<?> child, ExitReason reason) {
        inTurn().children().stop(child, reason);
    }

    @Override
    public void watch(ActorRef<?> watched) {
        inTurn().watches().watch(watched);
    }

    @Override
    public void unwatch(ActorRef<?> watched) {
        inTurn().watches().unwatch(watched);
    }

    @Override
    public Cancellable monitor(ActorRef<?> monitored, Function<ExitReason, M> notice) {
        return inTurn().watches().monitor(monitored, notice);
    }

    @Override
    public void link(ActorRef<?> partner) {
        inTurn().watches().link(another(partner));
    }

    @Override
    public void unlink(ActorRef<?> partner) {
        inTurn().watches().unlink(another(partner));
    }

    private ActorRef<?> another(ActorRef<?> partner) {
        if (partner.equals(self())) {
            throw new IllegalArgumentException("only another actor of this node can be linked; watch it instead, actor="
                    + self().path() + ", link with=" + partner.path());
        }
        return partner;
    }

    @Override
    public void startTimer(Object key, M message, Duration delay) {
        inTurn().timers().start(key, message, Effect.TimerKind.ONCE, delay);
    }

    @Override
    public void startTimerWithFixedDelay(Object key, M message, Duration delay) {
        inTurn().timers().start(key, message, Effect.TimerKind.FIXED_DELAY, delay);
    }

    @Override
    public void startTimerAtFixedRate(Object key, M message, Duration period) {
        inTurn().timers().start(key, message, Effect.TimerKind.FIXED_RATE, period);
    }

    @Override
    public void cancelTimer(Object key) {
        inTurn().timers().cancel(key);
    }

    @Override
    public boolean isTimerActive(Object key) {
        return inTurn().timers().isActive(key);
    }

    @Override
    public void setReceiveTimeout(Duration quiet) {
        inTurn().timers().setQuiet(quiet);
    }

    @Override
    public void cancelReceiveTimeout() {
        inTurn().timers().cancelQuiet();
    }

    @Override
    public <T> void pipe(CompletionStage<T> future, Function<? super T, M> value, Function<Throwable, M> failure) {
        inTurn().pipes().add(future, value, failure);
    }

    @Override
    public <T> ActorRef<T> adapter(Class<T> type, Function<? super T, M> translate) {
        var scene = inTurn().scene();
        if (adapters.size() == ADAPTERS_MAX && !adapters.containsKey(type)) {
            throw new IllegalStateException("an actor can have at most " + ADAPTERS_MAX + " adapters, actor="
                    + self().path() + ", class=" + type.getName());
        }
        var adapter = new AdapterRef<>(scene, actor.self().inboxRef(), type, translate);
        var former = adapters.put(type, adapter);
        if (former != null) {
            former.end();
        }
        scene.record(new Effect.AdapterMade(type, adapter));
        return adapter;
    }

    @Override
    public void stash() {
        var present = actor.scene().turn().present();
        if (present == null) {
            throw new IllegalStateException("there is no present message to stash, actor=" + self().path());
        }
        actor.stash(present);
    }

    @Override
    public void unstashAll() {
        inTurn().unstashAll();
    }

    @Override
    public TimeSource time() {
        return actor.scene().time();
    }

    @Override
    public Logger log() {
        return logger;
    }
}
