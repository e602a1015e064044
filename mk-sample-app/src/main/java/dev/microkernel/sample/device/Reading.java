package dev.microkernel.sample.device;

import dev.microkernel.codec.MessageType;

/**
 * What a sensor measured; in C {@code struct { int32_t sensor; float celsius; }}, packed.
 *
 * @param sensor which sensor of the device
 * @param celsius a finite temperature
 */
@MessageType(200)
public record Reading(int sensor, float celsius) {

    /** Refuses what no sensor measures. */
    public Reading {
        if (!Float.isFinite(celsius)) {
            throw new IllegalArgumentException("celsius must be finite, celsius=" + celsius);
        }
    }
}
