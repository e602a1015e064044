#include "mk/link.h"

#include "mk/message_type.h"
#include "mk/registry_msg.h"

#include <assert.h>
#include <string.h>

static_assert(MK_OUTBOX_CAPACITY >= MK_HELLO_LENGTH, "the hello must fit into an empty outbox");
static_assert(MK_PAYLOAD_MAX >= MK_REGISTRY_MSG_SIZE_MAX, "a name or path must be acceptable");

static void close_link(mk_link_t *link, const mk_reason_t *reason)
{
    link->state = MK_LINK_CLOSED;
    link->reason = *reason;
    link->start = 0;
    link->end = 0;
    mk_registry_clear(&link->names);
    mk_outbox_clear(&link->outbox);
}

void mk_link_init(mk_link_t *link, const mk_hello_t *self)
{
    assert(mk_node_id_is_valid(self->node_id));
    link->state = MK_LINK_IDLE;
    link->reason = (mk_reason_t){ .code = MK_REASON_NONE };
    link->self = *self;
    link->peer = (mk_hello_t){ .node_id = 0 };
    link->counters = (mk_link_counters_t){ 0 };
    link->hello_deadline_ms = MK_NEVER;
    link->start = 0;
    link->end = 0;
    mk_registry_clear(&link->names);
    mk_outbox_init(&link->outbox);
}

void mk_link_open(mk_link_t *link, uint64_t now_ms)
{
    assert(link->state == MK_LINK_IDLE || link->state == MK_LINK_CLOSED);
    link->state = MK_LINK_HELLO_SENT;
    link->reason = (mk_reason_t){ .code = MK_REASON_NONE };
    link->hello_deadline_ms = now_ms + MK_HELLO_TIMEOUT_MS;
    uint8_t *room = mk_outbox_reserve(&link->outbox, MK_HELLO_LENGTH);
    assert(room != NULL); /* empty since the last close */
    mk_hello_encode(&link->self, room);
}

size_t mk_link_receive(mk_link_t *link, const uint8_t *bytes, size_t size)
{
    assert(link->state != MK_LINK_IDLE);
    if (link->state == MK_LINK_CLOSED) {
        return size;
    }
    if (link->start > 0) {
        memmove(link->inbound, link->inbound + link->start, link->end - link->start);
        link->end -= link->start;
        link->start = 0;
    }
    const size_t room = sizeof link->inbound - link->end;
    const size_t taken = size < room ? size : room;
    memcpy(link->inbound + link->end, bytes, taken);
    link->end += taken;
    return taken;
}

static mk_link_event_t next_while_hello_sent(mk_link_t *link)
{
    mk_reason_t reason;
    const mk_status_t status = mk_hello_decode(link->inbound + link->start,
                                               link->end - link->start, &link->peer, &reason);
    if (status == MK_STATUS_NEED_MORE) {
        return MK_LINK_EVENT_NONE;
    }
    if (status == MK_STATUS_OK && link->peer.node_id != link->self.node_id) {
        link->start += MK_HELLO_LENGTH;
        link->state = MK_LINK_MOUNTED;
        return MK_LINK_EVENT_MOUNTED;
    }
    if (status == MK_STATUS_OK) {
        reason = (mk_reason_t){ .code = MK_REASON_OWN_NODE_ID, .value = link->peer.node_id };
    }
    close_link(link, &reason);
    return MK_LINK_EVENT_NONE;
}

/** A system payload of the wrong size is known from the header; its bytes need not arrive first. */
static mk_status_t check_system_size(const mk_frame_t *header, mk_reason_t *reason)
{
    uint32_t right_size;
    if (mk_type_fixed_size(header->type, &right_size) != MK_STATUS_OK
        || header->payload_size == right_size) {
        return MK_STATUS_OK;
    }
    *reason = (mk_reason_t){
        .code = MK_REASON_SYSTEM_SIZE,
        .type = header->type,
        .value = header->payload_size,
        .limit = right_size,
    };
    return MK_STATUS_MALFORMED;
}

/** Takes the next whole frame out of the inbound bytes, in which its payload stays for a while. */
static mk_status_t take_frame(mk_link_t *link, mk_frame_t *frame, mk_reason_t *reason)
{
    const uint8_t *bytes = link->inbound + link->start;
    const size_t size = link->end - link->start;
    mk_status_t status =
        mk_wire_decode_header(MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX, frame, reason);
    if (status == MK_STATUS_OK) {
        status = check_system_size(frame, reason);
    }
    if (status == MK_STATUS_OK) {
        status = mk_wire_decode(MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX, frame, reason);
    }
    if (status == MK_STATUS_OK) {
        link->start += mk_wire_size(frame);
    }
    return status;
}

