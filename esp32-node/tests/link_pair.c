#include "link_pair.h"

#include "check.h"

#include "mk/sha256.h"

#include <string.h>

link_pair_t p;

static bool count(void *context, uint8_t *out, size_t size)
{
    static uint8_t next;
    (void)context;
    for (size_t i = 0; i < size; i++) {
        out[i] = next++;
    }
    next += 101;
    return true;
}

mk_crypto_t TEST_CRYPTO = { .hmac_sha256 = mk_hmac_sha256, .random = count };

static const uint8_t SECRET[] = "correct horse battery staple 4711";

void pair_init(void)
{
    for (size_t i = 0; i < 2; i++) {
        p.key[i] = (mk_key_t){ .bytes = SECRET, .size = sizeof SECRET - 1 };
        p.self[i] = (mk_link_self_t){
            .node_id = i == 0 ? NODE_A : NODE_B,
            .incarnation = 100 + i,
            .heartbeat_ms = i == 0 ? 1000 : 2000,
            .crypto = &TEST_CRYPTO,
            .keys = &p.key[i],
            .key_count = 1,
        };
        memcpy(p.self[i].identity, i == 0 ? "anna\0" : "berta", 6);
        p.events[i] = (link_events_t){ 0 };
    }
    p.now_ms = 50000;
    mk_link_init(&p.a, &p.self[0]);
    mk_link_init(&p.b, &p.self[1]);
}

static void fetch(mk_link_t *link)
{
    link_events_t *events = link == &p.a ? &p.events[0] : &p.events[1];
    for (;;) {
        mk_frame_t frame;
        switch (mk_link_next(link, &frame)) {
        case MK_LINK_EVENT_NONE:
            return;
        case MK_LINK_EVENT_PROVEN:
            events->proven++;
            mk_link_admit(link);
            break;
        case MK_LINK_EVENT_MOUNTED:
            events->mounted++;
            break;
        case MK_LINK_EVENT_NAMES:
            events->names++;
            break;
        case MK_LINK_EVENT_FRAME:
            events->frames++;
            events->last = frame;
            if (frame.payload_size > 0) {
                memcpy(events->last_payload, frame.payload, frame.payload_size);
            }
            break;
        case MK_LINK_EVENT_WATCH:
            events->watches++;
            events->last_message = link->message;
            break;
        case MK_LINK_EVENT_UNWATCH:
            events->unwatches++;
            events->last_message = link->message;
            break;
        case MK_LINK_EVENT_TERMINATED:
            events->terminated++;
            events->last_message = link->message;
            break;
        case MK_LINK_EVENT_UNDELIVERABLE:
            events->undeliverable++;
            events->last_message = link->message;
            break;
        case MK_LINK_EVENT_NAMES_FULL:
        case MK_LINK_EVENT_TOO_LARGE:
            REQUIRE(!"no test expects this event");
            break;
        }
    }
}

void pair_give(mk_link_t *link, const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        const size_t taken = mk_link_receive(link, bytes + at, size - at, p.now_ms);
        REQUIRE(taken > 0);
        at += taken;
        fetch(link);
    }
}

size_t pair_take(mk_link_t *link, uint8_t *out, size_t out_size)
{
    const uint8_t *bytes;
    const size_t size = mk_outbox_peek(&link->outbox, &bytes);
    REQUIRE(size <= out_size);
    memcpy(out, bytes, size);
    mk_link_written(link, size);
    return size;
}

static bool move(mk_link_t *from, mk_link_t *to, size_t piece)
{
    uint8_t bytes[64];
    const uint8_t *waiting;
    size_t size = mk_outbox_peek(&from->outbox, &waiting);
    size = size < piece ? size : piece;
    size = size < sizeof bytes ? size : sizeof bytes;
    if (size == 0) {
        return false;
    }
    memcpy(bytes, waiting, size);
    mk_link_written(from, size);
    pair_give(to, bytes, size);
    return true;
}

void pair_settle(size_t piece)
{
    bool moved = true;
    while (moved) {
        moved = move(&p.a, &p.b, piece);
        moved |= move(&p.b, &p.a, piece);
    }
}

void pair_connect(bool is_private)
{
    mk_link_accept(&p.b, false, is_private, p.now_ms);
    mk_link_open(&p.a, MK_LEVEL_MK02, is_private, p.now_ms);
}

void pair_mount(void)
{
    pair_init();
    pair_connect(false);
    pair_settle(SIZE_MAX);
    REQUIRE(p.a.state == MK_LINK_MOUNTED);
    REQUIRE(p.b.state == MK_LINK_MOUNTED);
}
