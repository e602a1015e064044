package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.ChildSpec;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.spring.KeyedActors;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Starts the actors behind actor beans, with their supervisors, and makes a bean for each of their lives. */
public final class ActorBeans {

    private final ActorSystem system;
    private final ConfigurableListableBeanFactory beans;
    private final List<ActorSpecCustomizer> customizers;
    private final ActorTree tree;
    private final Map<String, ActorRef<Object>> references = new LinkedHashMap<>();
    private final Map<String, KeyedFamily> families = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> firstLives = new LinkedHashMap<>();

    /**
     * Without actors yet.
     *
     * @param beans where the actor beans, of prototype scope, come from
     * @param registrar what has found them
     * @param customizers in the order in which they are asked
     * @throws ActorDefinitionException if they make no tree
     */
    public ActorBeans(
            ActorSystem system,
            ConfigurableListableBeanFactory beans,
            ActorBeanRegistrar registrar,
            List<ActorSpecCustomizer> customizers) {
        this.system = system;
        this.beans = beans;
        this.customizers = customizers;
        this.tree = new ActorTree(registrar.blueprints(), registrar.settings());
    }

    /**
     * The reference of an actor; with the root of its branch it is started, and runs as soon as the system does. Called while
     * Spring makes its singletons.
     */
    public synchronized ActorRef<Object> reference(String name) {
        var known = references.get(name);
        if (known != null) {
            return known;
        }
        spawn(tree.rootOf(tree.get(name)));
        var started = references.get(name);
        if (started == null) {
            throw new IllegalStateException("the actor was not started with its branch, name=" + name);
        }
        return started;
    }

    /** The actors of one class by key; their supervisor is started as other actors are. */
    public synchronized KeyedActors<Object> byKey(String name) {
        var _ = reference(name);
        var family = families.get(name);
        if (family == null) {
            throw new IllegalArgumentException("these are not actors by key, name=" + name);
        }
        return family;
    }

    /** The actor, or the actors by key, of a name; empty if there is no such bean. */
    public synchronized Optional<ActorTarget> find(String name) {
        return tree.find(name).flatMap(blueprint -> switch (blueprint) {
            case ActorBlueprint.BeanActor actor ->
                Optional.of(ActorTarget.of(name, reference(name), actor.definition()));
            case ActorBlueprint.Keyed actors -> Optional.of(ActorTarget.of(name, byKey(name), actors.definition()));
            case ActorBlueprint.Supervisor _ -> Optional.empty();
        });
    }

    /** The names of the actor beans. */
    public List<String> names() {
        return tree.names();
    }

    /** Starts all actors that have not been asked for. */
    public synchronized void startAll() {
        for (var root : tree.roots()) {
            if (!references.containsKey(root.name())) {
                spawn(root);
            }
        }
    }

    private void spawn(ActorBlueprint root) {
        ActorRef<Object> actor;
        try {
            actor = system.spawn(root.name(), specOf(root));
        } catch (IllegalArgumentException wrong) {
            throw mistake(root, wrong);
        }
        references.putIfAbsent(root.name(), actor);
        if (root instanceof ActorBlueprint.BeanActor) {
            register(root.name(), actor);
        }
    }

    private ActorSpec<Object> specOf(ActorBlueprint blueprint) {
        try {
            var spec = switch (blueprint) {
                case ActorBlueprint.BeanActor actor -> specOf(actor);
                case ActorBlueprint.Keyed actors -> specOf(actors);
                case ActorBlueprint.Supervisor supervisor -> specOf(supervisor);
            };
            var children = new ArrayList<>(spec.supervisor().children());
            for (var child : tree.childrenOf(blueprint)) {
                children.add(new ChildSpec(child.name(), specOf(child)));
            }
            return spec.withSupervisor(new SupervisorSpec(
                    spec.supervisor().strategy(), spec.supervisor().autoShutdown(), children));
        } catch (IllegalArgumentException wrong) {
            throw mistake(blueprint, wrong);
        }
    }

    private static ActorDefinitionException mistake(ActorBlueprint blueprint, IllegalArgumentException wrong) {
        return new ActorDefinitionException(
                "actor '" + blueprint.name() + "' cannot be made (" + blueprint.origin() + "): " + wrong.getMessage(),
                switch (blueprint) {
                    case ActorBlueprint.OfBean actor ->
                        "Correct its @Actor or @Supervises, or "
                                + SettingsBinder.keyOf(SettingsBinder.ACTORS, actor.name())
                                + ".*, which goes before them.";
                    case ActorBlueprint.Supervisor supervisor ->
                        "Correct " + SettingsBinder.keyOf(SettingsBinder.SUPERVISORS, supervisor.name())
                                + ".*, or the SupervisorSpec bean of that name.";
                });
    }

