#include "ping_actor.h"

#include "byte_order.h"

#include "mk/message_type.h"
#include "mk/node.h"

#include <string.h>

#define MEASURE_TIMER 1u
#define MEASURED_SIZE 5u

enum {
    ANSWERED,
    NO_SUCH_NAME,
    NO_ANSWER,
    BUSY
};

static mk_next_t answer_ping(mk_context_t *context, mk_node_t *node, const mk_frame_t *message)
{
    const bool may_answer =
        message->source != MK_ACTOR_NONE && message->payload_size <= MK_PING_PAYLOAD_MAX;
    if (may_answer
        && mk_tell(context, message->source, MK_TYPE_PONG, message->payload, message->payload_size)
               == MK_ACCEPTED) {
        node->counters.pings_answered++;
    } else {
        node->counters.pings_unanswerable++;
    }
    return MK_NEXT_SAME;
}

/* ---- how long another actor takes ---- */

static void tell_measured(mk_context_t *context, mk_actor_id_t to, uint8_t verdict, uint32_t ms)
{
    uint8_t payload[MEASURED_SIZE];
    payload[0] = verdict;
    mk_write_u32_le(payload + 1, ms);
    (void)mk_tell(context, to, MK_TYPE_MEASURED, payload, sizeof payload); /* or a dead letter */
}

static mk_next_t measure(mk_context_t *context, mk_ping_actor_t *ping, const mk_frame_t *message)
{
    char name[MK_PATH_SIZE];
    if (message->source == MK_ACTOR_NONE || message->payload_size == 0
        || message->payload_size >= sizeof name) {
        return MK_NEXT_UNHANDLED;
    }
    memcpy(name, message->payload, message->payload_size);
    name[message->payload_size] = '\0';
    if (ping->asker != MK_ACTOR_NONE) {
        tell_measured(context, message->source, BUSY, 0);
        return MK_NEXT_SAME;
    }
    const mk_actor_id_t dest = mk_whereis(context, name);
    if (dest == MK_ACTOR_NONE) {
        tell_measured(context, message->source, NO_SUCH_NAME, 0);
        return MK_NEXT_SAME;
    }
    uint8_t nonce[4];
    mk_write_u32_le(nonce, ++ping->nonce);
    if (mk_watch(context, dest) != MK_STATUS_OK
        || mk_tell(context, dest, MK_TYPE_PING, nonce, sizeof nonce) != MK_ACCEPTED
        || mk_timer_start(context, MEASURE_TIMER, MK_MEASURE_TIMEOUT_MS, 0) != MK_STATUS_OK) {
        (void)mk_unwatch(context, dest);
        tell_measured(context, message->source, NO_ANSWER, 0);
        return MK_NEXT_SAME;
    }
    ping->asker = message->source;
    ping->asked = dest;
    ping->asked_ms = mk_now_ms(context);
    return MK_NEXT_SAME;
}

/** The measurement is over. */
static mk_next_t conclude(mk_context_t *context, mk_ping_actor_t *ping, uint8_t verdict)
{
    tell_measured(context, ping->asker, verdict, (uint32_t)(mk_now_ms(context) - ping->asked_ms));
    ping->asker = MK_ACTOR_NONE;
    (void)mk_timer_stop(context, MEASURE_TIMER);
    (void)mk_unwatch(context, ping->asked);
    return MK_NEXT_SAME;
}

static mk_next_t on_pong(mk_context_t *context, mk_ping_actor_t *ping, const mk_frame_t *message)
{
    const bool is_due = ping->asker != MK_ACTOR_NONE && message->payload_size == 4
                        && mk_read_u32_le(message->payload) == ping->nonce;
    return is_due ? conclude(context, ping, ANSWERED) : MK_NEXT_UNHANDLED; /* it came too late */
}

static mk_next_t start(mk_context_t *context)
{
    mk_node_t *node = mk_state(context);
    node->ping.asker = MK_ACTOR_NONE;
    return MK_NEXT_SAME;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    mk_node_t *node = mk_state(context);
    uint32_t timer;
    mk_actor_id_t ended;
    mk_exit_reason_t reason;
    if (mk_timer_notice(context, message, &timer)
        || mk_exit_notice(context, message, &ended, &reason)) {
        return conclude(context, &node->ping, NO_ANSWER);
    }
    switch (message->type) {
    case MK_TYPE_PING:
        return answer_ping(context, node, message);
    case MK_TYPE_MEASURE:
        return measure(context, &node->ping, message);
    case MK_TYPE_PONG:
        return on_pong(context, &node->ping, message);
    default:
        return MK_NEXT_UNHANDLED;
    }
}

static const mk_behavior_t BEHAVIOR = { .type = "ping", .start = start, .receive = receive };

const mk_actor_spec_t MK_PING_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 16,
    .restart = MK_PERMANENT,
};
