/* A mounted link with an MK02 node. */
#include "link_parts.h"

#include "mk/message_type.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- input ---- */

/** Whether the tag behind the frame of `size` bytes is the right one; the next one is due then. */
static bool is_tagged_well(mk_link_t *link, const uint8_t *frame, size_t size)
{
    uint8_t tag[MK_TAG_SIZE];
    mk_link_tag(link->self->crypto, link->session.key_in, link->session.frames_in,
                (mk_bytes_t){ .bytes = frame, .size = size }, tag);
    link->session.frames_in++;
    return mk_bytes_equal_in_constant_time(tag, frame + size, sizeof tag);
}

mk_status_t mk_link02_take(mk_link_t *link, mk_frame_t *frame, mk_reason_t *reason)
{
    const uint8_t *bytes = link->inbound + link->start;
    const size_t size = link->end - link->start;
    const size_t tag_size = link->session.is_tagged ? MK_TAG_SIZE : 0;
    const mk_status_t status = mk_wire_decode(
        MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX + MK_EXTENSIONS_SIZE_MAX, frame, reason);
    if (status != MK_STATUS_OK) {
        return status;
    }
    const size_t frame_size = mk_wire_size(frame);
    if (size - frame_size < tag_size) {
        return MK_STATUS_NEED_MORE;
    }
    if (tag_size > 0 && !is_tagged_well(link, bytes, frame_size)) {
        *reason = (mk_reason_t){
            .code = MK_REASON_RULE,
            .rule = "a frame must have the tag that the key makes of it",
            .value = (uint32_t)(link->session.frames_in - 1),
        };
        return MK_STATUS_MALFORMED;
    }
    link->start += frame_size + tag_size;
    return MK_STATUS_OK;
}

static mk_link_event_t broken(mk_link_t *link, const char *rule, uint32_t value)
{
    mk_link_break(link, MK_GOODBYE_MALFORMED, rule, value);
    return MK_LINK_EVENT_NONE;
}

void mk_link02_on_goodbye(mk_link_t *link, const mk_link_msg_t *msg)
{
    link->goodbye =
        msg->reason <= MK_GOODBYE_TOO_MANY ? (mk_goodbye_t)msg->reason : MK_GOODBYE_OTHER;
    const size_t room = sizeof link->farewell - 1;
    size_t size = msg->text_size < room ? msg->text_size : room;
    while (size > 0 && size < msg->text_size && (msg->text[size] & 0xC0) == 0x80) {
        size--; /* no half character */
    }
    if (size > 0) {
        memcpy(link->farewell, msg->text, size);
    }
    link->farewell[size] = '\0';
    const mk_reason_t reason = { .code = MK_REASON_GOODBYE, .value = link->goodbye };
    link->session.hello_size = 0; /* it listens no more */
    mk_link_refuse(link, MK_GOODBYE_OTHER, &reason);
}

static mk_link_event_t on_credit(mk_link_t *link, uint64_t limit)
{
    if (limit < link->session.limit_out) {
        return broken(link, "CREDIT must not fall", (uint32_t)limit);
    }
    link->session.limit_out = limit;
    return MK_LINK_EVENT_NONE;
}

static mk_link_event_t on_name(mk_link_t *link, const mk_link_msg_t *msg)
{
    char name[MK_PATH_SIZE];
    assert(msg->text_size < sizeof name);
    memcpy(name, msg->text, msg->text_size);
    name[msg->text_size] = '\0';
    return msg->type == MK_LINK_NAME_ADD ? mk_link_learn(link, name, msg->first)
                                         : mk_link_forget(link, name);
}

/** An event about an actor of the peer. */
static mk_link_event_t about(mk_link_t *link, mk_actor_id_t actor, mk_link_event_t event)
{
    if (mk_actor_node(actor) != link->peer.node_id) {
        link->counters.wrong_source++;
        return MK_LINK_EVENT_NONE;
    }
    return event;
}

