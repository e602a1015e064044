package dev.microkernel.spring.bean;

import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Supervises;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.origin.Origin;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Reads settings of actors: from {@code mk.actors.<name>}, and behind that from annotations, whose attributes are bound as if
 * they were properties of the same names.
 */
final class SettingsBinder {

    static final String ACTORS = "mk.actors";
    static final String SUPERVISORS = "mk.supervisors";

    private final Environment environment;

    SettingsBinder(Environment environment) {
        this.environment = environment;
    }

    ActorSettings actor(String name, Class<?> type) {
        return bind(keyOf(ACTORS, name), attributes(type), type, ActorSettings.class);
    }

    SupervisorSettings supervisor(String name) {
        return bind(keyOf(SUPERVISORS, name), Map.of(), null, SupervisorSettings.class);
    }

    /** The names of the actors that there are settings for. */
    Set<String> actors() {
        return names(ACTORS);
    }

    /** The names of the supervisors that there are settings for. */
    Set<String> supervisors() {
        return names(SUPERVISORS);
    }

    private Set<String> names(String prefix) {
        return Binder.get(environment)
                .bind(prefix, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet();
    }

    private <T> T bind(String prefix, Map<String, String> attributes, @Nullable Class<?> annotated, Class<T> type) {
        var sources = new ArrayList<ConfigurationPropertySource>();
        ConfigurationPropertySources.get(environment).forEach(sources::add);
        if (annotated != null) {
            sources.add(source(prefix, attributes, annotated));
        }
        return new Binder(
                        sources,
                        new PropertySourcesPlaceholdersResolver(environment),
                        ApplicationConversionService.getSharedInstance())
                .bindOrCreate(prefix, type);
    }

    /** Attributes as properties that say, where one is wrong, which class they come from. */
    private static ConfigurationPropertySource source(
            String prefix, Map<String, String> attributes, Class<?> annotated) {
        Origin origin = new Origin() {
            @Override
            public String toString() {
                return "annotations of " + annotated.getName();
            }
        };
        var properties = new HashMap<ConfigurationPropertyName, ConfigurationProperty>();
        attributes.forEach((attribute, value) -> {
            var name = ConfigurationPropertyName.of(prefix + "." + attribute);
            properties.put(name, new ConfigurationProperty(name, value, origin));
        });
        return properties::get;
    }

    /** The attributes that are set, by the names of the properties that go before them. */
    private static Map<String, String> attributes(Class<?> type) {
        var attributes = new LinkedHashMap<String, String>();
        var actor = AnnotatedElementUtils.findMergedAnnotation(type, Actor.class);
        if (actor != null) {
            put(attributes, "parent", actor.parent());
            put(attributes, "mailbox.capacity", actor.mailboxCapacity());
            put(attributes, "mailbox.overflow", actor.overflow());
            put(attributes, "mailbox.deadline", actor.overflowDeadline());
            put(attributes, "restart", actor.restart());
            put(attributes, "significant", actor.significant());
            put(attributes, "retries", actor.retries());
            put(attributes, "keeps-mailbox", actor.keepsMailbox());
            put(attributes, "stop-deadline", actor.stopDeadline());
            put(attributes, "keys.max", actor.keysMax());
            put(attributes, "keys.idle-timeout", actor.idleTimeout());
        }
        var supervises = AnnotatedElementUtils.findMergedAnnotation(type, Supervises.class);
        if (supervises != null) {
            // Saying that it supervises, and no more, is saying that it does as OTP's supervisors do.
            put(attributes, "supervision.strategy", supervises.value().isEmpty() ? "one-for-one" : supervises.value());
            put(attributes, "supervision.max-restarts", supervises.maxRestarts());
            put(attributes, "supervision.within", supervises.within());
            put(attributes, "supervision.backoff-min", supervises.backoffMin());
            put(attributes, "supervision.backoff-max", supervises.backoffMax());
            put(attributes, "supervision.auto-shutdown", supervises.autoShutdown());
        }
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (StringUtils.hasText(value)) {
            attributes.put(name, value);
        }
    }

    /** Names of actors may hold what keys of properties may not: such a name stands in brackets, as in any map. */
    static String keyOf(String prefix, String name) {
        var key = prefix + "." + uniform(name);
        return ConfigurationPropertyName.isValid(key) ? key : prefix + ".[" + name + "]";
    }

    /** What the ways of writing a name as a key have in common: THE_OTHER, theOther and the-other are one. */
    static String uniform(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "") : name;
    }
}
