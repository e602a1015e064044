#include "device_actors.h"

#include "mk/node.h"

#define POLL_TIMER 1u

static void tell_state(mk_context_t *context, mk_actor_id_t to, mk_verdict_code_t verdict,
                       uint8_t pin, bool level)
{
    const uint8_t payload[] = { (uint8_t)verdict, pin, level ? 1 : 0 };
    if (to != MK_ACTOR_NONE) {
        (void)mk_tell(context, to, MK_TYPE_GPIO_STATE, payload, sizeof payload);
    }
}

/* ---- changes ---- */

static mk_gpio_watch_t *find(mk_gpio_actor_t *gpio, mk_actor_id_t who, uint8_t pin)
{
    for (size_t i = 0; i < MK_GPIO_WATCHES_MAX; i++) {
        mk_gpio_watch_t *watch = &gpio->watches[i];
        if (watch->who == who && (who == MK_ACTOR_NONE || watch->pin == pin)) {
            return watch;
        }
    }
    return NULL;
}

/** Whether that actor is told of any pin. */
static bool follows(const mk_gpio_actor_t *gpio, mk_actor_id_t who)
{
    for (size_t i = 0; i < MK_GPIO_WATCHES_MAX; i++) {
        if (gpio->watches[i].who == who) {
            return true;
        }
    }
    return false;
}

/** Looks whether pins have changed; without watches there is nothing to look at. */
static void poll_pins(mk_context_t *context, mk_gpio_actor_t *gpio, const mk_gpio_t *hardware)
{
    for (size_t i = 0; i < MK_GPIO_WATCHES_MAX; i++) {
        mk_gpio_watch_t *watch = &gpio->watches[i];
        bool level;
        if (watch->who != MK_ACTOR_NONE
            && hardware->read(hardware->context, watch->pin, &level) == MK_STATUS_OK
            && level != watch->level) {
            watch->level = level;
            tell_state(context, watch->who, MK_DONE, watch->pin, level);
        }
    }
}

static void forget(mk_context_t *context, mk_gpio_actor_t *gpio, mk_gpio_watch_t *watch)
{
    const mk_actor_id_t who = watch->who;
    watch->who = MK_ACTOR_NONE;
    if (!follows(gpio, who)) {
        (void)mk_unwatch(context, who);
    }
    bool any = false;
    for (size_t i = 0; i < MK_GPIO_WATCHES_MAX; i++) {
        any |= gpio->watches[i].who != MK_ACTOR_NONE;
    }
    if (!any) {
        (void)mk_timer_stop(context, POLL_TIMER);
    }
}

/** Whoever ends is told nothing any more. */
static void forget_all_of(mk_context_t *context, mk_gpio_actor_t *gpio, mk_actor_id_t who)
{
    for (size_t i = 0; i < MK_GPIO_WATCHES_MAX; i++) {
        if (gpio->watches[i].who == who) {
            forget(context, gpio, &gpio->watches[i]);
        }
    }
}

static mk_verdict_code_t follow(mk_context_t *context, mk_gpio_actor_t *gpio, mk_actor_id_t who,
                                uint8_t pin, bool level)
{
    if (who == MK_ACTOR_NONE) {
        return MK_MALFORMED; /* nobody to tell */
    }
    mk_gpio_watch_t *watch = find(gpio, who, pin);
    watch = watch != NULL ? watch : find(gpio, MK_ACTOR_NONE, 0);
    if (watch == NULL || mk_watch(context, who) != MK_STATUS_OK
        || mk_timer_start(context, POLL_TIMER, MK_GPIO_POLL_MS, MK_GPIO_POLL_MS) != MK_STATUS_OK) {
        return MK_NO_ROOM;
    }
    *watch = (mk_gpio_watch_t){ .who = who, .pin = pin, .level = level };
    return MK_DONE;
}

