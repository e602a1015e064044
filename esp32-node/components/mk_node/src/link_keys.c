#include "mk/link_keys.h"

#include "byte_order.h"

#include <string.h>

static void derive(const mk_crypto_t *crypto, const mk_key_t *key, const char *label,
                   mk_bytes_t hello_of_connector, mk_bytes_t hello_of_listener, uint8_t *out)
{
    const mk_bytes_t parts[] = {
        { .bytes = (const uint8_t *)label, .size = strlen(label) + 1 }, /* with its 0x00 */
        hello_of_connector,
        hello_of_listener,
    };
    crypto->hmac_sha256(crypto->context, key->bytes, key->size, parts, 3, out);
}

void mk_link_proof(const mk_crypto_t *crypto, const mk_key_t *key, mk_side_t of,
                   mk_bytes_t hello_of_connector, mk_bytes_t hello_of_listener, uint8_t *out)
{
    derive(crypto, key, of == MK_SIDE_CONNECTOR ? "MK02 connector" : "MK02 listener",
           hello_of_connector, hello_of_listener, out);
}

void mk_link_frame_key(const mk_crypto_t *crypto, const mk_key_t *key, mk_side_t to,
                       mk_bytes_t hello_of_connector, mk_bytes_t hello_of_listener, uint8_t *out)
{
    derive(crypto, key, to == MK_SIDE_CONNECTOR ? "MK02 to connector" : "MK02 to listener",
           hello_of_connector, hello_of_listener, out);
}

void mk_link_tag(const mk_crypto_t *crypto, const uint8_t *frame_key, uint64_t number,
                 mk_bytes_t frame, uint8_t *out)
{
    uint8_t count[8];
    uint8_t mac[MK_MAC_SIZE];
    mk_write_u64_be(count, number);
    const mk_bytes_t parts[] = { { .bytes = count, .size = sizeof count }, frame };
    crypto->hmac_sha256(crypto->context, frame_key, MK_MAC_SIZE, parts, 2, mac);
    memcpy(out, mac, MK_TAG_SIZE);
}
