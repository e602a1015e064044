/**
 * SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) in C and nothing else: for machines that have no
 * better one. A port whose chip computes it gives the node that instead: mk/crypto.h. Pure; any
 * thread, one at a time per state.
 */
#ifndef MK_SHA256_H
#define MK_SHA256_H

#include "mk/crypto.h"

#include <stddef.h>
#include <stdint.h>

#define MK_SHA256_SIZE       32u
#define MK_SHA256_BLOCK_SIZE 64u

typedef struct mk_sha256 {
    uint32_t state[8];
    uint64_t size; /**< bytes so far */
    uint8_t block[MK_SHA256_BLOCK_SIZE];
} mk_sha256_t;

/** Begins a hash. */
void mk_sha256_init(mk_sha256_t *hash);

/** Goes on with these bytes, which may be none. */
void mk_sha256_update(mk_sha256_t *hash, const uint8_t *bytes, size_t size);

/** Writes the hash of all bytes to `out`, MK_SHA256_SIZE bytes; `hash` must begin anew after it. */
void mk_sha256_finish(mk_sha256_t *hash, uint8_t *out);

/** mk_crypto_t.hmac_sha256; `context` is not looked at. */
void mk_hmac_sha256(void *context, const uint8_t *key, size_t key_size, const mk_bytes_t *parts,
                    size_t count, uint8_t *out);

#endif
