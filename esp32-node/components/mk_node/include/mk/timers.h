/**
 * The timers of all actors, at most MK_TIMERS_MAX. An expiration is kept until its actor takes it,
 * so none is lost when the actor is busy; those of one timer that wait together are one notice with
 * a number. Only the task that owns the table may call these functions.
 */
#ifndef MK_TIMERS_H
#define MK_TIMERS_H

#include "mk/limits.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mk_timer {
    uint32_t owner;       /**< its actor's sequence; 0 = this place is free */
    uint32_t id;          /**< chosen by the actor */
    uint32_t interval_ms; /**< 0 = once */
    uint32_t expirations; /**< that its actor has not taken yet */
    uint64_t due_ms;      /**< MK_NEVER if it expired for the last time */
} mk_timer_t;

typedef struct mk_timers {
    mk_timer_t places[MK_TIMERS_MAX];
} mk_timers_t;

/** No timers. */
void mk_timers_init(mk_timers_t *timers);

/**
 * Starts the timer `id` of `owner` (not 0), in place of the one that has this id already.
 * @param delay_ms until it expires first; at most UINT32_MAX
 * @param interval_ms from then on; 0 = once
 * @return MK_STATUS_OK, or MK_STATUS_FULL if there is no place
 */
mk_status_t mk_timers_start(mk_timers_t *timers, uint32_t owner, uint32_t id, uint64_t now_ms,
                            uint32_t delay_ms, uint32_t interval_ms);

/** Ends a timer, and forgets expirations not taken. @return MK_STATUS_OK or MK_STATUS_NOT_FOUND */
mk_status_t mk_timers_stop(mk_timers_t *timers, uint32_t owner, uint32_t id);

/** Ends all timers of `owner`. */
void mk_timers_stop_all(mk_timers_t *timers, uint32_t owner);

/**
 * Notes every expiration that is due. A tick that comes late does not shift those after it.
 * @return the owner of one timer that was not noted before, 0 if there is none left: call again
 */
uint32_t mk_timers_expire(mk_timers_t *timers, uint64_t now_ms);

/**
 * Takes the expirations of one timer of `owner`; a timer that expires once ends with that.
 * @return how many, 0 if none
 */
uint32_t mk_timers_take(mk_timers_t *timers, uint32_t owner, uint32_t *id);

/** When the next timer is due, in milliseconds; MK_NEVER if none is. */
uint64_t mk_timers_next_ms(const mk_timers_t *timers);

#endif
