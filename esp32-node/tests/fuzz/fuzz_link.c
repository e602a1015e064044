/* What a peer sends after the connection is up, in pieces whose size is the first byte. */
#include "mk/link.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static mk_link_t link;
    static const mk_link_self_t self = { .node_id = 14, .identity = "fuzz" };
    if (size == 0) {
        return 0;
    }
    const size_t step = data[0] % 64 + 1u;
    mk_link_init(&link, &self);
    mk_link_open(&link, MK_LEVEL_MK01, false, 0);
    for (size_t at = 1; at < size && link.state != MK_LINK_CLOSED;) {
        const size_t there = size - at < step ? size - at : step;
        const size_t taken = mk_link_receive(&link, data + at, there, 0);
        assert(taken > 0 && taken <= there);
        at += taken;
        mk_frame_t frame;
        mk_link_event_t event;
        while ((event = mk_link_next(&link, &frame)) != MK_LINK_EVENT_NONE) {
            assert(event != MK_LINK_EVENT_FRAME || frame.payload_size <= MK_PAYLOAD_MAX);
        }
        assert(link.names.count <= MK_REGISTRY_CAPACITY);
    }
    assert(link.state != MK_LINK_CLOSED || link.reason.code != MK_REASON_NONE);
    return 0;
}
