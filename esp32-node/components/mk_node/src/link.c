#include "mk/link.h"

#include "link_parts.h"

#include "mk/message_type.h"

#include <assert.h>
#include <string.h>

static_assert(MK_PAYLOAD_MAX >= MK_ROOM_MIN, "MK02 peers may send payloads of 1024 bytes");
static_assert(MK_WINDOW >= MK_ROOM_MIN, "MK02 peers may send 1024 bytes unasked");
static_assert(MK_PAYLOAD_MAX >= MK_REGISTRY_MSG_SIZE_MAX, "a name or path must be acceptable");
static_assert(sizeof(((mk_link_t *)NULL)->inbound)
                  == MK_WIRE_HEADER_LENGTH + MK_EXTENSIONS_SIZE_MAX + MK_PAYLOAD_MAX + MK_TAG_SIZE,
              "limits.h cannot include the parts that it adds up");
static_assert(MK_LINK_FRAME_MAX >= MK_NODE_HELLO_LENGTH_MAX, "so must the longest hello");
static_assert(MK_OUTBOX_CAPACITY >= 1024, "hello, proof and the first words must fit, too");

/** Bytes behind each frame. */
static size_t tag_size(const mk_link_t *link)
{
    return link->session.is_tagged ? MK_TAG_SIZE : 0;
}

/* ---- life ---- */

static void close_link(mk_link_t *link, const mk_reason_t *reason)
{
    if (link->session.receipt.incarnation != 0) {
        mk_receipts_keep(link->self->receipts, &link->session.receipt);
        link->session.receipt.incarnation = 0;
    }
    link->state = MK_LINK_CLOSED;
    link->reason = *reason;
    link->start = 0;
    link->end = 0;
    link->skipped = 0;
    mk_registry_clear(&link->names);
}

void mk_link_init(mk_link_t *link, const mk_link_self_t *self)
{
    assert(self->node_id != 0);
    memset(link, 0, sizeof *link);
    link->self = self;
    link->deadline_ms = MK_NEVER;
    mk_registry_clear(&link->names);
    mk_outbox_init(&link->outbox);
}

static void start(mk_link_t *link, mk_link_state_t state, mk_side_t side, bool is_private,
                  uint64_t now_ms)
{
    assert(link->state == MK_LINK_IDLE || link->state == MK_LINK_CLOSED);
    mk_outbox_clear(&link->outbox);
    link->state = state;
    link->side = side;
    link->is_private = is_private;
    link->reason = (mk_reason_t){ .code = MK_REASON_NONE };
    link->farewell[0] = '\0';
    link->session = (mk_link_session_t){ .hello_size = 0 };
    link->now_ms = now_ms;
    link->deadline_ms = now_ms + MK_HELLO_TIMEOUT_MS;
}

void mk_link_open(mk_link_t *link, mk_level_t level, bool is_private, uint64_t now_ms)
{
    assert(level == MK_LEVEL_MK01 ? mk_node_id_is_valid(link->self->node_id)
                                  : link->self->crypto != NULL);
    start(link, MK_LINK_GREETING, MK_SIDE_CONNECTOR, is_private, now_ms);
    link->level = level;
    mk_link_greet(link);
}

void mk_link_accept(mk_link_t *link, bool allows_mk01, bool is_private, uint64_t now_ms)
{
    start(link, MK_LINK_ACCEPTED, MK_SIDE_LISTENER, is_private, now_ms);
    link->allows_mk01 = allows_mk01;
}

void mk_link_mounted(mk_link_t *link)
{
    link->state = MK_LINK_MOUNTED;
    link->deadline_ms = MK_NEVER;
    if (link->level == MK_LEVEL_MK02) {
        mk_link02_begin(link);
    }
}

void mk_link_refuse(mk_link_t *link, mk_goodbye_t goodbye, const mk_reason_t *reason)
{
    if (link->level == MK_LEVEL_MK02 && link->session.hello_size > 0) {
        char text[MK_REASON_TEXT_SIZE];
        mk_reason_format(reason, text, sizeof text);
        const size_t length = strlen(text);
        const mk_link_msg_t msg = {
            .type = MK_LINK_GOODBYE,
            .reason = (uint16_t)goodbye,
            .text = (const uint8_t *)text,
            .text_size = length < MK_LINK_TEXT_WRITTEN_MAX ? length : MK_LINK_TEXT_WRITTEN_MAX,
        };
        (void)mk_link_put_msg(link, &msg); /* without room there is no goodbye */
    }
    close_link(link, reason);
}

void mk_link_break(mk_link_t *link, mk_goodbye_t goodbye, const char *rule, uint32_t value)
{
    const mk_reason_t reason = { .code = MK_REASON_RULE, .rule = rule, .value = value };
    mk_link_refuse(link, goodbye, &reason);
}

void mk_link_leave(mk_link_t *link, mk_goodbye_t goodbye, const char *rule)
{
    const mk_reason_t reason = { .code = MK_REASON_LEFT, .rule = rule };
    if (link->state != MK_LINK_CLOSED && link->state != MK_LINK_IDLE) {
        mk_link_refuse(link, goodbye, &reason);
    }
}

