#include "device_actors.h"

mk_verdict_code_t mk_verdict_of(mk_status_t status)
{
    switch (status) {
    case MK_STATUS_OK:
        return MK_DONE;
    case MK_STATUS_NOT_FOUND:
        return MK_NOT_THERE;
    case MK_STATUS_FULL:
        return MK_NO_ROOM;
    case MK_STATUS_MALFORMED:
        return MK_MALFORMED;
    default:
        return MK_HARDWARE_FAILS;
    }
}

void mk_answer(mk_context_t *context, const mk_frame_t *request, uint32_t type,
               const uint8_t *payload, uint32_t size)
{
    if (request->source != MK_ACTOR_NONE) {
        (void)mk_tell(context, request->source, type, payload, size); /* or a dead letter */
    }
}
