/** What a peer puts on the wire, in one line each. */
#ifndef MK_TEST_FRAMES_H
#define MK_TEST_FRAMES_H

#include "mk/wire.h"

#include <stddef.h>
#include <stdint.h>

/** Bytes that a peer sends, in order. */
typedef struct stream {
    uint8_t bytes[65536];
    size_t size;
} stream_t;

void stream_clear(stream_t *stream);
void stream_bytes(stream_t *stream, const uint8_t *bytes, size_t size);
void stream_hex(stream_t *stream, const char *hex);
void stream_hello(stream_t *stream, uint32_t node_id, const char *identity);
void stream_frame(stream_t *stream, mk_actor_id_t source, mk_actor_id_t dest, uint32_t type,
                  const void *payload, uint32_t payload_size);

/** Only a header, which promises a payload of `payload_size`. */
void stream_header(stream_t *stream, uint32_t type, uint32_t payload_size);

/** A NAME or PATH message; `actor` is left out in the UNREGISTER types. */
void stream_registry(stream_t *stream, uint32_t type, const char *text, mk_actor_id_t actor);

#endif
