#include "mk.h"

/* Answers every message with the next type and the same payload. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    mk_send(source, type + 1, payload, size);
    return MK_STAY;
}
