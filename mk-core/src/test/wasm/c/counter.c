#include "mk.h"

enum { INCREMENT = 1, COUNT = 2, FINISH = 3 };

static uint32_t count;

/* Counts messages of type 1 and answers with the number of them; ends at type 3. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    switch (type) {
    case INCREMENT:
        mk_send_u32(source, COUNT, ++count);
        return MK_STAY;
    case FINISH:
        return MK_END;
    default:
        mk_log_text(MK_WARN, "no such message");
        return MK_STAY;
    }
}
