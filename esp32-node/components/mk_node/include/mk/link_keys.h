/**
 * What two MK02 nodes compute from a pre-shared key and their hellos, and the tags on their frames.
 * Pure but for the port's MAC; any thread.
 */
#ifndef MK_LINK_KEYS_H
#define MK_LINK_KEYS_H

#include "mk/crypto.h"

#define MK_KEY_SIZE_MIN 16u
#define MK_KEY_SIZE_MAX 1024u
#define MK_TAG_SIZE     16u

/** A pre-shared key; must outlive what uses it. */
typedef struct mk_key {
    const char *identity; /**< of the peer that it is for; NULL = those that have no other */
    const uint8_t *bytes; /**< MK_KEY_SIZE_MIN..MK_KEY_SIZE_MAX; random */
    size_t size;
} mk_key_t;

/** The side of a connection. */
typedef enum mk_side {
    MK_SIDE_CONNECTOR,
    MK_SIDE_LISTENER
} mk_side_t;

static inline mk_side_t mk_other_side(mk_side_t side)
{
    return side == MK_SIDE_CONNECTOR ? MK_SIDE_LISTENER : MK_SIDE_CONNECTOR;
}

/** What a side sends to prove that it has the key; writes MK_MAC_SIZE bytes. */
void mk_link_proof(const mk_crypto_t *crypto, const mk_key_t *key, mk_side_t of,
                   mk_bytes_t hello_of_connector, mk_bytes_t hello_of_listener, uint8_t *out);

/** The key of the frames that go to a side; writes MK_MAC_SIZE bytes. */
void mk_link_frame_key(const mk_crypto_t *crypto, const mk_key_t *key, mk_side_t to,
                       mk_bytes_t hello_of_connector, mk_bytes_t hello_of_listener, uint8_t *out);

/**
 * The tag of a frame; writes MK_TAG_SIZE bytes.
 * @param frame_key MK_MAC_SIZE bytes
 * @param number of the frame in its direction, from 0
 */
void mk_link_tag(const mk_crypto_t *crypto, const uint8_t *frame_key, uint64_t number,
                 mk_bytes_t frame, uint8_t *out);

#endif
