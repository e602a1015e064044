/**
 * How many of the messages that want to be confirmed were had of which node, over its links: a
 * session, kept while there is no link for as long as there is room. No thread but the node's own.
 */
#ifndef MK_RECEIPTS_H
#define MK_RECEIPTS_H

#include "mk/limits.h"

#include <stddef.h>
#include <stdint.h>

/** One session. */
typedef struct mk_receipt {
    uint32_t node_id;
    uint64_t incarnation; /**< of the node; 0 = this is none */
    uint64_t session;     /**< another one than before says that this node has forgotten */
    uint64_t last;        /**< number of the last message had; they run from 1 without a gap */
} mk_receipt_t;

/** Sessions without a link. */
typedef struct mk_receipts {
    mk_receipt_t kept[MK_RECEIPTS_KEPT];
    size_t next; /**< where the next is kept; what is there is the oldest */
    uint64_t session;
} mk_receipts_t;

/** None yet. @param session random, so that those of another life are others */
void mk_receipts_init(mk_receipts_t *receipts, uint64_t session);

/** Takes out the session of a node for its link, or begins one. */
mk_receipt_t mk_receipts_take(mk_receipts_t *receipts, uint32_t node_id, uint64_t incarnation);

/** Keeps a session without its link, in place of the oldest. One that had nothing is not kept. */
void mk_receipts_keep(mk_receipts_t *receipts, const mk_receipt_t *receipt);

/** What is to be done with a message. */
typedef enum mk_receipt_verdict {
    MK_RECEIPT_DUE,     /**< it is had now: deliver and confirm it */
    MK_RECEIPT_HAD,     /**< it was had before: confirm it again, and drop it */
    MK_RECEIPT_TOO_EARLY /**< one before it is missing: drop it, it comes again */
} mk_receipt_verdict_t;

/** Enters a message by its number. */
mk_receipt_verdict_t mk_receipt_enter(mk_receipt_t *receipt, uint64_t number);

#endif
