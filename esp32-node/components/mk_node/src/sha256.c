#include "mk/sha256.h"

#include "byte_order.h"

#include <assert.h>
#include <string.h>

static_assert(MK_MAC_SIZE == MK_SHA256_SIZE, "the MAC is the hash, whole");

/** FIPS 180-4, 4.2.2: the first bits of the cube roots of the first 64 primes. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate_right(uint32_t value, unsigned bits)
{
    return value >> bits | value << (32 - bits);
}

/** FIPS 180-4, 6.2.2, with its letters. */
static void add_block(mk_sha256_t *hash, const uint8_t *block)
{
    uint32_t w[64];
    uint32_t s[8];
    for (unsigned t = 0; t < 16; t++) {
        w[t] = mk_read_u32_be(block + 4 * (size_t)t);
    }
    for (unsigned t = 16; t < 64; t++) {
        const uint32_t s0 =
            rotate_right(w[t - 15], 7) ^ rotate_right(w[t - 15], 18) ^ w[t - 15] >> 3;
        const uint32_t s1 =
            rotate_right(w[t - 2], 17) ^ rotate_right(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    memcpy(s, hash->state, sizeof s); /* a to h */
    for (unsigned t = 0; t < 64; t++) {
        const uint32_t sum1 =
            rotate_right(s[4], 6) ^ rotate_right(s[4], 11) ^ rotate_right(s[4], 25);
        const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        const uint32_t t1 = s[7] + sum1 + choice + K[t] + w[t];
        const uint32_t sum0 =
            rotate_right(s[0], 2) ^ rotate_right(s[0], 13) ^ rotate_right(s[0], 22);
        const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, 7 * sizeof s[0]);
        s[4] += t1;
        s[0] = t1 + sum0 + majority;
    }
    for (unsigned i = 0; i < 8; i++) {
        hash->state[i] += s[i];
    }
}

void mk_sha256_init(mk_sha256_t *hash)
{
    *hash = (mk_sha256_t){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                      0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void mk_sha256_update(mk_sha256_t *hash, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        const size_t filled = (size_t)(hash->size % MK_SHA256_BLOCK_SIZE);
        const size_t room = MK_SHA256_BLOCK_SIZE - filled;
        const size_t taken = size < room ? size : room;
        memcpy(hash->block + filled, bytes, taken);
        hash->size += taken;
        bytes += taken;
        size -= taken;
        if (taken == room) {
            add_block(hash, hash->block);
        }
    }
}

void mk_sha256_finish(mk_sha256_t *hash, uint8_t *out)
{
    static const uint8_t PADDING[MK_SHA256_BLOCK_SIZE] = { 0x80 };
    uint8_t bits[8];
    mk_write_u64_be(bits, hash->size * 8);
    const size_t filled = (size_t)(hash->size % MK_SHA256_BLOCK_SIZE);
    mk_sha256_update(hash, PADDING, filled < 56 ? 56 - filled : 120 - filled);
    mk_sha256_update(hash, bits, sizeof bits);
    for (unsigned i = 0; i < 8; i++) {
        mk_write_u32_be(out + 4 * (size_t)i, hash->state[i]);
    }
}

static void begin_with_key(mk_sha256_t *hash, const uint8_t *key, uint8_t mask)
{
    uint8_t block[MK_SHA256_BLOCK_SIZE];
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] = (uint8_t)(key[i] ^ mask);
    }
    mk_sha256_init(hash);
    mk_sha256_update(hash, block, sizeof block);
}

void mk_hmac_sha256(void *context, const uint8_t *key, size_t key_size, const mk_bytes_t *parts,
                    size_t count, uint8_t *out)
{
    (void)context;
    mk_sha256_t hash;
    uint8_t block_key[MK_SHA256_BLOCK_SIZE] = { 0 };
    if (key_size > sizeof block_key) {
        mk_sha256_init(&hash);
        mk_sha256_update(&hash, key, key_size);
        mk_sha256_finish(&hash, block_key);
    } else if (key_size > 0) {
        memcpy(block_key, key, key_size);
    }
    begin_with_key(&hash, block_key, 0x36);
    for (size_t i = 0; i < count; i++) {
        mk_sha256_update(&hash, parts[i].bytes, parts[i].size);
    }
    uint8_t inner[MK_SHA256_SIZE];
    mk_sha256_finish(&hash, inner);
    begin_with_key(&hash, block_key, 0x5c);
    mk_sha256_update(&hash, inner, sizeof inner);
    mk_sha256_finish(&hash, out);
}
