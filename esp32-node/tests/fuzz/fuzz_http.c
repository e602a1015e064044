/* A response, read whole and in pieces whose size is the first byte: both must come to the same. */
#include "mk/http_body.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct outcome {
    mk_status_t head_status;
    mk_status_t body_status;
    size_t taken;
    size_t body_size;
    uint32_t sum;
} outcome_t;

static outcome_t read_response(const uint8_t *bytes, size_t size, size_t step)
{
    outcome_t out = { MK_STATUS_NEED_MORE, MK_STATUS_NEED_MORE, 0, 0, 0 };
    mk_http_head_t head;
    mk_http_body_t body;
    mk_http_head_init(&head, false);
    while (out.head_status == MK_STATUS_NEED_MORE && out.taken < size) {
        size_t taken;
        const size_t there = size - out.taken < step ? size - out.taken : step;
        out.head_status = mk_http_head_read(&head, bytes + out.taken, there, &taken);
        assert(taken <= there);
        assert(out.head_status != MK_STATUS_NEED_MORE || taken == there);
        out.taken += taken;
    }
    assert((out.head_status == MK_STATUS_MALFORMED) == (head.fault != MK_HTTP_FAULT_NONE));
    if (out.head_status != MK_STATUS_OK) {
        return out;
    }
    assert(head.status >= 100 && head.status <= 599);
    mk_http_body_init(&body, &head);
    do {
        size_t taken;
        size_t piece_size;
        const uint8_t *piece = NULL;
        const size_t there = size - out.taken < step ? size - out.taken : step;
        out.body_status =
            mk_http_body_read(&body, bytes + out.taken, there, &taken, &piece, &piece_size);
        assert(taken <= there && piece_size <= taken);
        for (size_t i = 0; i < piece_size; i++) {
            out.sum = out.sum * 31 + piece[i];
        }
        out.body_size += piece_size;
        out.taken += taken;
    } while (out.body_status == MK_STATUS_NEED_MORE && out.taken < size);
    assert(head.framing != MK_HTTP_LENGTH || out.body_size <= head.content_length);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const outcome_t whole = read_response(data + 1, size - 1, size);
    const outcome_t pieces = read_response(data + 1, size - 1, data[0] % 64 + 1u);
    assert(whole.head_status == pieces.head_status);
    assert(whole.body_status == pieces.body_status && whole.taken == pieces.taken);
    assert(whole.body_size == pieces.body_size && whole.sum == pieces.sum);
    return 0;
}
