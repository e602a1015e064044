#include "mk/outbox.h"

#include <assert.h>
#include <string.h>

void mk_outbox_init(mk_outbox_t *outbox)
{
    outbox->bytes_in = 0;
    outbox->bytes_out = 0;
    outbox->refused_total = 0;
    mk_outbox_clear(outbox);
}

void mk_outbox_clear(mk_outbox_t *outbox)
{
    outbox->start = 0;
    outbox->end = 0;
    outbox->bytes_out = outbox->bytes_in;
}

uint8_t *mk_outbox_reserve(mk_outbox_t *outbox, size_t size)
{
    const size_t waiting = outbox->end - outbox->start;
    if (size > MK_OUTBOX_CAPACITY - waiting) {
        outbox->refused_total++;
        return NULL;
    }
    if (size > MK_OUTBOX_CAPACITY - outbox->end) {
        memmove(outbox->bytes, outbox->bytes + outbox->start, waiting);
        outbox->start = 0;
        outbox->end = waiting;
    }
    uint8_t *room = outbox->bytes + outbox->end;
    outbox->end += size;
    outbox->bytes_in += size;
    return room;
}

uint8_t *mk_outbox_reserve_above(mk_outbox_t *outbox, size_t size, size_t reserve)
{
    const size_t room = MK_OUTBOX_CAPACITY - (outbox->end - outbox->start);
    if (size > room || reserve > room - size) {
        outbox->refused_total++;
        return NULL;
    }
    return mk_outbox_reserve(outbox, size);
}

size_t mk_outbox_peek(const mk_outbox_t *outbox, const uint8_t **bytes)
{
    *bytes = outbox->bytes + outbox->start;
    return outbox->end - outbox->start;
}

void mk_outbox_take(mk_outbox_t *outbox, size_t size)
{
    assert(size <= outbox->end - outbox->start);
    outbox->start += size;
    outbox->bytes_out += size;
    if (outbox->start == outbox->end) {
        outbox->start = 0;
        outbox->end = 0;
    }
}