    private ActorSpec<Object> specOf(ActorBlueprint.Supervisor supervisor) {
        var settings = tree.settingsOf(supervisor);
        var children = supervisor.beanName() == null
                ? SupervisorSpec.DEFAULT
                : beans.getBean(supervisor.beanName(), SupervisorSpec.class);
        return ActorSpec.supervisor(settings.supervision().applyTo(children)).withRestart(settings.restart());
    }

    private ActorSpec<Object> specOf(ActorBlueprint.BeanActor actor) {
        var lives = new ActorLives(beans, actor, null);
        firstLives.put(actor.name(), lives.first());
        var spec = specOf(actor, lives);
        if (!tree.isRoot(actor)) {
            var reference = following(actor, room(spec));
            lives.beginWith(context -> {
                register(actor.name(), context.self());
                reference.follow(context.self());
            });
        }
        return spec;
    }

    private ActorSpec<Object> specOf(ActorBlueprint.OfBean actor, BehaviorFactory<Object> lives) {
        var definition = actor.definition();
        var spec = ActorSpec.of(lives)
                .withType(definition.type().getSimpleName())
                .withWireMessages(definition.wireMessages());
        spec = tree.settingsOf(actor).applyTo(spec);
        if (definition.takesWireMessages()) {
            spec = spec.withCodec(MessageCodec.RAW);
        }
        for (var customizer : customizers) {
            spec = customizer.customize(actor.name(), spec);
        }
        return spec;
    }

    private ActorSpec<Object> specOf(ActorBlueprint.Keyed actors) {
        var keys = tree.settingsOf(actors).keys();
        // What is wrong with it is told now, and not by the first key.
        var trial = specOf(actors, context -> message -> Behavior.same());
        if (keys.idleTimeout() != null) {
            requireCanLeave(trial);
        }
        var family = new KeyedFamily(system, tree.pathOf(actors), keys, room(trial), (key, seat) -> {
            var lives = new ActorLives(beans, actors, key);
            lives.beginWith(context -> seat.begin(context.self()));
            return specOf(actors, seat.idling(lives));
        });
        families.put(actors.name(), family);
        var reference = following(actors, keys.max());
        family.startedBy(reference);
        return family.supervisor(reference::follow);
    }

    private static void requireCanLeave(ActorSpec<Object> spec) {
        if (spec.lifecycle().restart() == RestartType.PERMANENT) {
            throw new IllegalArgumentException(
                    "an actor that stops when it is idle cannot be permanent, for it would be started afresh; make it"
                            + " transient, or leave the idle timeout out");
        }
        if (spec.mailbox().priority() != null) {
            throw new IllegalArgumentException(
                    "an actor that stops when it is idle cannot have a priority mailbox, which"
                            + " has no last message; leave the idle timeout out");
        }
    }

    private static int room(ActorSpec<Object> spec) {
        return Math.min(spec.mailbox().capacity(), MailboxSpec.DEFAULT.capacity());
    }

    private FollowingRef<Object> following(ActorBlueprint blueprint, int room) {
        var reference = new FollowingRef<>(system, tree.pathOf(blueprint), room);
        references.put(blueprint.name(), reference);
        return reference;
    }

    private void register(String name, ActorRef<Object> actor) {
        if (!system.registry().register(name, actor)) {
            throw new IllegalStateException("the name of an @Actor must be free, name=" + name + ", held by="
                    + system.registry().lookup(name).map(ActorRef::path).orElse("nobody any more"));
        }
    }

    /**
     * Waits until every actor has had its first bean, once the system runs.
     *
     * @throws BeanCreationException if one could not be made: the application must not start without it
     */
    public void awaitFirstLives(Duration timeout) {
        firstLives.forEach((actorName, firstLife) -> {
            try {
                firstLife.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                var cause = e.getCause();
                throw new BeanCreationException(
                        "actor '" + actorName + "' could not be started", cause == null ? e : cause);
            } catch (TimeoutException e) {
                throw new BeanCreationException("actor '" + actorName + "' was not started within " + timeout, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BeanCreationException("interrupted while actor '" + actorName + "' was being started", e);
            }
        });
    }
}
