#include "mk/reading.h"

#include "byte_order.h"

#include <assert.h>
#include <string.h>

static_assert(sizeof(float) == sizeof(uint32_t), "the wire carries IEEE 754 single precision");

enum {
    SENSOR_OFFSET = 0,
    CELSIUS_OFFSET = 4
};

void mk_reading_encode(const mk_reading_t *reading, uint8_t *out)
{
    uint32_t celsius_bits;
    memcpy(&celsius_bits, &reading->celsius, sizeof celsius_bits);
    mk_write_u32_le(out + SENSOR_OFFSET, (uint32_t)reading->sensor);
    mk_write_u32_le(out + CELSIUS_OFFSET, celsius_bits);
}
