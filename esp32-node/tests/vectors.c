#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors_data.h"

const size_t VECTOR_COUNT = sizeof VECTORS / sizeof VECTORS[0];
const size_t IDENTITY_COUNT = sizeof IDENTITIES / sizeof IDENTITIES[0];

const vector_t *vector_at(size_t index)
{
    return &VECTORS[index];
}

const identity_vector_t *identity_at(size_t index)
{
    return &IDENTITIES[index];
}

const vector_t *vector_named(const char *name)
{
    for (size_t i = 0; i < VECTOR_COUNT; i++) {
        if (strcmp(VECTORS[i].name, name) == 0) {
            return &VECTORS[i];
        }
    }
    fprintf(stderr, "mk01-vectors.json has no vector '%s'\n", name);
    exit(EXIT_FAILURE);
}

bool vector_is_hello(const vector_t *vector)
{
    return strcmp(vector->kind, "hello") == 0;
}

static unsigned nibble(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

size_t vector_bytes(const char *hex, uint8_t *out)
{
    const size_t size = strlen(hex) / 2;
    if (size > VECTOR_SIZE_MAX) {
        fprintf(stderr, "a vector must be at most %u bytes, size=%zu\n", VECTOR_SIZE_MAX, size);
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    return size;
}
