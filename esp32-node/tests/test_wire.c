#include "check.h"
#include "frames.h"
#include "vectors.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT 1024u

static const char *encoded_as(const vector_t *vector, mk_wire_order_t order)
{
    return order == MK_WIRE_NETWORK ? vector->net : vector->host_le;
}

/** Calls `check` for every frame vector in every byte order it is recorded in. */
static void for_each_frame(void (*check)(const vector_t *, mk_wire_order_t, const uint8_t *,
                                         size_t))
{
    unsigned frames[2] = { 0, 0 };
    for (size_t i = 0; i < VECTOR_COUNT; i++) {
        const vector_t *vector = vector_at(i);
        for (int order = MK_WIRE_NETWORK; order <= MK_WIRE_LITTLE_ENDIAN; order++) {
            const char *hex = encoded_as(vector, (mk_wire_order_t)order);
            if (vector_is_hello(vector) || hex == NULL) {
                continue;
            }
            check_about("%s, %s", vector->name, order == MK_WIRE_NETWORK ? "net" : "host_le");
            uint8_t bytes[VECTOR_SIZE_MAX];
            check(vector, (mk_wire_order_t)order, bytes, vector_bytes(hex, bytes));
            frames[order]++;
        }
    }
    check_about("number of frame vectors");
    CHECK_RANGE(24, 1000, frames[MK_WIRE_NETWORK]);
    CHECK_RANGE(13, 1000, frames[MK_WIRE_LITTLE_ENDIAN]);
}

static void decode_and_encode(const vector_t *vector, mk_wire_order_t order,
                              const uint8_t *bytes, size_t size)
{
    mk_frame_t frame;
    mk_reason_t reason;
    REQUIRE(mk_wire_decode(order, bytes, size, LIMIT, &frame, &reason) == MK_STATUS_OK);
    CHECK_EQ(size, mk_wire_size(&frame));
    if (vector->has_type) {
        CHECK_EQ(vector->type, frame.type);
        CHECK_EQ(vector->payload_size, frame.payload_size);
    }
    if (vector->has_ids) {
        CHECK_EQ(vector->source, frame.source);
        CHECK_EQ(vector->dest, frame.dest);
    }
    if (vector->payload != NULL) {
        uint8_t payload[VECTOR_SIZE_MAX];
        REQUIRE(vector_bytes(vector->payload, payload) == frame.payload_size);
        CHECK_BYTES(payload, frame.payload, frame.payload_size);
    }

    uint8_t encoded[VECTOR_SIZE_MAX];
    REQUIRE(mk_wire_encode(order, &frame, encoded, size) == MK_STATUS_OK);
    CHECK_BYTES(bytes, encoded, size);
}

static void every_vector_decodes_and_encodes(void)
{
    for_each_frame(decode_and_encode);
}

static void cut_short(const vector_t *vector, mk_wire_order_t order, const uint8_t *bytes,
                      size_t size)
{
    (void)vector;
    for (size_t part = 0; part < size; part++) {
        /* A copy of just that size, so that the sanitizer sees a read behind its end. */
        uint8_t *copy = malloc(part > 0 ? part : 1);
        REQUIRE(copy != NULL);
        memcpy(copy, bytes, part);
        mk_frame_t frame;
        mk_reason_t reason;
        CHECK_EQ(MK_STATUS_NEED_MORE,
                 mk_wire_decode(order, copy, part, LIMIT, &frame, &reason));
        free(copy);
    }
}

static void every_truncation_needs_more(void)
{
    for_each_frame(cut_short);
}

static void what_follows_a_frame_is_left_alone(void)
{
    stream_t stream = { .size = 0 };
    stream_frame(&stream, 1, 2, 200, "one", 3);
    stream_frame(&stream, 3, 4, 201, "two!", 4);
    mk_frame_t frame;
    mk_reason_t reason;
    REQUIRE(mk_wire_decode(MK_WIRE_NETWORK, stream.bytes, stream.size, LIMIT, &frame, &reason)
            == MK_STATUS_OK);
    CHECK_EQ(MK_WIRE_HEADER_LENGTH + 3, mk_wire_size(&frame));
    CHECK_EQ(200, frame.type);
}

static void lying_lengths_are_malformed(void)
{
    const uint32_t sizes[] = { LIMIT + 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFE4, 0xFFFFFFF0,
                               0xFFFFFFFF };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        check_about("payload_size=0x%08x", (unsigned)sizes[i]);
        stream_t stream = { .size = 0 };
        stream_header(&stream, 200, sizes[i]);
        mk_frame_t frame;
        mk_reason_t reason;
        CHECK_EQ(MK_STATUS_MALFORMED, mk_wire_decode(MK_WIRE_NETWORK, stream.bytes, stream.size,
                                                     LIMIT, &frame, &reason));
        CHECK_EQ(MK_REASON_PAYLOAD_TOO_LARGE, reason.code);
        CHECK_EQ(sizes[i], reason.value);
        CHECK_EQ(LIMIT, reason.limit);
        CHECK_EQ(200, reason.type);
    }
}

static void a_payload_at_the_limit_is_accepted(void)
{
    static const uint8_t PAYLOAD[LIMIT];
    stream_t stream = { .size = 0 };
    stream_frame(&stream, 0, 0, 200, PAYLOAD, LIMIT);
    mk_frame_t frame;
    mk_reason_t reason;
    CHECK_EQ(MK_STATUS_OK, mk_wire_decode(MK_WIRE_NETWORK, stream.bytes, stream.size, LIMIT,
                                          &frame, &reason));
    CHECK_EQ(LIMIT, frame.payload_size);
}

static void encode_refuses_a_buffer_that_is_too_small(void)
{
    const mk_frame_t frame = { .type = 200, .payload_size = 3, .payload = (const uint8_t *)"abc" };
    for (size_t size = 0; size < mk_wire_size(&frame); size++) {
        check_about("%zu bytes", size);
        uint8_t out[MK_WIRE_HEADER_LENGTH + 3];
        memset(out, 0xEE, sizeof out);
        CHECK_EQ(MK_STATUS_FULL, mk_wire_encode(MK_WIRE_NETWORK, &frame, out, size));
        CHECK_EQ(0xEE, out[0]);
    }
}

static void the_reserved_field_is_ignored(void)
{
    stream_t stream = { .size = 0 };
    stream_frame(&stream, 1, 2, 200, NULL, 0);
    memset(stream.bytes + 24, 0xFF, 4);
    mk_frame_t frame;
    mk_reason_t reason;
    CHECK_EQ(MK_STATUS_OK, mk_wire_decode(MK_WIRE_NETWORK, stream.bytes, stream.size, LIMIT,
                                          &frame, &reason));
}

int main(void)
{
    RUN(every_vector_decodes_and_encodes);
    RUN(every_truncation_needs_more);
    RUN(what_follows_a_frame_is_left_alone);
    RUN(lying_lengths_are_malformed);
    RUN(a_payload_at_the_limit_is_accepted);
    RUN(encode_refuses_a_buffer_that_is_too_small);
    RUN(the_reserved_field_is_ignored);
    return check_result();
}
