/** Why an actor has ended, or one of its lives; the same reasons as on the Java side. Pure; any
 * thread. */
#ifndef MK_EXIT_REASON_H
#define MK_EXIT_REASON_H

#include <stdbool.h>

typedef enum mk_exit_reason {
    MK_EXIT_NORMAL,      /**< it had done its work and stopped itself */
    MK_EXIT_STOPPED,     /**< it was told to stop (OTP: shutdown) */
    MK_EXIT_FAILED,      /**< it said that it failed */
    MK_EXIT_KILLED,      /**< it had not stopped by its deadline */
    MK_EXIT_UNREACHABLE, /**< it lives, or lived, on a node that is not connected any more */
    MK_EXIT_DEADLINE,    /**< it took longer over a message than it may */
    MK_EXIT_MEMORY,      /**< it wanted more memory than it may have */
    MK_EXIT_TRAP         /**< its guest code ran into something undefined */
} mk_exit_reason_t;

#define MK_EXIT_REASON_COUNT ((unsigned)MK_EXIT_TRAP + 1u)

/** Whether something went wrong (OTP: every reason but normal and shutdown). */
static inline bool mk_exit_is_abnormal(mk_exit_reason_t reason)
{
    return reason != MK_EXIT_NORMAL && reason != MK_EXIT_STOPPED;
}

/** The reason in one word, for log lines: a constant that outlives everything. */
const char *mk_exit_text(mk_exit_reason_t reason);

#endif
