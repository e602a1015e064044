#include "check.h"
#include "frames.h"
#include "vectors.h"

#include "mk/hello.h"

#include <string.h>

static mk_status_t decode(const stream_t *stream, mk_hello_t *hello, mk_reason_t *reason)
{
    return mk_hello_decode(stream->bytes, stream->size, hello, reason);
}

static void every_vector_decodes_and_encodes(void)
{
    unsigned hellos = 0;
    for (size_t i = 0; i < VECTOR_COUNT; i++) {
        const vector_t *vector = vector_at(i);
        if (!vector_is_hello(vector)) {
            continue;
        }
        check_about("%s", vector->name);
        hellos++;
        stream_t stream = { .size = 0 };
        stream_hex(&stream, vector->net);
        mk_hello_t hello;
        mk_reason_t reason;
        for (size_t part = 0; part < stream.size; part++) {
            CHECK_EQ(MK_STATUS_NEED_MORE, mk_hello_decode(stream.bytes, part, &hello, &reason));
        }
        REQUIRE(decode(&stream, &hello, &reason) == MK_STATUS_OK);
        uint8_t encoded[MK_HELLO_LENGTH];
        mk_hello_encode(&hello, encoded);
        CHECK_EQ(stream.size, sizeof encoded);
        CHECK_BYTES(stream.bytes, encoded, sizeof encoded);
    }
    CHECK_RANGE(3, 100, hellos);
}

static void a_vector_has_the_recorded_node(void)
{
    stream_t stream = { .size = 0 };
    stream_hex(&stream, vector_named("mount_hello_from_connector")->net);
    mk_hello_t hello;
    mk_reason_t reason;
    REQUIRE(decode(&stream, &hello, &reason) == MK_STATUS_OK);
    CHECK_EQ(2, hello.node_id);
    CHECK_TEXT("vec-peer", hello.identity);
}

static void padding_is_ignored(void)
{
    stream_t stream = { .size = 0 };
    stream_hello(&stream, 2, "abc");
    memset(stream.bytes + 12, 0xFF, MK_HELLO_LENGTH - 12);
    mk_hello_t hello;
    mk_reason_t reason;
    REQUIRE(decode(&stream, &hello, &reason) == MK_STATUS_OK);
    CHECK_TEXT("abc", hello.identity);
}

static void another_protocol_is_told_from_four_bytes(void)
{
    mk_hello_t hello;
    mk_reason_t reason;
    const uint8_t *http = (const uint8_t *)"HTTP/1.1 400";
    CHECK_EQ(MK_STATUS_NEED_MORE, mk_hello_decode(http, 3, &hello, &reason));
    CHECK_EQ(MK_STATUS_MALFORMED, mk_hello_decode(http, 4, &hello, &reason));
    CHECK_EQ(MK_REASON_BAD_MAGIC, reason.code);
    CHECK_EQ(0x48545450, reason.value);
}

static void node_ids_outside_1_to_15_are_malformed(void)
{
    const uint32_t ids[] = { 0, 16, 0x01000000, 0xFFFFFFFF };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        check_about("id %u", (unsigned)ids[i]);
        stream_t stream = { .size = 0 };
        stream_hello(&stream, 1, "peer");
        for (unsigned at = 0; at < 4; at++) {
            stream.bytes[4 + at] = (uint8_t)(ids[i] >> (24 - 8 * at));
        }
        mk_hello_t hello;
        mk_reason_t reason;
        CHECK_EQ(MK_STATUS_MALFORMED, decode(&stream, &hello, &reason));
        CHECK_EQ(MK_REASON_BAD_NODE_ID, reason.code);
        CHECK_EQ(ids[i], reason.value);
    }
}

static void bad_identities_are_malformed(void)
{
    static const struct {
        const char *what;
        uint8_t fill;
        size_t filled;
    } CASES[] = {
        { "no NUL", 'a', 32 },
        { "empty", 'a', 0 },
        { "newline", '\n', 4 },
        { "escape", 0x1B, 4 },
        { "delete", 0x7F, 4 },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("%s", CASES[i].what);
        stream_t stream = { .size = 0 };
        stream_hello(&stream, 1, "p");
        memset(stream.bytes + 8, 0, 32);
        memset(stream.bytes + 8, CASES[i].fill, CASES[i].filled);
        mk_hello_t hello;
        mk_reason_t reason;
        CHECK_EQ(MK_STATUS_MALFORMED, decode(&stream, &hello, &reason));
        CHECK_EQ(MK_REASON_BAD_IDENTITY, reason.code);
    }
}

static void an_identity_may_have_31_bytes(void)
{
    stream_t stream = { .size = 0 };
    stream_hello(&stream, 15, "0123456789012345678901234567890");
    mk_hello_t hello;
    mk_reason_t reason;
    REQUIRE(decode(&stream, &hello, &reason) == MK_STATUS_OK);
    CHECK_EQ(31, strlen(hello.identity));
    CHECK_EQ(15, hello.node_id);
}

static void node_ids_follow_from_identities(void)
{
    for (size_t i = 0; i < IDENTITY_COUNT; i++) {
        const identity_vector_t *vector = identity_at(i);
        check_about("%s", vector->identity);
        CHECK_EQ(vector->fnv1a32, mk_fnv1a32(vector->identity));
        CHECK_EQ(vector->node_id, mk_node_id_from_identity(vector->identity));
    }
    check_about("number of identities");
    CHECK_RANGE(11, 1000, IDENTITY_COUNT);
}

static void our_own_identities_are_plain(void)
{
    CHECK(mk_identity_is_valid("porch-1"));
    CHECK(mk_identity_is_valid("0123456789012345678901234567890"));
    CHECK(!mk_identity_is_valid("01234567890123456789012345678901"));
    CHECK(!mk_identity_is_valid(""));
    CHECK(!mk_identity_is_valid("Porch"));
    CHECK(!mk_identity_is_valid("porch/1"));
    CHECK(!mk_identity_is_valid("porch 1"));
    CHECK(!mk_identity_is_valid("porch\xC3\xA4"));
}

int main(void)
{
    RUN(every_vector_decodes_and_encodes);
    RUN(a_vector_has_the_recorded_node);
    RUN(padding_is_ignored);
    RUN(another_protocol_is_told_from_four_bytes);
    RUN(node_ids_outside_1_to_15_are_malformed);
    RUN(bad_identities_are_malformed);
    RUN(an_identity_may_have_31_bytes);
    RUN(node_ids_follow_from_identities);
    RUN(our_own_identities_are_plain);
    return check_result();
}
