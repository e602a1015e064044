#include "mk.h"

enum { INCREMENT = 1, COUNT = 2, VERSION = 5 };

/* Version 1 had 32 bits for it. */
static uint64_t count;

/* Takes over what version 1, or this one, has left; anything else is refused, and the module before goes on. */
MK_MIGRATE(state, size)
{
    switch (size) {
    case 4:
        count = mk_u32(state);
        return MK_MIGRATED;
    case 8:
        memcpy(&count, state, sizeof count);
        return MK_MIGRATED;
    default:
        return MK_REFUSED;
    }
}

MK_HANDLE_MESSAGE(type, source, payload, size)
{
    switch (type) {
    case INCREMENT:
        count++;
        mk_save_state("state", 5, &count, sizeof count);
        mk_send(source, COUNT, &count, sizeof count);
        break;
    case VERSION:
        mk_send_u32(source, VERSION, 2);
        break;
    default:
        break;
    }
    return MK_STAY;
}
