package dev.microkernel.spring.bean;

import dev.microkernel.spring.ActorDefinitionException;
import java.util.regex.Pattern;
import org.springframework.util.StringUtils;

/** The path of actors by key: a name, and a variable for the key. */
final class KeyedPath {

    private static final Pattern PATH = Pattern.compile("/([^/{}]+)/\\{[^/{}]+}");

    private KeyedPath() {}

    /**
     * The name in the path of an actor class.
     *
     * @param name what the class says besides; may be empty
     * @throws ActorDefinitionException if the path is not of that form, or the names differ
     */
    static String nameIn(Class<?> type, String path, String name) {
        var matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new ActorDefinitionException(
                    "the path of actor class " + type.getName() + " must be a name and one variable, path=" + path,
                    "Write it as @Actor(path = \"/device/{id}\"). Its place in the tree is its parent's: name that as"
                            + " parent.");
        }
        var found = matcher.group(1);
        if (StringUtils.hasText(name) && !name.equals(found)) {
            throw new ActorDefinitionException(
                    "actor class " + type.getName() + " has two names: value=" + name + ", path=" + path,
                    "Leave the value out: actors by key are called by the first element of their path.");
        }
        return found;
    }
}
