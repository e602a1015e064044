#include "mk.h"

/* Fails at its first message. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    __builtin_trap();
}
