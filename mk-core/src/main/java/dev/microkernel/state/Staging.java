package dev.microkernel.state;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the contents will be when the changes admitted so far are made: changes are checked one after the other and
 * become durable together, and until then nobody else may see them. Only the thread that changes the contents uses it.
 */
final class Staging {

    private final Contents contents;
    private final StateLimits limits;
    private final Map<String, Owner> owners = new HashMap<>();
    private StateUsage total;

    Staging(Contents contents, StateLimits limits) {
        this.contents = contents;
        this.limits = limits;
        this.total = contents.usage();
    }

    /** What one owner will have: lengths of values that differ from the contents, null for those that are gone. */
    private final class Owner {
        private final String name;
        private final Map<StateKey, @Nullable Integer> lengths = new HashMap<>();
        private boolean cleared;
        private StateUsage usage;

        Owner(String name) {
            this.name = name;
            this.usage = contents.usage(name);
        }

        @Nullable
        Integer length(StateKey key) {
            if (lengths.containsKey(key)) {
                return lengths.get(key);
            }
            var value = cleared ? null : contents.get(name, key);
            return value == null ? null : value.length;
        }

        void set(StateKey key, @Nullable Integer length, int keys, long bytes) {
            lengths.put(key, length);
            count(keys, bytes);
        }

        void clear() {
            count(-usage.keys(), -usage.bytes());
            lengths.clear();
            cleared = true;
        }

        private void count(int keys, long bytes) {
            usage = usage.plus(keys, bytes);
            total = total.plus(keys, bytes);
        }
    }

    /**
     * Counts a change as made.
     *
     * @return whether it changes anything
     * @throws StateLimitException if a limit is in its way; then it is not counted
     */
    boolean admit(Change change) {
        var owner = owners.computeIfAbsent(change.owner(), Owner::new);
        return switch (change) {
            case Change.Put put -> {
                var old = owner.length(put.key());
                int keys = old == null ? 1 : 0;
                int length = put.value().length;
                long bytes = (long) length - (old == null ? -put.key().length() : old);
                requireRoom(owner, keys, bytes);
                owner.set(put.key(), length, keys, bytes);
                yield true;
            }
            case Change.Remove remove -> {
                var old = owner.length(remove.key());
                if (old != null) {
                    owner.set(remove.key(), null, -1, -(long) remove.key().length() - old);
                }
                yield old != null;
            }
            case Change.Clear(var _) -> {
                boolean any = owner.usage.keys() > 0;
                owner.clear();
                yield any;
            }
        };
    }

    private void requireRoom(Owner owner, int keys, long bytes) {
        var name = owner.name;
        require(keys, owner.usage.keys(), limits.ownerKeys(), "ownerKeys", "values of one owner", name);
        require(bytes, owner.usage.bytes(), limits.ownerBytes(), "ownerBytes", "bytes of one owner", name);
        require(keys, total.keys(), limits.storeKeys(), "storeKeys", "values of the whole store", name);
        require(bytes, total.bytes(), limits.storeBytes(), "storeBytes", "bytes of the whole store", name);
    }

    private static void require(long more, long now, long limit, String component, String what, String owner) {
        if (more > 0 && now + more > limit) {
            throw new StateLimitException(what + " must be at most " + limit + ", now=" + now + ", more=" + more
                    + ", owner=" + owner + "; delete some, or raise StateLimits." + component);
        }
    }
}
