package dev.microkernel.sample.device;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A device as people see it.
 *
 * @param id its identity, unique in the fleet
 * @param node its node id; another device may have it after this one is gone
 * @param state whether it is there
 * @param lastReading the newest reading; null before the first
 */
public record DeviceView(
        String id, int node, State state, @Nullable LastReading lastReading) {

    /** Whether a device is there. */
    public enum State {
        /** Connected, and readings come in. */
        ONLINE,
        /** Connected, but no reading for a while. */
        SILENT,
        /** Not connected any more. */
        GONE;

        /** As it stands in JSON. */
        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A reading and when it came.
     *
     * @param at when the controller got it
     */
    public record LastReading(int sensor, float celsius, Instant at) {}
}
