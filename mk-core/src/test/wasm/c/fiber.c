#include "mk.h"

enum { SLEEP = 1, SLEPT, RECEIVE, RECEIVED, RECEIVE_UNTIL, RECEIVED_UNTIL, PLAIN_RECEIVE, PLAIN_RECEIVED, LOOP, LOOPED };

/* Waits in every way there is, and answers with what came of it. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    struct {
        int32_t result, type, size;
        char bytes[16];
    } next = {0, -1, -1, {0}};
    mk_id_t sender = 0;

    switch (type) {
    case SLEEP: /* u32 ms */
        next.result = mk_sleep_ms((int32_t)mk_u32(payload));
        mk_send_u32(source, SLEPT, (uint32_t)next.result);
        break;
    case RECEIVE: /* answers the sender of the next message with its type, its full size and 16 bytes of it */
        next.result = mk_recv_full(&next.type, next.bytes, sizeof next.bytes, &next.size, &sender);
        mk_send(sender == 0 ? source : sender, RECEIVED, &next, sizeof next);
        break;
    case RECEIVE_UNTIL: /* u32 ms */
        next.result = mk_recv_timeout(&next.type, next.bytes, sizeof next.bytes, &next.size, &sender,
                                      (int32_t)mk_u32(payload));
        mk_send(source, RECEIVED_UNTIL, &next, sizeof next);
        break;
    case PLAIN_RECEIVE:
        next.result = mk_recv(&next.type, next.bytes, sizeof next.bytes, &next.size);
        mk_send(source, PLAIN_RECEIVED, &next, sizeof next);
        break;
    case LOOP: { /* numbers what comes, until an empty message of type 0 */
        uint32_t number = 0;
        for (;;) {
            if (mk_recv_full(&next.type, next.bytes, sizeof next.bytes, &next.size, &sender) != 0 || next.type == 0) {
                break;
            }
            mk_send_u32(sender, LOOPED, ++number);
        }
        break;
    }
    default:
        break;
    }
    /* The payload is still ours, however long that took. */
    if (size > 0 && payload[0] == 0xEE) {
        mk_log(MK_INFO, (const char *)payload, size);
    }
    return MK_STAY;
}