/** Whether the frame is from the peer and for this node; counts it if not. */
static bool is_addressed_well(mk_link_t *link, const mk_frame_t *frame)
{
    if (frame->source != MK_ACTOR_NONE && mk_actor_node(frame->source) != link->peer.node_id) {
        link->counters.wrong_source++;
        return false;
    }
    const bool is_for_the_node_itself =
        frame->dest == MK_ACTOR_NONE && mk_type_is_system(frame->type);
    if (!is_for_the_node_itself && mk_actor_node(frame->dest) != link->self.node_id) {
        link->counters.wrong_dest++;
        return false;
    }
    return true;
}

static mk_link_event_t learn_name(mk_link_t *link, const mk_registry_msg_t *msg)
{
    if (mk_registry_put(&link->names, msg->text, msg->actor) == MK_STATUS_FULL) {
        link->counters.names_full++;
        return MK_LINK_EVENT_NAMES_FULL;
    }
    return MK_LINK_EVENT_NAMES;
}

/** Registry frames are the link's own business. Paths are checked, but no actor here wants them. */
static mk_link_event_t on_registry_frame(mk_link_t *link, const mk_frame_t *frame)
{
    mk_registry_msg_t msg;
    mk_reason_t reason;
    if (mk_registry_msg_decode(frame->type, frame->payload, frame->payload_size, &msg, &reason)
        != MK_STATUS_OK) {
        close_link(link, &reason);
        return MK_LINK_EVENT_NONE;
    }
    const bool registers =
        frame->type == MK_TYPE_NAME_REGISTER || frame->type == MK_TYPE_PATH_REGISTER;
    if (registers && mk_actor_node(msg.actor) != link->peer.node_id) {
        link->counters.foreign_names++;
        return MK_LINK_EVENT_NONE;
    }
    if (frame->type == MK_TYPE_NAME_REGISTER) {
        return learn_name(link, &msg);
    }
    if (frame->type == MK_TYPE_NAME_UNREGISTER
        && mk_registry_remove(&link->names, msg.text) == MK_STATUS_OK) {
        return MK_LINK_EVENT_NAMES;
    }
    return MK_LINK_EVENT_NONE;
}

static mk_link_event_t on_frame(mk_link_t *link, const mk_frame_t *frame)
{
    if (!is_addressed_well(link, frame)) {
        return MK_LINK_EVENT_NONE;
    }
    if (mk_registry_msg_is(frame->type)) {
        return on_registry_frame(link, frame);
    }
    if (mk_type_is_system(frame->type) && !mk_type_is_known_system(frame->type)) {
        link->counters.unknown_system++;
        return MK_LINK_EVENT_NONE;
    }
    return MK_LINK_EVENT_FRAME;
}

static mk_link_event_t next_while_mounted(mk_link_t *link, mk_frame_t *frame)
{
    mk_link_event_t event = MK_LINK_EVENT_NONE;
    while (link->state == MK_LINK_MOUNTED && event == MK_LINK_EVENT_NONE) {
        mk_reason_t reason;
        const mk_status_t status = take_frame(link, frame, &reason);
        if (status == MK_STATUS_NEED_MORE) {
            break;
        }
        if (status == MK_STATUS_MALFORMED) {
            close_link(link, &reason);
            break;
        }
        event = on_frame(link, frame);
    }
    return event;
}

mk_link_event_t mk_link_next(mk_link_t *link, mk_frame_t *frame)
{
    switch (link->state) {
    case MK_LINK_HELLO_SENT:
        return next_while_hello_sent(link);
    case MK_LINK_MOUNTED:
        return next_while_mounted(link, frame);
    case MK_LINK_IDLE:
    case MK_LINK_CLOSED:
        break;
    }
    return MK_LINK_EVENT_NONE;
}

void mk_link_tick(mk_link_t *link, uint64_t now_ms)
{
    if (link->state == MK_LINK_HELLO_SENT && now_ms >= link->hello_deadline_ms) {
        const mk_reason_t reason = {
            .code = MK_REASON_HELLO_TIMEOUT,
            .limit = MK_HELLO_TIMEOUT_MS,
        };
        close_link(link, &reason);
    }
}

uint64_t mk_link_deadline_ms(const mk_link_t *link)
{
    return link->state == MK_LINK_HELLO_SENT ? link->hello_deadline_ms : MK_NEVER;
}

void mk_link_ended(mk_link_t *link)
{
    assert(link->state != MK_LINK_IDLE);
    if (link->state == MK_LINK_CLOSED) {
        return;
    }
    const mk_reason_t reason = {
        .code = link->state == MK_LINK_MOUNTED ? MK_REASON_ENDED : MK_REASON_REFUSED,
    };
    close_link(link, &reason);
}

mk_status_t mk_link_send(mk_link_t *link, const mk_frame_t *frame)
{
    assert(link->state == MK_LINK_MOUNTED);
    const size_t size = mk_wire_size(frame);
    uint8_t *room = mk_outbox_reserve(&link->outbox, size);
    if (room == NULL) {
        return MK_STATUS_FULL;
    }
    return mk_wire_encode(MK_WIRE_NETWORK, frame, room, size);
}
