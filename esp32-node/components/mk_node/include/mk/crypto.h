/**
 * What links need to authenticate: one MAC and good chance. A port gives both; where the chip has
 * no SHA-256 of its own, mk_hmac_sha256 of mk/sha256.h is one.
 */
#ifndef MK_CRYPTO_H
#define MK_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_MAC_SIZE 32u

/** Bytes that belong together with others, borrowed. */
typedef struct mk_bytes {
    const uint8_t *bytes;
    size_t size;
} mk_bytes_t;

typedef struct mk_crypto {
    void *context;
    /** The HMAC-SHA-256 of all parts, one behind the other; writes MK_MAC_SIZE bytes. */
    void (*hmac_sha256)(void *context, const uint8_t *key, size_t key_size, const mk_bytes_t *parts,
                        size_t count, uint8_t *out);
    /** Writes bytes that nobody can guess. @return false if there are none: then no link is made */
    bool (*random)(void *context, uint8_t *out, size_t size);
} mk_crypto_t;

/** Whether two secrets are the same, in a time that does not tell where they differ. */
static inline bool mk_bytes_equal_in_constant_time(const uint8_t *a, const uint8_t *b, size_t size)
{
    uint8_t difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference = (uint8_t)(difference | (a[i] ^ b[i]));
    }
    return difference == 0;
}

#endif