static mk_link_event_t on_message(mk_link_t *link, const mk_link_msg_t *msg)
{
    mk_link_session_t *session = &link->session;
    switch (msg->type) {
    case MK_LINK_RESUME:
        /* This node asks for no confirmation, so it has nothing to resume. */
        return msg->second == 0
                   ? MK_LINK_EVENT_NONE
                   : broken(link, "RESUME must be of what was sent", (uint32_t)msg->second);
    case MK_LINK_GOODBYE:
        mk_link02_on_goodbye(link, msg);
        return MK_LINK_EVENT_NONE;
    case MK_LINK_PING:
        session->pong_token = msg->first;
        session->owes_pong = true;
        mk_link02_settle(link);
        return MK_LINK_EVENT_NONE;
    case MK_LINK_PONG:
        if (msg->first == session->ping_sent_ms) {
            session->round_trip_ms = (uint32_t)(link->now_ms - session->ping_sent_ms);
        }
        return MK_LINK_EVENT_NONE;
    case MK_LINK_CREDIT:
        return on_credit(link, msg->first);
    case MK_LINK_ACK:
        return msg->first == 0 ? MK_LINK_EVENT_NONE
                               : broken(link, "ACK must be of what was sent", (uint32_t)msg->first);
    case MK_LINK_UNDELIVERABLE:
        return about(link, msg->second, MK_LINK_EVENT_UNDELIVERABLE);
    case MK_LINK_NAME_ADD:
    case MK_LINK_NAME_REMOVE:
        return on_name(link, msg);
    case MK_LINK_WATCH:
        return MK_LINK_EVENT_WATCH;
    case MK_LINK_UNWATCH:
        return MK_LINK_EVENT_UNWATCH;
    case MK_LINK_TERMINATED:
        return about(link, msg->first, MK_LINK_EVENT_TERMINATED);
    case MK_LINK_PROOF:
        return broken(link, "PROOF must be sent in the handshake only", 0);
    default: /* NAMES_END; GROUP_JOIN and GROUP_LEAVE, which this node has not asked for */
        return MK_LINK_EVENT_NONE;
    }
}

static mk_link_event_t on_system_frame(mk_link_t *link, const mk_frame_t *frame)
{
    mk_reason_t reason;
    const bool is_resume = frame->type == MK_LINK_RESUME;
    if (link->session.resumed == is_resume && frame->type != MK_LINK_GOODBYE) {
        return broken(link, "RESUME must be the first frame, and no other", frame->type);
    }
    link->session.resumed = true;
    if (!mk_link_msg_is(frame->type)) {
        link->counters.unknown_system++;
        return MK_LINK_EVENT_NONE;
    }
    if (mk_link_msg_decode(frame->type, frame->payload, frame->payload_size, &link->message,
                           &reason)
        != MK_STATUS_OK) {
        mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
        return MK_LINK_EVENT_NONE;
    }
    return on_message(link, &link->message);
}

/** Answers a message whose extension this node had to understand. */
static void answer_not_understood(mk_link_t *link, const mk_frame_t *frame, uint8_t extension)
{
    char text[24];
    link->counters.not_understood++;
    if (frame->source != MK_ACTOR_NONE) {
        snprintf(text, sizeof text, "extension %u", (unsigned)extension);
        const mk_link_msg_t msg = {
            .type = MK_LINK_UNDELIVERABLE,
            .first = frame->source,
            .second = frame->dest,
            .message_type = frame->type,
            .reason = MK_UNDELIVERABLE_NOT_UNDERSTOOD,
            .text = (const uint8_t *)text,
            .text_size = strlen(text),
        };
        (void)mk_link_tell(link, &msg);
    }
}

/** Whether a message that wants to be confirmed is to be delivered now. */
static bool is_due(mk_link_t *link, uint64_t number)
{
    mk_link_session_t *session = &link->session;
    if (session->receipt.incarnation == 0) {
        return true; /* this node has offered no confirmation, and gives none */
    }
    const mk_receipt_verdict_t verdict = mk_receipt_enter(&session->receipt, number);
    session->owes_ack |= verdict != MK_RECEIPT_TOO_EARLY;
    link->counters.repeated += verdict != MK_RECEIPT_DUE;
    return verdict == MK_RECEIPT_DUE;
}

