#include "frames.h"

#include "check.h"
#include "vectors.h"

#include "mk/hello.h"
#include "mk/registry_msg.h"

#include <string.h>

void stream_clear(stream_t *stream)
{
    stream->size = 0;
}

/** Room for `size` bytes at the end. */
static uint8_t *grow(stream_t *stream, size_t size)
{
    REQUIRE(size <= sizeof stream->bytes - stream->size);
    uint8_t *room = stream->bytes + stream->size;
    stream->size += size;
    return room;
}

void stream_bytes(stream_t *stream, const uint8_t *bytes, size_t size)
{
    memcpy(grow(stream, size), bytes, size);
}

void stream_hex(stream_t *stream, const char *hex)
{
    uint8_t bytes[VECTOR_SIZE_MAX];
    stream_bytes(stream, bytes, vector_bytes(hex, bytes));
}

void stream_hello(stream_t *stream, uint32_t node_id, const char *identity)
{
    mk_hello_t hello = { .node_id = node_id };
    REQUIRE(strlen(identity) < sizeof hello.identity);
    memcpy(hello.identity, identity, strlen(identity) + 1);
    mk_hello_encode(&hello, grow(stream, MK_HELLO_LENGTH));
}

void stream_frame(stream_t *stream, mk_actor_id_t source, mk_actor_id_t dest, uint32_t type,
                  const void *payload, uint32_t payload_size)
{
    const mk_frame_t frame = {
        .source = source,
        .dest = dest,
        .type = type,
        .payload_size = payload_size,
        .payload = payload,
    };
    const size_t size = mk_wire_size(&frame);
    REQUIRE(mk_wire_encode(MK_WIRE_NETWORK, &frame, grow(stream, size), size) == MK_STATUS_OK);
}

void stream_header(stream_t *stream, uint32_t type, uint32_t payload_size)
{
    stream_frame(stream, MK_ACTOR_NONE, MK_ACTOR_NONE, type, NULL, 0);
    uint8_t *size_field = stream->bytes + stream->size - 8;
    for (unsigned i = 0; i < 4; i++) {
        size_field[i] = (uint8_t)(payload_size >> (24 - 8 * i));
    }
}

void stream_registry(stream_t *stream, uint32_t type, const char *text, mk_actor_id_t actor)
{
    mk_registry_msg_t msg = { .actor = actor };
    REQUIRE(strlen(text) < sizeof msg.text);
    memcpy(msg.text, text, strlen(text) + 1);
    uint8_t payload[MK_REGISTRY_MSG_SIZE_MAX];
    const uint32_t size = mk_registry_msg_encode(type, &msg, payload);
    stream_frame(stream, MK_ACTOR_NONE, MK_ACTOR_NONE, type, payload, size);
}
