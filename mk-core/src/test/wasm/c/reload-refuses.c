#include "mk.h"

/* Takes over from nobody. */
MK_MIGRATE(state, size)
{
    return MK_REFUSED;
}

MK_HANDLE_MESSAGE(type, source, payload, size)
{
    mk_send_u32(source, 5, 3);
    return MK_STAY;
}
