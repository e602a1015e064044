/** The actors of the device's hardware, store and figures. Their state is the node. */
#ifndef MK_DEVICE_ACTORS_H
#define MK_DEVICE_ACTORS_H

#include "mk/actor.h"
#include "mk/device_msg.h"

extern const mk_actor_spec_t MK_GPIO_ACTOR;
extern const mk_actor_spec_t MK_I2C_ACTOR;
extern const mk_actor_spec_t MK_PWM_ACTOR;
extern const mk_actor_spec_t MK_LED_ACTOR;
extern const mk_actor_spec_t MK_STORE_ACTOR;
extern const mk_actor_spec_t MK_METRICS_ACTOR;

/** The verdict for what a driver said. */
mk_verdict_code_t mk_verdict_of(mk_status_t status);

/** Answers a request, if somebody waits for it. */
void mk_answer(mk_context_t *context, const mk_frame_t *request, uint32_t type,
               const uint8_t *payload, uint32_t size);

#endif
