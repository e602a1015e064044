/**
 * The messages that wait for one actor, oldest first, at most `capacity`. Signals never wait here,
 * so they are never shed. Only the task that owns the mailbox may call these functions.
 */
#ifndef MK_MAILBOX_H
#define MK_MAILBOX_H

#include "mk/delivery.h"
#include "mk/message_pool.h"

#include <stdint.h>

/** What a full mailbox does with one more message; the same policies as on the Java side. */
typedef enum mk_overflow {
    MK_OVERFLOW_REJECT,      /**< refuses it: the sender hears of it and decides */
    MK_OVERFLOW_DROP_NEWEST, /**< sheds it */
    MK_OVERFLOW_DROP_OLDEST, /**< takes it and sheds the one that waits longest */
    MK_OVERFLOW_STOP         /**< refuses it and fails the receiver, which must not miss one */
} mk_overflow_t;

typedef struct mk_mailbox {
    mk_envelope_t *first;
    mk_envelope_t *last;
    uint16_t count;
    uint16_t capacity;
    mk_overflow_t overflow;
} mk_mailbox_t;

/** An empty mailbox of `capacity` messages, at least 1. */
void mk_mailbox_init(mk_mailbox_t *mailbox, uint16_t capacity, mk_overflow_t overflow);

/**
 * Puts a copy of `frame` behind all others.
 * @param[out] shed what had to go for it, for the caller to give back; NULL if nothing
 */
mk_delivery_t mk_mailbox_put(mk_mailbox_t *mailbox, mk_message_pool_t *pool,
                             const mk_frame_t *frame, mk_envelope_t **shed);

/** Takes out the oldest message, for the caller to give back to the pool. @return NULL if empty */
mk_envelope_t *mk_mailbox_take(mk_mailbox_t *mailbox);

#endif
