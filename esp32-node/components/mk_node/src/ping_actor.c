#include "ping_actor.h"

#include "mk/message_type.h"
#include "mk/node.h"

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    if (message->type != MK_TYPE_PING) {
        return MK_NEXT_UNHANDLED;
    }
    mk_node_t *node = mk_state(context);
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

static const mk_behavior_t BEHAVIOR = { .type = "ping", .receive = receive };

const mk_actor_spec_t MK_PING_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 16,
    .restart = MK_PERMANENT,
};
