/* A mounted link with an MK01 node. */
#include "link_parts.h"

#include "mk/message_type.h"
#include "mk/registry_msg.h"

/** What MK01 allows; a larger payload ends the connection. */
#define MK01_PAYLOAD_MAX (1u << 20)

/** A system payload of the wrong size is known from the header; its bytes need not arrive first. */
static mk_status_t check_size(const mk_frame_t *header, mk_reason_t *reason)
{
    uint32_t right_size;
    if (mk_type_fixed_size(header->type, &right_size) == MK_STATUS_OK
        && header->payload_size != right_size) {
        *reason = (mk_reason_t){
            .code = MK_REASON_SYSTEM_SIZE,
            .type = header->type,
            .value = header->payload_size,
            .limit = right_size,
        };
        return MK_STATUS_MALFORMED;
    }
    return MK_STATUS_OK;
}

/** Takes a frame whose payload is longer than there is room for, and leaves that out. */
static void skip(mk_link_t *link, const mk_frame_t *frame)
{
    link->start += MK_WIRE_HEADER_LENGTH;
    const size_t there = link->end - link->start;
    const size_t skipped = there < frame->payload_size ? there : frame->payload_size;
    link->start += skipped;
    link->skipped = frame->payload_size - skipped;
}

mk_status_t mk_link01_take(mk_link_t *link, mk_frame_t *frame, mk_reason_t *reason)
{
    const uint8_t *bytes = link->inbound + link->start;
    const size_t size = link->end - link->start;
    mk_status_t status =
        mk_wire_decode_header(MK_WIRE_NETWORK, bytes, size, MK01_PAYLOAD_MAX, frame, reason);
    if (status == MK_STATUS_OK) {
        status = check_size(frame, reason);
    }
    if (status == MK_STATUS_OK && frame->payload_size > MK_PAYLOAD_MAX) {
        skip(link, frame);
        return MK_STATUS_OK;
    }
    if (status == MK_STATUS_OK) {
        status = mk_wire_decode(MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX, frame, reason);
    }
    if (status == MK_STATUS_OK) {
        link->start += mk_wire_size(frame);
    }
    return status;
}

/** Registry frames are the link's own business. */
static mk_link_event_t on_registry_frame(mk_link_t *link, const mk_frame_t *frame)
{
    mk_registry_msg_t msg;
    mk_reason_t reason;
    if (mk_registry_msg_decode(frame->type, frame->payload, frame->payload_size, &msg, &reason)
        != MK_STATUS_OK) {
        mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
        return MK_LINK_EVENT_NONE;
    }
    const bool registers =
        frame->type == MK_TYPE_NAME_REGISTER || frame->type == MK_TYPE_PATH_REGISTER;
    return registers ? mk_link_learn(link, msg.text, msg.actor) : mk_link_forget(link, msg.text);
}

mk_link_event_t mk_link01_on_frame(mk_link_t *link, mk_frame_t *frame)
{
    if (!mk_link_is_addressed_well(link, frame)) {
        return MK_LINK_EVENT_NONE;
    }
    if (mk_registry_msg_is(frame->type)) {
        return on_registry_frame(link, frame);
    }
    if (mk_type_is_system(frame->type) && !mk_type_is_known_system(frame->type)) {
        link->counters.unknown_system++;
        return MK_LINK_EVENT_NONE;
    }
    return frame->payload_size > MK_PAYLOAD_MAX ? MK_LINK_EVENT_TOO_LARGE : MK_LINK_EVENT_FRAME;
}
