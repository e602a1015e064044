#include "mk/dead_letters.h"

#include <assert.h>

static_assert(MK_DEAD_LETTERS_KEPT > 0 && (MK_DEAD_LETTERS_KEPT & (MK_DEAD_LETTERS_KEPT - 1)) == 0,
              "a power of two, so that places stay in step when the total wraps");

void mk_dead_letters_init(mk_dead_letters_t *letters)
{
    *letters = (mk_dead_letters_t){ 0 };
}

void mk_dead_letters_add(mk_dead_letters_t *letters, const mk_frame_t *frame, mk_delivery_t reason,
                         uint64_t now_ms)
{
    assert(reason != MK_ACCEPTED);
    letters->last[letters->total % MK_DEAD_LETTERS_KEPT] = (mk_dead_letter_t){
        .at_ms = now_ms,
        .source = frame->source,
        .dest = frame->dest,
        .type = frame->type,
        .payload_size = frame->payload_size,
        .reason = reason,
    };
    letters->total++;
    letters->by_reason[reason]++;
}

const mk_dead_letter_t *mk_dead_letters_at(const mk_dead_letters_t *letters, size_t age)
{
    if (age >= letters->total || age >= MK_DEAD_LETTERS_KEPT) {
        return NULL;
    }
    return &letters->last[(letters->total - 1 - (uint32_t)age) % MK_DEAD_LETTERS_KEPT];
}
