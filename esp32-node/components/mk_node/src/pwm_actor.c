#include "device_actors.h"

#include "byte_order.h"

#include "mk/node.h"

#include <string.h>

#define REQUEST_SIZE     7u
#define FREQUENCY_MAX_HZ 40000000u
#define DUTY_MAX         1000u

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    const mk_node_t *node = mk_state(context);
    const mk_pwm_t *hardware = node->platform->hardware->pwm;
    uint8_t answer[1 + REQUEST_SIZE] = { MK_MALFORMED };
    if (message->type != MK_TYPE_PWM_SET) {
        return MK_NEXT_UNHANDLED;
    }
    if (message->payload_size == REQUEST_SIZE) {
        memcpy(answer + 1, message->payload, REQUEST_SIZE);
        const uint8_t channel = message->payload[0];
        const uint32_t frequency = mk_read_u32_le(message->payload + 1);
        const uint16_t duty = mk_read_u16_le(message->payload + 5);
        if (frequency > 0 && frequency <= FREQUENCY_MAX_HZ && duty <= DUTY_MAX) {
            answer[0] =
                (uint8_t)mk_verdict_of(hardware->set(hardware->context, channel, frequency, duty));
        }
    }
    mk_answer(context, message, MK_TYPE_PWM_STATE, answer, sizeof answer);
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "pwm", .receive = receive };

const mk_actor_spec_t MK_PWM_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 8,
    .restart = MK_PERMANENT,
};