void mk_link_ended(mk_link_t *link)
{
    assert(link->state != MK_LINK_IDLE);
    mk_outbox_clear(&link->outbox);
    if (link->state == MK_LINK_CLOSED) {
        return;
    }
    const mk_reason_t reason = {
        .code = link->state == MK_LINK_GREETING ? MK_REASON_REFUSED : MK_REASON_ENDED,
    };
    close_link(link, &reason);
}

void mk_link_admit(mk_link_t *link)
{
    assert(link->state == MK_LINK_PROVEN);
    if (link->level == MK_LEVEL_MK01) {
        mk_link_greet(link);
    } else {
        const mk_link_msg_t proof = {
            .type = MK_LINK_PROOF,
            .text = link->session.proof,
            .text_size = link->session.proof_size,
        };
        const mk_status_t status = mk_link_put_msg(link, &proof);
        assert(status == MK_STATUS_OK); /* only the hello is there */
        (void)status;
    }
    mk_link_mounted(link);
}

/* ---- input ---- */

size_t mk_link_receive(mk_link_t *link, const uint8_t *bytes, size_t size, uint64_t now_ms)
{
    assert(link->state != MK_LINK_IDLE);
    link->now_ms = now_ms;
    link->session.heard_ms = now_ms;
    if (link->state == MK_LINK_CLOSED) {
        return size;
    }
    if (link->skipped > 0) {
        const size_t skipped = size < link->skipped ? size : link->skipped;
        link->skipped -= skipped;
        return skipped;
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

bool mk_link_is_addressed_well(mk_link_t *link, const mk_frame_t *frame)
{
    if (frame->source != MK_ACTOR_NONE && mk_actor_node(frame->source) != link->peer.node_id) {
        link->counters.wrong_source++;
        return false;
    }
    const bool is_for_the_node_itself =
        frame->dest == MK_ACTOR_NONE && mk_type_is_system(frame->type);
    if (!is_for_the_node_itself && mk_actor_node(frame->dest) != link->self->node_id) {
        link->counters.wrong_dest++;
        return false;
    }
    return true;
}

mk_link_event_t mk_link_learn(mk_link_t *link, const char *name, mk_actor_id_t actor)
{
    if (mk_actor_node(actor) != link->peer.node_id) {
        link->counters.foreign_names++;
        return MK_LINK_EVENT_NONE;
    }
    if (name[0] == '/') {
        return MK_LINK_EVENT_NONE; /* no actor here wants paths */
    }
    if (mk_registry_put(&link->names, name, actor) == MK_STATUS_FULL) {
        link->counters.names_full++;
        return MK_LINK_EVENT_NAMES_FULL;
    }
    return MK_LINK_EVENT_NAMES;
}

mk_link_event_t mk_link_forget(mk_link_t *link, const char *name)
{
    return name[0] != '/' && mk_registry_remove(&link->names, name) == MK_STATUS_OK
               ? MK_LINK_EVENT_NAMES
               : MK_LINK_EVENT_NONE;
}

static mk_link_event_t next_while_mounted(mk_link_t *link, mk_frame_t *frame)
{
    const bool is_mk01 = link->level == MK_LEVEL_MK01;
    mk_link_event_t event = MK_LINK_EVENT_NONE;
    while (link->state == MK_LINK_MOUNTED && event == MK_LINK_EVENT_NONE) {
        mk_reason_t reason;
        const mk_status_t status =
            is_mk01 ? mk_link01_take(link, frame, &reason) : mk_link02_take(link, frame, &reason);
        if (status == MK_STATUS_NEED_MORE) {
            break;
        }
        if (status == MK_STATUS_MALFORMED) {
            mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
            break;
        }
        event = is_mk01 ? mk_link01_on_frame(link, frame) : mk_link02_on_frame(link, frame);
    }
    return event;
}

mk_link_event_t mk_link_next(mk_link_t *link, mk_frame_t *frame)
{
    switch (link->state) {
    case MK_LINK_GREETING:
    case MK_LINK_ACCEPTED:
    case MK_LINK_PROVING:
        return mk_link_shake(link);
    case MK_LINK_MOUNTED:
        return next_while_mounted(link, frame);
    case MK_LINK_IDLE:
    case MK_LINK_PROVEN:
    case MK_LINK_CLOSED:
        break;
    }
    return MK_LINK_EVENT_NONE;
}

/* ---- time ---- */

void mk_link_tick(mk_link_t *link, uint64_t now_ms)
{
    link->now_ms = now_ms;
    if (now_ms >= link->deadline_ms && link->state != MK_LINK_CLOSED) {
        const mk_reason_t reason = { .code = MK_REASON_HELLO_TIMEOUT,
                                     .limit = MK_HELLO_TIMEOUT_MS };
        mk_link_refuse(link, MK_GOODBYE_OTHER, &reason);
    }
    if (link->state == MK_LINK_MOUNTED && link->level == MK_LEVEL_MK02) {
        mk_link02_tick(link);
    }
}

uint64_t mk_link_deadline_ms(const mk_link_t *link)
{
    if (link->state == MK_LINK_IDLE || link->state == MK_LINK_CLOSED) {
        return MK_NEVER;
    }
    return link->state == MK_LINK_MOUNTED && link->level == MK_LEVEL_MK02
               ? mk_link02_deadline_ms(link)
               : link->deadline_ms;
}

bool mk_link_is_silent(const mk_link_t *link, uint64_t now_ms)
{
    const uint64_t patience_ms = link->peer.heartbeat_ms + (uint64_t)link->peer.heartbeat_ms / 2;
    return link->level == MK_LEVEL_MK02 && now_ms - link->session.heard_ms > patience_ms;
}

/* ---- output ---- */

mk_status_t mk_link_put(mk_link_t *link, const mk_frame_t *frame, size_t reserve)
{
    const size_t size = mk_wire_size(frame);
    uint8_t *room = mk_outbox_reserve_above(&link->outbox, size + tag_size(link), reserve);
    if (room == NULL) {
        return MK_STATUS_FULL;
    }
    const mk_status_t status = mk_wire_encode(MK_WIRE_NETWORK, frame, room, size);
    assert(status == MK_STATUS_OK);
    (void)status;
    if (link->session.is_tagged) {
        mk_link_tag(link->self->crypto, link->session.key_out, link->session.frames_out++,
                    (mk_bytes_t){ .bytes = room, .size = size }, room + size);
    }
    return MK_STATUS_OK;
}

mk_status_t mk_link_put_msg(mk_link_t *link, const mk_link_msg_t *msg)
{
    uint8_t payload[MK_LINK_MSG_SIZE_MAX];
    const mk_frame_t frame = {
        .type = msg->type,
        .payload_size = mk_link_msg_encode(msg, payload),
        .payload = payload,
    };
    return mk_link_put(link, &frame, 0);
}

uint32_t mk_link_payload_max(const mk_link_t *link)
{
    if (link->level == MK_LEVEL_MK01) {
        return MK_OUTBOX_CAPACITY - MK_WIRE_HEADER_LENGTH;
    }
    const uint32_t room =
        MK_OUTBOX_CAPACITY - MK_OUTBOX_RESERVE - MK_WIRE_HEADER_LENGTH - MK_TAG_SIZE;
    return link->peer.payload_max < room ? link->peer.payload_max : room;
}

mk_status_t mk_link_send(mk_link_t *link, const mk_frame_t *frame)
{
    assert(link->state == MK_LINK_MOUNTED);
    mk_link_session_t *session = &link->session;
    if (link->level == MK_LEVEL_MK02 && session->bytes_out >= session->limit_out) {
        link->outbox.refused_total++;
        return MK_STATUS_FULL;
    }
    const size_t reserve = link->level == MK_LEVEL_MK02 ? MK_OUTBOX_RESERVE : 0;
    const mk_status_t status = mk_link_put(link, frame, reserve);
    if (status == MK_STATUS_OK) {
        session->bytes_out += mk_wire_size(frame);
    }
    return status;
}

mk_status_t mk_link_announce(mk_link_t *link, uint32_t type, const mk_registry_msg_t *msg)
{
    assert(link->state == MK_LINK_MOUNTED);
    if (link->level == MK_LEVEL_MK01) {
        uint8_t payload[MK_REGISTRY_MSG_SIZE_MAX];
        const mk_frame_t frame = {
            .type = type,
            .payload_size = mk_registry_msg_encode(type, msg, payload),
            .payload = payload,
        };
        return mk_link_put(link, &frame, 0);
    }
    const bool adds = type == MK_TYPE_NAME_REGISTER || type == MK_TYPE_PATH_REGISTER;
    const mk_link_msg_t news = {
        .type = adds ? MK_LINK_NAME_ADD : MK_LINK_NAME_REMOVE,
        .first = msg->actor,
        .text = (const uint8_t *)msg->text,
        .text_size = strlen(msg->text),
    };
    return mk_link_put_msg(link, &news);
}

mk_status_t mk_link_tell(mk_link_t *link, const mk_link_msg_t *msg)
{
    assert(link->state == MK_LINK_MOUNTED && link->level == MK_LEVEL_MK02);
    const mk_status_t status = mk_link_put_msg(link, msg);
    link->counters.unanswered += status == MK_STATUS_OK ? 0 : 1;
    return status;
}

void mk_link_names_told(mk_link_t *link)
{
    if (link->state == MK_LINK_MOUNTED && link->level == MK_LEVEL_MK02
        && !link->session.names_told) {
        const mk_link_msg_t end = { .type = MK_LINK_NAMES_END };
        link->session.names_told = mk_link_put_msg(link, &end) == MK_STATUS_OK;
    }
}

void mk_link_written(mk_link_t *link, size_t size)
{
    mk_outbox_take(&link->outbox, size);
    if (link->state == MK_LINK_MOUNTED && link->level == MK_LEVEL_MK02) {
        mk_link02_settle(link);
    }
}
