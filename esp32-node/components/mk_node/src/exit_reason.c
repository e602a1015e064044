#include "mk/exit_reason.h"

#include <assert.h>

const char *mk_exit_text(mk_exit_reason_t reason)
{
    static const char *const TEXTS[MK_EXIT_REASON_COUNT] = {
        "normal", "stopped", "failed", "killed", "unreachable", "deadline", "memory", "trap",
    };
    assert((unsigned)reason < MK_EXIT_REASON_COUNT);
    return TEXTS[reason];
}
