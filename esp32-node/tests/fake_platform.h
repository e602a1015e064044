/** A platform whose time, chance, sensor and log are in the hands of a test. */
#ifndef MK_TEST_FAKE_PLATFORM_H
#define MK_TEST_FAKE_PLATFORM_H

#include "mk/platform.h"

typedef struct fake_platform {
    mk_platform_t platform;
    uint64_t now_ms;
    uint32_t random; /**< what random_u32 gives next; then it counts up by 12345 */
    float celsius;
    mk_status_t sensor_status;
    char log[65536]; /**< all lines, each ended by a newline; cut when full */
} fake_platform_t;

void fake_platform_init(fake_platform_t *fake);

#endif
