#define MK_OWN_ALLOCATOR
#include "mk.h"

/* One block at a time is all that a node asks for: a payload, which it frees when the message is handled. */
static uint8_t block[1024];
static uint32_t taken, given_back;

MK_EXPORT(malloc) void *malloc(size_t size)
{
    if (size > sizeof block || taken != given_back) {
        return NULL;
    }
    taken++;
    return block;
}

MK_EXPORT(free) void free(void *freed)
{
    given_back += freed == block;
}

/* Answers with how often the node has allocated and freed before, and whether the payload is where it was to be. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    uint32_t answer[3] = {taken, given_back, payload == block};
    mk_send(source, type + 1, answer, sizeof answer);
    return MK_STAY;
}
