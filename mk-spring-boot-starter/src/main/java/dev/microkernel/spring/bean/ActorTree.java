package dev.microkernel.spring.bean;

import dev.microkernel.spring.ActorDefinitionException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/** Whose child each actor is: the supervision tree, as beans and settings say, without what actors spawn themselves. */
final class ActorTree {

    private final Map<String, ActorBlueprint> byName = new LinkedHashMap<>();
    private final Map<String, ActorSettings> actors = new LinkedHashMap<>();
    private final Map<String, SupervisorSettings> supervisors = new LinkedHashMap<>();

    /**
     * Reads the settings of every actor.
     *
     * @throws ActorDefinitionException if a parent is missing, or the tree has a circle
     */
    ActorTree(List<ActorBlueprint> blueprints, SettingsBinder settings) {
        for (var blueprint : blueprints) {
            byName.put(blueprint.name(), blueprint);
            switch (blueprint) {
                case ActorBlueprint.OfBean actor ->
                    actors.put(
                            actor.name(),
                            settings.actor(actor.name(), actor.definition().type()));
                case ActorBlueprint.Supervisor supervisor ->
                    supervisors.put(supervisor.name(), settings.supervisor(supervisor.name()));
            }
        }
        requireKnown(settings.actors());
        byName.values().forEach(this::requireRooted);
    }

    /** Settings for an actor that there is not are a mistake in its name, which would go unnoticed otherwise. */
    private void requireKnown(Set<String> configured) {
        for (var name : configured) {
            if (actors.keySet().stream()
                    .noneMatch(known -> SettingsBinder.uniform(known).equals(SettingsBinder.uniform(name)))) {
                throw new ActorDefinitionException(
                        "mk.actors." + name + " is set, and there is no actor bean of the name '" + name + "'",
                        actors.isEmpty()
                                ? "Remove it, or add a class with @Actor(\"" + name + "\")."
                                : "Correct the name to one of " + String.join(", ", actors.keySet())
                                        + ", or remove it.");
            }
        }
    }

    private void requireRooted(ActorBlueprint blueprint) {
        var path = new LinkedHashSet<String>();
        var here = blueprint;
        while (here != null) {
            if (!path.add(here.name())) {
                throw new ActorDefinitionException(
                        "actors are each other's parents: " + String.join(" -> ", path) + " -> " + here.name(),
                        "Give one of them another parent, or none, which is the root.");
            }
            here = parentOf(here);
        }
    }

    private @Nullable ActorBlueprint parentOf(ActorBlueprint child) {
        var name = parentName(child);
        if (name == null) {
            return null;
        }
        var parent = byName.get(name);
        if (parent == null) {
            throw new ActorDefinitionException(
                    "the parent of " + child.origin() + " is '" + name
                            + "', and there is no actor or supervisor of that" + " name",
                    "Correct the name to one of " + String.join(", ", byName.keySet())
                            + "; or add a SupervisorSpec bean of that name, or mk.supervisors." + name + ".strategy.");
        }
        if (parent instanceof ActorBlueprint.Keyed) {
            throw new ActorDefinitionException(
                    "the parent of " + child.origin() + " is '" + name + "', whose children are the actors of its keys",
                    "Give it another parent, or none, which is the root.");
        }
        return parent;
    }

    private @Nullable String parentName(ActorBlueprint child) {
        return switch (child) {
            case ActorBlueprint.OfBean actor -> settingsOf(actor).parent();
            case ActorBlueprint.Supervisor supervisor -> settingsOf(supervisor).parent();
        };
    }

    ActorSettings settingsOf(ActorBlueprint.OfBean actor) {
        return require(actors.get(actor.name()), actor);
    }

    SupervisorSettings settingsOf(ActorBlueprint.Supervisor supervisor) {
        return require(supervisors.get(supervisor.name()), supervisor);
    }

    private static <T> T require(@Nullable T value, ActorBlueprint blueprint) {
        if (value == null) {
            throw new IllegalArgumentException("not a part of this tree: " + blueprint.origin());
        }
        return value;
    }

    /** Those without a parent, in the order of the bean definitions. */
    List<ActorBlueprint> roots() {
        return byName.values().stream().filter(one -> parentOf(one) == null).toList();
    }

    /** The uppermost ancestor, or itself. */
    ActorBlueprint rootOf(ActorBlueprint blueprint) {
        var here = blueprint;
        for (var above = parentOf(here); above != null; above = parentOf(here)) {
            here = above;
        }
        return here;
    }

    boolean isRoot(ActorBlueprint blueprint) {
        return parentOf(blueprint) == null;
    }

    /** The children of an actor in the order of their start: as {@code @Order} says, then as the bean definitions are. */
    List<ActorBlueprint> childrenOf(ActorBlueprint parent) {
        return byName.values().stream()
                .filter(child -> parent.equals(parentOf(child)))
                .sorted(Comparator.comparingInt(ActorTree::order))
                .toList();
    }

    private static int order(ActorBlueprint blueprint) {
        return blueprint instanceof ActorBlueprint.OfBean actor ? actor.order() : Ordered.LOWEST_PRECEDENCE;
    }

    /** Where it stands: {@code /orders/printer}. */
    String pathOf(ActorBlueprint blueprint) {
        var parent = parentOf(blueprint);
        return (parent == null ? "" : pathOf(parent)) + "/" + blueprint.name();
    }

    /** The names of the actor beans, in the order of their definitions. */
    List<String> names() {
        return List.copyOf(actors.keySet());
    }

    Optional<ActorBlueprint> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    ActorBlueprint get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("there is no such actor bean, name=" + name));
    }
}
