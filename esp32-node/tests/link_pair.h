/** Two links of MK02 that talk to each other: `a` has connected, `b` has accepted. */
#ifndef MK_TEST_LINK_PAIR_H
#define MK_TEST_LINK_PAIR_H

#include "mk/link.h"

#define NODE_A 5u
#define NODE_B 0x80000007u

/** What came out of a link. */
typedef struct link_events {
    unsigned proven;
    unsigned mounted;
    unsigned names;
    unsigned frames;
    unsigned watches;
    unsigned unwatches;
    unsigned terminated;
    unsigned undeliverable;
    mk_frame_t last;
    uint8_t last_payload[MK_PAYLOAD_MAX];
    mk_link_msg_t last_message; /**< without its text */
} link_events_t;

typedef struct link_pair {
    mk_link_self_t self[2];
    mk_key_t key[2];
    mk_link_t a;
    mk_link_t b;
    link_events_t events[2]; /**< of a, of b */
    uint64_t now_ms;
} link_pair_t;

extern link_pair_t p;

/** The crypto of tests: the real MAC, and chance that counts. */
extern mk_crypto_t TEST_CRYPTO;

/** Fresh links, not connected; each with a key that the other has, too. */
void pair_init(void);

/** Opens and accepts. */
void pair_connect(bool is_private);

/** Moves bytes, `piece` at a time, until none are left; admits who is proven. */
void pair_settle(size_t piece);

/** pair_init, pair_connect, pair_settle; both are mounted then. */
void pair_mount(void);

/** Gives bytes to a link as if the other end had written them, and fetches the events. */
void pair_give(mk_link_t *link, const uint8_t *bytes, size_t size);

/** Takes all that a link wants to write. @return how much */
size_t pair_take(mk_link_t *link, uint8_t *out, size_t out_size);

#endif
