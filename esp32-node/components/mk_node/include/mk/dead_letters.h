/**
 * The messages that reached nobody: all are counted by reason, the last ones are kept without their
 * payload. Only the task that owns them may call these functions.
 */
#ifndef MK_DEAD_LETTERS_H
#define MK_DEAD_LETTERS_H

#include "mk/delivery.h"
#include "mk/limits.h"
#include "mk/wire.h"

#include <stddef.h>
#include <stdint.h>

typedef struct mk_dead_letter {
    uint64_t at_ms;
    mk_actor_id_t source;
    mk_actor_id_t dest;
    uint32_t type;
    uint32_t payload_size;
    mk_delivery_t reason;
} mk_dead_letter_t;

typedef struct mk_dead_letters {
    uint32_t total;
    uint32_t by_reason[MK_DELIVERY_COUNT];
    mk_dead_letter_t last[MK_DEAD_LETTERS_KEPT]; /**< a ring; number n is at n modulo its size */
} mk_dead_letters_t;

/** None yet. */
void mk_dead_letters_init(mk_dead_letters_t *letters);

/** Counts and keeps one more; the oldest one that is kept goes for it. */
void mk_dead_letters_add(mk_dead_letters_t *letters, const mk_frame_t *frame, mk_delivery_t reason,
                         uint64_t now_ms);

/** The one that is `age` letters old, 0 = the last one. @return NULL if it is not kept */
const mk_dead_letter_t *mk_dead_letters_at(const mk_dead_letters_t *letters, size_t age);

#endif
