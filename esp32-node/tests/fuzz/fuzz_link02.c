/* What an MK02 peer without a key sends, in pieces: the first byte says how large they are, and
 * which side the link is. */
#include "mk/link.h"
#include "mk/sha256.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool zeros(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 0, size);
    return true;
}

/** Takes part of what the link wants to write, so that its outbox is full at times. */
static void write_some(mk_link_t *link, size_t most)
{
    const uint8_t *bytes;
    const size_t waiting = mk_outbox_peek(&link->outbox, &bytes);
    mk_link_written(link, waiting < most ? waiting : most);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static mk_link_t link;
    static const mk_crypto_t crypto = { .hmac_sha256 = mk_hmac_sha256, .random = zeros };
    static const mk_link_self_t self = {
        .node_id = 14,
        .identity = "fuzz",
        .incarnation = 1,
        .heartbeat_ms = 1000,
        .crypto = &crypto,
    };
    if (size == 0) {
        return 0;
    }
    const size_t step = data[0] % 64 + 1u;
    mk_link_init(&link, &self);
    if ((data[0] & 0x80) != 0) {
        mk_link_open(&link, MK_LEVEL_MK02, false, 0);
    } else {
        mk_link_accept(&link, true, false, 0);
    }
    uint64_t now_ms = 0;
    for (size_t at = 1; at < size && link.state != MK_LINK_CLOSED;) {
        const size_t there = size - at < step ? size - at : step;
        const size_t taken = mk_link_receive(&link, data + at, there, now_ms);
        assert(taken > 0 && taken <= there);
        at += taken;
        mk_frame_t frame;
        mk_link_event_t event;
        while ((event = mk_link_next(&link, &frame)) != MK_LINK_EVENT_NONE) {
            assert(event != MK_LINK_EVENT_FRAME || frame.payload_size <= MK_PAYLOAD_MAX);
            if (event == MK_LINK_EVENT_PROVEN) {
                mk_link_admit(&link);
            }
        }
        assert(link.names.count <= MK_REGISTRY_CAPACITY);
        write_some(&link, step);
        now_ms += step;
        mk_link_tick(&link, now_ms);
        assert(link.state == MK_LINK_CLOSED || mk_link_deadline_ms(&link) > now_ms);
    }
    assert(link.state != MK_LINK_CLOSED || link.reason.code != MK_REASON_NONE);
    return 0;
}
