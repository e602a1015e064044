/**
 * Writing an actor: what it is made of, and what it may do.
 *
 * An actor's functions are called one at a time, on the task that owns the system, and must not
 * block: whoever waits starts a timer. What they are given is borrowed for the call.
 */
#ifndef MK_ACTOR_H
#define MK_ACTOR_H

#include "mk/actor_id.h"
#include "mk/delivery.h"
#include "mk/exit_reason.h"
#include "mk/mailbox.h"
#include "mk/status.h"
#include "mk/strategy.h"
#include "mk/wire.h"

#include <stdbool.h>
#include <stdint.h>

/** What an actor may do, valid within a call of its functions only. */
typedef struct mk_context mk_context_t;

/** How an actor goes on after a call. */
typedef enum mk_next {
    MK_NEXT_SAME,      /**< as before */
    MK_NEXT_UNHANDLED, /**< as before, but it had no use for the message */
    MK_NEXT_STOP,      /**< it has done its work: it ends with reason normal */
    MK_NEXT_FAIL       /**< it failed: return mk_fail(...) to say why */
} mk_next_t;

/** What actors of one kind do; constant. */
typedef struct mk_behavior {
    const char *type; /**< in figures and log lines */
    /** Begins a life, the first one and each after a restart: the state is to be made. NULL:
     * nothing. */
    mk_next_t (*start)(mk_context_t *context);
    /** Handles a message. */
    mk_next_t (*receive)(mk_context_t *context, const mk_frame_t *message);
    /** Ends a life, whatever the reason; the children have ended before. NULL: nothing. */
    void (*stop)(mk_context_t *context, mk_exit_reason_t reason);
} mk_behavior_t;

/** What an actor is made of; must outlive it. */
typedef struct mk_actor_spec {
    const mk_behavior_t *behavior;
    uint16_t mailbox_capacity; /**< messages, 1 or more */
    mk_overflow_t overflow;
    mk_restart_type_t restart;
    const mk_strategy_t *strategy; /**< for its children; NULL = MK_STRATEGY_DEFAULT */
} mk_actor_spec_t;

/** Its own id. */
mk_actor_id_t mk_self(const mk_context_t *context);

/** The memory that was given when it was spawned; the same in all its lives. */
void *mk_state(const mk_context_t *context);

/** The clock, in milliseconds. */
uint64_t mk_now_ms(const mk_context_t *context);

/** Ends the life with `reason`, an abnormal one: `return mk_fail(context, MK_EXIT_FAILED);` */
mk_next_t mk_fail(mk_context_t *context, mk_exit_reason_t reason);

/**
 * Sends a message in its own name, to an actor of this node or another; `payload` is copied. What
 * is not accepted is a dead letter, too.
 */
mk_delivery_t mk_tell(mk_context_t *context, mk_actor_id_t dest, uint32_t type, const void *payload,
                      uint32_t size);

/**
 * Starts a child; it begins after this call. It ends with its parent's life.
 * @param name its place below its parent: 1 byte or more, unique there; copied
 * @param state for mk_state; must outlive the child
 * @param[out] id of the child; may be NULL
 * @return MK_STATUS_OK; MK_STATUS_FULL: too many actors, or too deep a tree; MK_STATUS_TAKEN: a
 *     sibling has the name; MK_STATUS_MALFORMED: the name or the path is too long or has controls
 */
mk_status_t mk_spawn(mk_context_t *context, const char *name, const mk_actor_spec_t *spec,
                     void *state, mk_actor_id_t *id);

/** Has a child, or itself, stop for good after this call. @return or MK_STATUS_NOT_FOUND */
mk_status_t mk_stop(mk_context_t *context, mk_actor_id_t id);

/**
 * Asks for a notice (mk_exit_notice) when an actor has ended for good: a local one, or one of a
 * node that is not connected any more. At once, as unreachable, if there is no such actor now. Kept
 * until then, or to the end of this life. Watching twice is watching once.
 * @return MK_STATUS_OK, or MK_STATUS_FULL
 */
mk_status_t mk_watch(mk_context_t *context, mk_actor_id_t watched);

/** Takes a watch back, and a notice that was not handled yet. @return or MK_STATUS_NOT_FOUND */
mk_status_t mk_unwatch(mk_context_t *context, mk_actor_id_t watched);

/** Whether `message` is the system's notice that a watched actor ended, and which one and why. */
bool mk_exit_notice(const mk_context_t *context, const mk_frame_t *message, mk_actor_id_t *ended,
                    mk_exit_reason_t *reason);

/**
 * Starts the timer `id` of this life, in place of the one with that id. Its expirations are
 * messages by mk_timer_notice; they take no room in the mailbox.
 * @param interval_ms from the first one on; 0 = once
 * @return MK_STATUS_OK, or MK_STATUS_FULL
 */
mk_status_t mk_timer_start(mk_context_t *context, uint32_t id, uint32_t delay_ms,
                           uint32_t interval_ms);

/** Ends a timer: none of its notices comes any more. @return or MK_STATUS_NOT_FOUND */
mk_status_t mk_timer_stop(mk_context_t *context, uint32_t id);

/** Whether `message` says that the own timer `id` has expired. */
bool mk_timer_notice(const mk_context_t *context, const mk_frame_t *message, uint32_t *id);

/**
 * Gives itself a name, which other nodes learn, too; until it stops for good.
 * @return MK_STATUS_OK; MK_STATUS_TAKEN: another actor has it; MK_STATUS_FULL;
 *     MK_STATUS_MALFORMED: names have 1..63 bytes without control characters
 */
mk_status_t mk_register(mk_context_t *context, const char *name);

/**
 * The actor of that name or path, or MK_ACTOR_NONE: a local one, else one of a node that is
 * connected, of which names are known, and paths are not.
 */
mk_actor_id_t mk_whereis(const mk_context_t *context, const char *name_or_path);

#endif
