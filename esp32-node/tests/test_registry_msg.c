#include "check.h"
#include "vectors.h"

#include "mk/message_type.h"
#include "mk/registry_msg.h"
#include "mk/wire.h"

#include <stdio.h>
#include <string.h>

static const uint32_t TYPES[] = { MK_TYPE_NAME_REGISTER, MK_TYPE_NAME_UNREGISTER,
                                  MK_TYPE_PATH_REGISTER, MK_TYPE_PATH_UNREGISTER };
#define TYPE_COUNT (sizeof TYPES / sizeof TYPES[0])

static mk_status_t decode_vector(const char *name, mk_registry_msg_t *msg)
{
    const vector_t *vector = vector_named(name);
    uint8_t payload[VECTOR_SIZE_MAX];
    mk_reason_t reason;
    return mk_registry_msg_decode(vector->type, payload, vector_bytes(vector->payload, payload),
                                  msg, &reason);
}

static void every_vector_decodes_and_encodes(void)
{
    unsigned messages = 0;
    for (size_t i = 0; i < VECTOR_COUNT; i++) {
        const vector_t *vector = vector_at(i);
        if (vector->net == NULL || !mk_registry_msg_is(vector->type)) {
            continue;
        }
        check_about("%s", vector->name);
        messages++;
        uint8_t frame[VECTOR_SIZE_MAX];
        const size_t size = vector_bytes(vector->net, frame) - MK_WIRE_HEADER_LENGTH;
        const uint8_t *payload = frame + MK_WIRE_HEADER_LENGTH;
        mk_registry_msg_t msg;
        mk_reason_t reason;
        REQUIRE(mk_registry_msg_decode(vector->type, payload, size, &msg, &reason)
                == MK_STATUS_OK);
        uint8_t encoded[MK_REGISTRY_MSG_SIZE_MAX];
        REQUIRE(mk_registry_msg_encode(vector->type, &msg, encoded) == size);
        CHECK_BYTES(payload, encoded, size);
    }
    CHECK_RANGE(14, 1000, messages);
}

static void vectors_have_the_recorded_texts(void)
{
    mk_registry_msg_t msg;
    REQUIRE(decode_vector("name_register", &msg) == MK_STATUS_OK);
    CHECK_TEXT("temp", msg.text);
    CHECK_EQ(mk_actor_id(3, 9), msg.actor);
    REQUIRE(decode_vector("name_register_63", &msg) == MK_STATUS_OK);
    CHECK_EQ(63, strlen(msg.text));
    REQUIRE(decode_vector("path_register", &msg) == MK_STATUS_OK);
    CHECK_TEXT("/node/esp32-aabbcc/gpio", msg.text);
    REQUIRE(decode_vector("path_unregister", &msg) == MK_STATUS_OK);
    CHECK_EQ(MK_ACTOR_NONE, msg.actor);
}

static void sizes_are_checked_exactly(void)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        const mk_registry_msg_t msg = { .text = "/x", .actor = 1 };
        uint8_t payload[MK_REGISTRY_MSG_SIZE_MAX + 1];
        const uint32_t right = mk_registry_msg_encode(TYPES[i], &msg, payload);
        for (uint32_t size = 0; size <= sizeof payload; size++) {
            check_about("type 0x%08x, %u bytes", (unsigned)TYPES[i], (unsigned)size);
            mk_registry_msg_t decoded;
            mk_reason_t reason = { .code = MK_REASON_NONE };
            const mk_status_t status =
                mk_registry_msg_decode(TYPES[i], payload, size, &decoded, &reason);
            CHECK_EQ(size == right ? MK_STATUS_OK : MK_STATUS_MALFORMED, status);
            CHECK_EQ(size == right ? MK_REASON_NONE : MK_REASON_SYSTEM_SIZE, reason.code);
        }
    }
}

/** Decodes a message of `type` whose text field is `filled` bytes of `fill`, then NUL. */
static mk_status_t decode_filled(uint32_t type, char fill, size_t filled, mk_reason_t *reason)
{
    mk_registry_msg_t msg = { .text = "/x" };
    uint8_t payload[MK_REGISTRY_MSG_SIZE_MAX];
    const uint32_t size = mk_registry_msg_encode(type, &msg, payload);
    memset(payload, 0, size);
    memset(payload, fill, filled);
    return mk_registry_msg_decode(type, payload, size, &msg, reason);
}

static void texts_are_checked(void)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        check_about("type 0x%08x", (unsigned)TYPES[i]);
        const bool is_path = i >= 2;
        const mk_reason_code_t bad_text = is_path ? MK_REASON_BAD_PATH : MK_REASON_BAD_NAME;
        const size_t longest = is_path ? MK_PATH_SIZE - 1 : MK_NAME_SIZE - 1;
        mk_reason_t reason;
        CHECK_EQ(MK_STATUS_OK, decode_filled(TYPES[i], '/', 1, &reason));
        CHECK_EQ(MK_STATUS_OK, decode_filled(TYPES[i], '/', longest, &reason));
        CHECK_EQ(MK_STATUS_MALFORMED, decode_filled(TYPES[i], '/', longest + 1, &reason));
        CHECK_EQ(bad_text, reason.code);
        CHECK_EQ(TYPES[i], reason.type);
        CHECK_EQ(MK_STATUS_MALFORMED, decode_filled(TYPES[i], '/', 0, &reason));
        CHECK_EQ(bad_text, reason.code);
        CHECK_EQ(MK_STATUS_MALFORMED, decode_filled(TYPES[i], '\t', 3, &reason));
        CHECK_EQ(bad_text, reason.code);
        CHECK_EQ(is_path ? MK_STATUS_MALFORMED : MK_STATUS_OK,
                 decode_filled(TYPES[i], 'a', 3, &reason));
    }
}

static void padding_is_written_as_zero_and_ignored_on_reading(void)
{
    const mk_registry_msg_t msg = { .text = "telemetry", .actor = mk_actor_id(2, 17) };
    uint8_t payload[MK_REGISTRY_MSG_SIZE_MAX];
    memset(payload, 0xFF, sizeof payload);
    const uint32_t size = mk_registry_msg_encode(MK_TYPE_NAME_REGISTER, &msg, payload);
    for (size_t i = strlen(msg.text); i < MK_NAME_SIZE; i++) {
        CHECK_EQ(0, payload[i]);
    }
    memset(payload + 10, 0xAA, MK_NAME_SIZE - 10);
    mk_registry_msg_t decoded;
    mk_reason_t reason;
    REQUIRE(mk_registry_msg_decode(MK_TYPE_NAME_REGISTER, payload, size, &decoded, &reason)
            == MK_STATUS_OK);
    CHECK_TEXT("telemetry", decoded.text);
    CHECK_EQ(mk_actor_id(2, 17), decoded.actor);
}

int main(void)
{
    RUN(every_vector_decodes_and_encodes);
    RUN(vectors_have_the_recorded_texts);
    RUN(sizes_are_checked_exactly);
    RUN(texts_are_checked);
    RUN(padding_is_written_as_zero_and_ignored_on_reading);
    return check_result();
}
