/** The golden vectors of docs/wire/mk01-vectors.json, read when the build was configured. */
#ifndef MK_TEST_VECTORS_H
#define MK_TEST_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VECTOR_SIZE_MAX 512u

typedef struct vector {
    const char *name;
    const char *kind;
    const char *payload; /**< bytes in hex, as in net and host_le; NULL where not stated */
    const char *net;
    const char *host_le;
    bool has_type;
    uint32_t type;
    uint32_t payload_size;
    bool has_ids;
    uint64_t source;
    uint64_t dest;
} vector_t;

typedef struct identity_vector {
    const char *identity;
    uint32_t fnv1a32;
    uint32_t node_id;
} identity_vector_t;

extern const size_t VECTOR_COUNT;
extern const size_t IDENTITY_COUNT;

const vector_t *vector_at(size_t index);
const identity_vector_t *identity_at(size_t index);

/** The vector called `name`; ends the program if there is none. */
const vector_t *vector_named(const char *name);

bool vector_is_hello(const vector_t *vector);

/** Turns hex into bytes, at most VECTOR_SIZE_MAX. @return how many */
size_t vector_bytes(const char *hex, uint8_t *out);

#endif
