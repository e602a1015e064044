/** The payload of MK_TYPE_READING: struct { int32 sensor; float celsius }, packed little-endian. */
#ifndef MK_READING_H
#define MK_READING_H

#include <stdint.h>

#define MK_READING_SIZE 8u

typedef struct mk_reading {
    int32_t sensor;
    float celsius;
} mk_reading_t;

/** Writes `reading` to the MK_READING_SIZE bytes of `out`. Pure; any thread. */
void mk_reading_encode(const mk_reading_t *reading, uint8_t *out);

#endif
