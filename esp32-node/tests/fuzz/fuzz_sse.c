/* An event stream, read whole and in pieces whose size is the first byte: the same events. */
#include "mk/sse.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t read_stream(const uint8_t *bytes, size_t size, size_t step)
{
    static mk_sse_t sse;
    uint32_t sum = 1;
    mk_sse_init(&sse);
    for (size_t at = 0; at < size;) {
        bool event;
        const size_t there = size - at < step ? size - at : step;
        const size_t taken = mk_sse_read(&sse, bytes + at, there, &event);
        assert(taken > 0 && taken <= there);
        at += taken;
        if (event) {
            assert(sse.data_size <= MK_SSE_EVENT_MAX && sse.data[sse.data_size] == '\0');
            for (size_t i = 0; i < sse.data_size; i++) {
                sum = sum * 31 + (uint8_t)sse.data[i];
            }
            sum = sum * 31 + (uint32_t)(strlen(sse.type) * 64 + strlen(sse.id));
        }
    }
    return sum + sse.too_long * 7919 + sse.retry_ms;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0) {
        assert(read_stream(data + 1, size - 1, size)
               == read_stream(data + 1, size - 1, data[0] % 64 + 1u));
    }
    return 0;
}