mk_link_event_t mk_link02_on_frame(mk_link_t *link, mk_frame_t *frame)
{
    if (mk_type_is_system(frame->type)) {
        return on_system_frame(link, frame);
    }
    mk_link_session_t *session = &link->session;
    const size_t size = mk_wire_size(frame);
    mk_extensions_t extensions;
    mk_reason_t reason;
    if (!session->resumed) {
        return broken(link, "RESUME must be the first frame, and no other", frame->type);
    }
    if (session->bytes_in >= session->limit_in) {
        return broken(link, "no more may be sent than there is credit for",
                      (uint32_t)session->bytes_in);
    }
    /* The header stands before the payload, and both are still in the inbound bytes. */
    const uint8_t *header =
        link->inbound + link->start - size - (session->is_tagged ? MK_TAG_SIZE : 0);
    if (mk_extensions_take(header, frame, &extensions, &reason) != MK_STATUS_OK) {
        mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
        return MK_LINK_EVENT_NONE;
    }
    if (frame->payload_size > MK_PAYLOAD_MAX) {
        return broken(link, "a payload must not be longer than this node's hello allows",
                      frame->payload_size);
    }
    /* It is handled before the next one, so there is room again. Nobody can be late for the same
     * reason: a DEADLINE, which counts from the arrival, is never over. */
    session->bytes_in += size;
    session->owes_credit |= session->limit_in - session->bytes_in < MK_WINDOW / 2
                            || session->bytes_in > session->limit_in;
    const bool is_had = extensions.sequence == 0 || is_due(link, extensions.sequence);
    mk_link02_settle(link);
    if (!is_had || !mk_link_is_addressed_well(link, frame)) {
        return MK_LINK_EVENT_NONE;
    }
    if (extensions.not_understood != 0) {
        answer_not_understood(link, frame, extensions.not_understood);
        return MK_LINK_EVENT_NONE;
    }
    return MK_LINK_EVENT_FRAME;
}

/* ---- output ---- */

void mk_link02_begin(mk_link_t *link)
{
    mk_link_session_t *session = &link->session;
    session->is_tagged = session->proof_size > 0 && !link->is_private;
    session->limit_in = MK_WINDOW;
    session->heard_ms = link->now_ms;
    session->ping_due_ms = link->now_ms;
    if (link->self->receipts != NULL) {
        session->receipt = mk_receipts_take(link->self->receipts, link->peer.node_id,
                                            link->peer.incarnation);
    }
    const mk_link_msg_t resume = {
        .type = MK_LINK_RESUME,
        .first = session->receipt.session,
        .second = session->receipt.last,
    };
    const mk_status_t status = mk_link_put_msg(link, &resume);
    assert(status == MK_STATUS_OK); /* hello and proof leave room for it */
    (void)status;
}

void mk_link02_settle(mk_link_t *link)
{
    mk_link_session_t *session = &link->session;
    if (session->owes_pong) {
        const mk_link_msg_t pong = { .type = MK_LINK_PONG, .first = session->pong_token };
        session->owes_pong = mk_link_put_msg(link, &pong) != MK_STATUS_OK;
    }
    if (session->owes_ack) {
        const mk_link_msg_t ack = { .type = MK_LINK_ACK, .first = session->receipt.last };
        session->owes_ack = mk_link_put_msg(link, &ack) != MK_STATUS_OK;
    }
    if (session->owes_credit) {
        const uint64_t limit = session->bytes_in + MK_WINDOW;
        const mk_link_msg_t credit = { .type = MK_LINK_CREDIT, .first = limit };
        if (mk_link_put_msg(link, &credit) == MK_STATUS_OK) {
            session->limit_in = limit;
            session->owes_credit = false;
        }
    }
}

/* ---- time ---- */

static uint64_t silent_at_ms(const mk_link_t *link)
{
    return link->session.heard_ms + (uint64_t)MK_SILENT_HEARTBEATS * link->peer.heartbeat_ms;
}

void mk_link02_tick(mk_link_t *link)
{
    mk_link_session_t *session = &link->session;
    if (link->now_ms >= silent_at_ms(link)) {
        const mk_reason_t reason = {
            .code = MK_REASON_SILENT,
            .value = (uint32_t)(link->now_ms - session->heard_ms),
        };
        mk_link_refuse(link, MK_GOODBYE_OTHER, &reason);
        return;
    }
    if (link->now_ms >= session->ping_due_ms) {
        const mk_link_msg_t ping = { .type = MK_LINK_PING, .first = link->now_ms };
        session->ping_due_ms = link->now_ms + link->self->heartbeat_ms;
        if (mk_link_put_msg(link, &ping) == MK_STATUS_OK) { /* else the peer hears something else */
            session->ping_sent_ms = link->now_ms;
        }
    }
}

uint64_t mk_link02_deadline_ms(const mk_link_t *link)
{
    const uint64_t silent_ms = silent_at_ms(link);
    return silent_ms < link->session.ping_due_ms ? silent_ms : link->session.ping_due_ms;
}
