/* Frames, read whole and in pieces whose size is the first byte: the same messages and faults. */
#include "mk/websocket.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MESSAGE_MAX 4096u

static uint32_t read_frames(const uint8_t *bytes, size_t size, size_t step)
{
    mk_ws_reader_t reader;
    uint32_t sum = 1;
    uint32_t message_size = 0;
    size_t at = 0;
    mk_ws_reader_init(&reader, MESSAGE_MAX);
    for (;;) {
        size_t taken;
        size_t piece_size = 0;
        const uint8_t *piece = NULL;
        const size_t there = size - at < step ? size - at : step;
        const mk_ws_event_t event =
            mk_ws_read(&reader, bytes + at, there, &taken, &piece, &piece_size);
        assert(taken <= there);
        at += taken;
        switch (event) {
        case MK_WS_NEED_MORE:
            assert(taken == there);
            if (at == size) {
                return sum;
            }
            break;
        case MK_WS_PIECE:
            message_size += (uint32_t)piece_size;
            assert(piece_size > 0 && message_size <= MESSAGE_MAX);
            break;
        case MK_WS_MESSAGE_END:
            assert(message_size == reader.message_size);
            sum = sum * 31 + message_size + (uint32_t)reader.message;
            message_size = 0;
            break;
        case MK_WS_CONTROL:
            assert(reader.control_size <= MK_WS_CONTROL_MAX);
            sum = sum * 31 + reader.control_size + (uint32_t)reader.opcode;
            break;
        case MK_WS_BROKEN:
            return sum * 31 + (uint32_t)reader.fault;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0) {
        assert(read_frames(data + 1, size - 1, size)
               == read_frames(data + 1, size - 1, data[0] % 64 + 1u));
    }
    return 0;
}
