/** What became of a message at the moment it was sent. What is not accepted is a dead letter. */
#ifndef MK_DELIVERY_H
#define MK_DELIVERY_H

typedef enum mk_delivery {
    MK_ACCEPTED,          /**< the mailbox, or the link to the receiver's node, has taken it */
    MK_REFUSED_FULL,      /**< the mailbox or the link's outbox is full; a later try may succeed */
    MK_REFUSED_MEMORY,    /**< no block of the message pool is free; a later try may succeed */
    MK_REFUSED_TOO_LARGE, /**< no block or frame is large enough; trying again is in vain */
    MK_REFUSED_STOPPED,   /**< no such actor, or its node is not connected */
    MK_DROPPED            /**< shed by the mailbox's policy: nothing for the sender to do */
} mk_delivery_t;

#define MK_DELIVERY_COUNT ((unsigned)MK_DROPPED + 1u)

/** The delivery in a few words, for log lines: a constant. Pure; any thread. */
const char *mk_delivery_text(mk_delivery_t delivery);

#endif
