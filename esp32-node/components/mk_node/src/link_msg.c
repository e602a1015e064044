#include "mk/link_msg.h"

#include "byte_order.h"
#include "text.h"

#include "mk/crypto.h"
#include "mk/registry_msg.h"

#include <assert.h>
#include <string.h>

static_assert(MK_LINK_MSG_SIZE_MAX >= 8 + 1 + MK_PATH_SIZE - 1, "the longest path must fit");
static_assert(MK_LINK_MSG_SIZE_MAX >= 23 + MK_LINK_TEXT_WRITTEN_MAX, "so must the longest text");

/**
 * The fields of each type: 8 is the next u64, 4 the message's type, 2 and 1 the reason, n a name
 * behind its length in a byte, t a text behind its length in two, p a proof.
 */
static const struct {
    uint32_t type;
    const char *fields;
} LAYOUTS[] = {
    { MK_LINK_PROOF, "p" },     { MK_LINK_RESUME, "88" },
    { MK_LINK_GOODBYE, "2t" },  { MK_LINK_PING, "8" },
    { MK_LINK_PONG, "8" },      { MK_LINK_CREDIT, "8" },
    { MK_LINK_ACK, "8" },       { MK_LINK_UNDELIVERABLE, "8841t" },
    { MK_LINK_NAME_ADD, "8n" }, { MK_LINK_NAME_REMOVE, "n" },
    { MK_LINK_NAMES_END, "" },  { MK_LINK_GROUP_JOIN, "8n" },
    { MK_LINK_GROUP_LEAVE, "8n" }, { MK_LINK_WATCH, "8" },
    { MK_LINK_UNWATCH, "8" },   { MK_LINK_TERMINATED, "818t" },
};

static const char *fields_of(uint32_t type)
{
    for (size_t i = 0; i < sizeof LAYOUTS / sizeof LAYOUTS[0]; i++) {
        if (LAYOUTS[i].type == type) {
            return LAYOUTS[i].fields;
        }
    }
    return NULL;
}

bool mk_link_msg_is(uint32_t type)
{
    return fields_of(type) != NULL;
}

static size_t write_text(const mk_link_msg_t *msg, uint8_t *out)
{
    if (msg->text_size > 0) {
        memcpy(out, msg->text, msg->text_size);
    }
    return msg->text_size;
}

uint32_t mk_link_msg_encode(const mk_link_msg_t *msg, uint8_t *out)
{
    const char *fields = fields_of(msg->type);
    assert(fields != NULL);
    const uint64_t *number = &msg->first;
    uint8_t *at = out;
    for (; *fields != '\0'; fields++) {
        switch (*fields) {
        case '8':
            mk_write_u64_be(at, *number);
            number = &msg->second;
            at += 8;
            break;
        case '4':
            mk_write_u32_be(at, msg->message_type);
            at += 4;
            break;
        case '2':
            mk_write_u16_be(at, msg->reason);
            at += 2;
            break;
        case '1':
            *at++ = (uint8_t)msg->reason;
            break;
        case 'n':
            *at++ = (uint8_t)msg->text_size;
            at += write_text(msg, at);
            break;
        case 't':
            assert(msg->text_size <= MK_LINK_TEXT_WRITTEN_MAX);
            mk_write_u16_be(at, (uint16_t)msg->text_size);
            at += 2;
            at += write_text(msg, at);
            break;
        default: /* p */
            at += write_text(msg, at);
            break;
        }
    }
    assert((size_t)(at - out) <= MK_LINK_MSG_SIZE_MAX);
    return (uint32_t)(at - out);
}

/** The bytes of a payload that were not read yet. */
typedef struct rest {
    const uint8_t *at;
    size_t size;
} rest_t;

static const uint8_t *take(rest_t *rest, size_t size)
{
    const uint8_t *at = rest->at;
    if (size > rest->size) {
        return NULL;
    }
    rest->at += size;
    rest->size -= size;
    return at;
}

/** Reads a text behind its length of 1 or 2 bytes. */
static bool take_text(rest_t *rest, size_t width, mk_link_msg_t *msg)
{
    const uint8_t *length = take(rest, width);
    if (length == NULL) {
        return false;
    }
    msg->text_size = width == 1 ? length[0] : mk_read_u16_be(length);
    msg->text = take(rest, msg->text_size);
    return msg->text != NULL && mk_text_is_valid(msg->text, msg->text_size);
}

static bool take_name(rest_t *rest, mk_link_msg_t *msg)
{
    return take_text(rest, 1, msg) && msg->text_size > 0
           && msg->text_size < (msg->text[0] == '/' ? MK_PATH_SIZE : MK_NAME_SIZE);
}

static bool take_number(rest_t *rest, char width, mk_link_msg_t *msg, uint64_t **number)
{
    const uint8_t *at = take(rest, (size_t)(width - '0'));
    if (at == NULL) {
        return false;
    }
    switch (width) {
    case '8':
        **number = mk_read_u64_be(at);
        *number = &msg->second;
        return true;
    case '4':
        msg->message_type = mk_read_u32_be(at);
        return true;
    case '2':
        msg->reason = mk_read_u16_be(at);
        return true;
    default:
        msg->reason = at[0];
        return true;
    }
}

static bool take_proof(rest_t *rest, mk_link_msg_t *msg)
{
    msg->text_size = rest->size;
    msg->text = take(rest, rest->size);
    return msg->text_size == 0 || msg->text_size == MK_MAC_SIZE;
}

mk_status_t mk_link_msg_decode(uint32_t type, const uint8_t *payload, size_t size,
                               mk_link_msg_t *msg, mk_reason_t *reason)
{
    const char *fields = fields_of(type);
    assert(fields != NULL);
    *msg = (mk_link_msg_t){ .type = type };
    uint64_t *number = &msg->first;
    static const uint8_t NOTHING[1] = { 0 }; /* a payload of no bytes may be NULL */
    rest_t rest = { .at = size > 0 ? payload : NOTHING, .size = size };
    bool is_well_formed = true;
    for (; is_well_formed && *fields != '\0'; fields++) {
        switch (*fields) {
        case 'n':
            is_well_formed = take_name(&rest, msg);
            break;
        case 't':
            is_well_formed = take_text(&rest, 2, msg) && msg->text_size <= MK_LINK_TEXT_MAX;
            break;
        case 'p':
            is_well_formed = take_proof(&rest, msg);
            break;
        default:
            is_well_formed = take_number(&rest, *fields, msg, &number);
            break;
        }
    }
    if (is_well_formed && rest.size == 0) {
        return MK_STATUS_OK;
    }
    *reason = (mk_reason_t){
        .code = MK_REASON_RULE,
        .rule = "a system message must have the fields of its type, each well-formed, and no more",
        .type = type,
        .value = (uint32_t)size,
    };
    return MK_STATUS_MALFORMED;
}
