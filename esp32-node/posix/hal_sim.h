/** Simulated temperature sensors: the weather of a room that the node's identity chooses. */
#ifndef MK_HAL_SIM_H
#define MK_HAL_SIM_H

#include "mk/platform.h"

typedef struct hal_sim {
    const mk_platform_t *platform; /**< its clock and its chance */
    float base_celsius;
} hal_sim_t;

/** Sensors of the node `identity`; `platform` must outlive it. */
void hal_sim_init(hal_sim_t *sim, const char *identity, const mk_platform_t *platform);

/** mk_sensor_t.read of these sensors; `context` is its hal_sim_t. */
mk_status_t hal_sim_read(void *context, uint32_t number, float *celsius);

#endif
