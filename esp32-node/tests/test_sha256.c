/* FIPS 180-4's examples, and RFC 4231's test cases 1 to 4, 6 and 7. */
#include "check.h"

#include "mk/sha256.h"

#include <string.h>

static void check_hash(const char *expected_hex, const uint8_t *actual)
{
    char hex[2 * MK_SHA256_SIZE + 1];
    for (size_t i = 0; i < MK_SHA256_SIZE; i++) {
        hex[2 * i] = "0123456789abcdef"[actual[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[actual[i] & 15];
    }
    hex[2 * MK_SHA256_SIZE] = '\0';
    CHECK_TEXT(expected_hex, hex);
}

static void hashes_the_examples_of_the_standard(void)
{
    static const struct {
        const char *text;
        unsigned times;
        const char *hash;
    } CASES[] = {
        { "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "aaaaaaaaaa", 100000,
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mk_sha256_t hash;
        uint8_t out[MK_SHA256_SIZE];
        check_about("case %zu", i);
        mk_sha256_init(&hash);
        for (unsigned n = 0; n < CASES[i].times; n++) {
            mk_sha256_update(&hash, (const uint8_t *)CASES[i].text, strlen(CASES[i].text));
        }
        mk_sha256_finish(&hash, out);
        check_hash(CASES[i].hash, out);
    }
}

static void the_pieces_do_not_matter(void)
{
    uint8_t bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7);
    }
    for (size_t size = 0; size <= sizeof bytes; size++) {
        uint8_t whole[MK_SHA256_SIZE];
        uint8_t pieces[MK_SHA256_SIZE];
        mk_sha256_t hash;
        mk_sha256_init(&hash);
        mk_sha256_update(&hash, bytes, size);
        mk_sha256_finish(&hash, whole);
        mk_sha256_init(&hash);
        for (size_t at = 0; at < size; at++) {
            mk_sha256_update(&hash, bytes + at, 1);
        }
        mk_sha256_finish(&hash, pieces);
        CHECK_BYTES(whole, pieces, sizeof whole);
    }
}

static void authenticates_the_cases_of_the_rfc(void)
{
    static const struct {
        uint8_t key_byte; /* 0: the text is the key */
        size_t key_size;
        const char *key;
        uint8_t data_byte;
        size_t data_size;
        const char *data;
        const char *mac;
    } CASES[] = {
        { 0x0b, 20, NULL, 0, 8, "Hi There",
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { 0, 4, "Jefe", 0, 28, "what do ya want for nothing?",
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { 0xaa, 20, NULL, 0xdd, 50, NULL,
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { 0xaa, 131, NULL, 0, 54, "Test Using Larger Than Block-Size Key - Hash Key First",
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
        { 0xaa, 131, NULL, 0, 152,
          "This is a test using a larger than block-size key and a larger than block-size data."
          " The key needs to be hashed before being used by the HMAC algorithm.",
          "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint8_t key[131];
        uint8_t data[152];
        uint8_t mac[MK_MAC_SIZE];
        check_about("case %zu", i);
        memset(key, CASES[i].key_byte, sizeof key);
        memset(data, CASES[i].data_byte, sizeof data);
        if (CASES[i].key != NULL) {
            memcpy(key, CASES[i].key, CASES[i].key_size);
        }
        if (CASES[i].data != NULL) {
            memcpy(data, CASES[i].data, CASES[i].data_size);
        }
        const size_t half = CASES[i].data_size / 2;
        const mk_bytes_t parts[] = { { data, half }, { data + half, CASES[i].data_size - half } };
        mk_hmac_sha256(NULL, key, CASES[i].key_size, parts, 2, mac);
        check_hash(CASES[i].mac, mac);
    }
}

int main(void)
{
    RUN(hashes_the_examples_of_the_standard);
    RUN(the_pieces_do_not_matter);
    RUN(authenticates_the_cases_of_the_rfc);
    return check_result();
}
