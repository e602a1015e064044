#include "fake_platform.h"

#include <stdio.h>
#include <string.h>

static uint64_t now_ms(void *context)
{
    const fake_platform_t *fake = context;
    return fake->now_ms;
}

static uint32_t random_u32(void *context)
{
    fake_platform_t *fake = context;
    const uint32_t random = fake->random;
    fake->random += 12345;
    return random;
}

static void write_log(void *context, mk_log_level_t level, const char *text)
{
    (void)level;
    fake_platform_t *fake = context;
    const size_t used = strlen(fake->log);
    snprintf(fake->log + used, sizeof fake->log - used, "%s\n", text);
}

static mk_status_t read_sensor(void *context, uint32_t number, float *celsius)
{
    const fake_platform_t *fake = context;
    *celsius = fake->celsius + (float)(number - 1);
    return fake->sensor_status;
}

void fake_platform_init(fake_platform_t *fake)
{
    fake->platform = (mk_platform_t){
        .context = fake,
        .now_ms = now_ms,
        .random_u32 = random_u32,
        .log = write_log,
        .sensor = { .context = fake, .read = read_sensor },
    };
    fake->now_ms = 1000000;
    fake->random = 0;
    fake->celsius = 21.5f;
    fake->sensor_status = MK_STATUS_OK;
    fake->log[0] = '\0';
}
