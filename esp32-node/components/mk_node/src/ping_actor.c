#include "ping_actor.h"

#include "mk/message_type.h"

mk_verdict_t mk_ping_receive(mk_node_t *node, const mk_frame_t *frame)
{
    if (frame->type != MK_TYPE_PING) {
        return MK_UNHANDLED;
    }
    const mk_frame_t pong = {
        .source = frame->dest,
        .dest = frame->source,
        .type = MK_TYPE_PONG,
        .payload_size = frame->payload_size,
        .payload = frame->payload,
    };
    const bool may_answer =
        frame->source != MK_ACTOR_NONE && frame->payload_size <= MK_PING_PAYLOAD_MAX;
    if (may_answer && mk_link_send(&node->link, &pong) == MK_STATUS_OK) {
        node->counters.pings_answered++;
    } else {
        node->counters.pings_unanswerable++;
    }
    return MK_HANDLED;
}
