#include "hal_sim.h"

#include "mk/hello.h"

#include <math.h>

#define PERIOD_MS         600000u
#define AMPLITUDE_CELSIUS 1.5f
#define NOISE_CELSIUS     0.05f
#define TWO_PI            6.2831853f

void hal_sim_init(hal_sim_t *sim, const char *identity, const mk_platform_t *platform)
{
    sim->platform = platform;
    sim->base_celsius = 18.0f + (float)(mk_fnv1a32(identity) % 70) / 10.0f; /* 18.0..24.9 */
}

mk_status_t hal_sim_read(void *context, uint32_t number, float *celsius)
{
    const hal_sim_t *sim = context;
    const mk_platform_t *platform = sim->platform;
    const uint32_t phase_ms = (uint32_t)(platform->now_ms(platform->context) % PERIOD_MS);
    const float wave = sinf(TWO_PI * (float)phase_ms / (float)PERIOD_MS);
    const uint32_t chance = platform->random_u32(platform->context) % 2001; /* 0..2000 */
    const float noise = (float)chance / 1000.0f - 1.0f;
    const float elsewhere = 0.5f * (float)(number - 1); /* each sensor has a place of its own */
    *celsius = sim->base_celsius + elsewhere + AMPLITUDE_CELSIUS * wave + NOISE_CELSIUS * noise;
    return MK_STATUS_OK;
}
