#include "device_actors.h"

#include "byte_order.h"

#include "mk/node.h"

#define REQUEST_SIZE 8u
#define PHASE_MIN_MS 10u /**< of a blinking LED: shorter is dimming, which is PWM's */

enum {
    OFF,
    ON,
    BLINK
};

/** Each LED's timer has its number. */
static mk_status_t set_phase(mk_context_t *context, mk_led_state_t *led, uint8_t number, bool lit)
{
    const mk_node_t *node = mk_state(context);
    const mk_led_t *hardware = node->platform->hardware->led;
    led->lit = lit;
    const mk_status_t status = hardware->set(hardware->context, number, lit);
    if (status == MK_STATUS_OK && led->mode == BLINK) {
        return mk_timer_start(context, number, lit ? led->on_ms : led->off_ms, 0);
    }
    return status;
}

/** The phase of a blinking LED is over. */
static void blink(mk_context_t *context, mk_node_t *node, uint8_t number)
{
    mk_led_state_t *led = &node->leds[number];
    if (led->lit && led->times > 0 && --led->times == 0) {
        led->mode = OFF; /* it was the last time */
    }
    if (set_phase(context, led, number, !led->lit && led->mode == BLINK) != MK_STATUS_OK) {
        led->mode = OFF;
    }
}

static mk_verdict_code_t set(mk_context_t *context, mk_node_t *node, const uint8_t *request)
{
    const uint8_t number = request[0];
    const uint8_t mode = request[1];
    const mk_led_t *hardware = node->platform->hardware->led;
    if (number >= hardware->count || number >= MK_LEDS_MAX) {
        return MK_NOT_THERE;
    }
    mk_led_state_t *led = &node->leds[number];
    const mk_led_state_t wanted = {
        .mode = mode,
        .on_ms = mk_read_u16_le(request + 2),
        .off_ms = mk_read_u16_le(request + 4),
        .times = mk_read_u16_le(request + 6),
    };
    if (mode > BLINK
        || (mode == BLINK && (wanted.on_ms < PHASE_MIN_MS || wanted.off_ms < PHASE_MIN_MS))) {
        return MK_MALFORMED;
    }
    (void)mk_timer_stop(context, number);
    *led = wanted;
    const mk_status_t status = set_phase(context, led, number, mode != OFF);
    if (status != MK_STATUS_OK) {
        led->mode = OFF;
    }
    return mk_verdict_of(status);
}

static mk_next_t start(mk_context_t *context)
{
    mk_node_t *node = mk_state(context);
    for (uint8_t i = 0; i < MK_LEDS_MAX && i < node->platform->hardware->led->count; i++) {
        node->leds[i] = (mk_led_state_t){ .mode = OFF };
        (void)set_phase(context, &node->leds[i], i, false);
    }
    return MK_NEXT_SAME;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    mk_node_t *node = mk_state(context);
    uint32_t timer;
    if (mk_timer_notice(context, message, &timer)) {
        blink(context, node, (uint8_t)timer);
        return MK_NEXT_SAME;
    }
    if (message->type != MK_TYPE_LED_SET) {
        return MK_NEXT_UNHANDLED;
    }
    uint8_t answer[] = { MK_MALFORMED, 0, 0 };
    if (message->payload_size == REQUEST_SIZE) {
        answer[0] = (uint8_t)set(context, node, message->payload);
        answer[1] = message->payload[0];
        answer[2] = message->payload[1];
    }
    mk_answer(context, message, MK_TYPE_LED_STATE, answer, sizeof answer);
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "led", .start = start, .receive = receive };

const mk_actor_spec_t MK_LED_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 8,
    .restart = MK_PERMANENT,
};
