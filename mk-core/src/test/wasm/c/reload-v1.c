#include "mk.h"

enum { INCREMENT = 1, COUNT = 2, VERSION = 5 };

static uint32_t count;

/* Counts, and keeps the count as state for whatever comes after it. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    switch (type) {
    case INCREMENT:
        count++;
        mk_save_state("state", 5, &count, sizeof count);
        mk_send_u32(source, COUNT, count);
        break;
    case VERSION:
        mk_send_u32(source, VERSION, 1);
        break;
    default:
        break;
    }
    return MK_STAY;
}