static void on_watch(mk_context_t *context, mk_node_t *node, const mk_frame_t *message)
{
    const mk_gpio_t *hardware = node->platform->hardware->gpio;
    const uint8_t pin = message->payload[0];
    bool level = false;
    mk_verdict_code_t verdict = mk_verdict_of(hardware->read(hardware->context, pin, &level));
    if (verdict == MK_DONE && message->payload[1] == 1) {
        verdict = follow(context, &node->gpio, message->source, pin, level);
    } else if (verdict == MK_DONE && message->source != MK_ACTOR_NONE) {
        mk_gpio_watch_t *watch = find(&node->gpio, message->source, pin);
        if (watch != NULL) {
            forget(context, &node->gpio, watch);
        }
    }
    tell_state(context, message->source, verdict, pin, level);
}

/* ---- requests ---- */

static void on_configure(mk_context_t *context, mk_node_t *node, const mk_frame_t *message)
{
    const mk_gpio_t *hardware = node->platform->hardware->gpio;
    const uint8_t pin = message->payload[0];
    const uint8_t mode = message->payload[1];
    const mk_status_t status =
        mode < MK_GPIO_MODE_COUNT
            ? hardware->configure(hardware->context, pin, (mk_gpio_mode_t)mode)
            : MK_STATUS_MALFORMED;
    bool level = false;
    if (status == MK_STATUS_OK) {
        const uint64_t bit = pin < 64 ? UINT64_C(1) << pin : 0;
        node->gpio.outputs =
            mode == MK_GPIO_OUTPUT ? node->gpio.outputs | bit : node->gpio.outputs & ~bit;
        (void)hardware->read(hardware->context, pin, &level);
    }
    tell_state(context, message->source, mk_verdict_of(status), pin, level);
}

static void on_write(mk_context_t *context, mk_node_t *node, const mk_frame_t *message)
{
    const mk_gpio_t *hardware = node->platform->hardware->gpio;
    const uint8_t pin = message->payload[0];
    const uint8_t level = message->payload[1];
    mk_verdict_code_t verdict = MK_MALFORMED;
    if (level <= 1) {
        const bool is_output = pin < 64 && (node->gpio.outputs >> pin & 1) != 0;
        verdict = is_output ? mk_verdict_of(hardware->write(hardware->context, pin, level == 1))
                            : MK_NOT_AN_OUTPUT;
    }
    tell_state(context, message->source, verdict, pin, level == 1);
}

static void on_read(mk_context_t *context, const mk_node_t *node, const mk_frame_t *message)
{
    const mk_gpio_t *hardware = node->platform->hardware->gpio;
    bool level = false;
    const mk_status_t status = hardware->read(hardware->context, message->payload[0], &level);
    tell_state(context, message->source, mk_verdict_of(status), message->payload[0], level);
}

static mk_next_t start(mk_context_t *context)
{
    mk_node_t *node = mk_state(context);
    node->gpio = (mk_gpio_actor_t){ .outputs = 0 }; /* who followed a pin asks again */
    return MK_NEXT_SAME;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    mk_node_t *node = mk_state(context);
    uint32_t timer;
    mk_actor_id_t ended;
    mk_exit_reason_t reason;
    if (mk_timer_notice(context, message, &timer)) {
        poll_pins(context, &node->gpio, node->platform->hardware->gpio);
        return MK_NEXT_SAME;
    }
    if (mk_exit_notice(context, message, &ended, &reason)) {
        forget_all_of(context, &node->gpio, ended);
        return MK_NEXT_SAME;
    }
    const uint32_t type = message->type;
    if (type < MK_TYPE_GPIO_CONFIGURE || type > MK_TYPE_GPIO_WATCH) {
        return MK_NEXT_UNHANDLED;
    }
    if (message->payload_size != (type == MK_TYPE_GPIO_READ ? 1u : 2u)) {
        tell_state(context, message->source, MK_MALFORMED, 0, false);
    } else if (type == MK_TYPE_GPIO_CONFIGURE) {
        on_configure(context, node, message);
    } else if (type == MK_TYPE_GPIO_WRITE) {
        on_write(context, node, message);
    } else if (type == MK_TYPE_GPIO_READ) {
        on_read(context, node, message);
    } else {
        on_watch(context, node, message);
    }
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "gpio", .start = start, .receive = receive };

const mk_actor_spec_t MK_GPIO_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 8,
    .restart = MK_PERMANENT,
};
