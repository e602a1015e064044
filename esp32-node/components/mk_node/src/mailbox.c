#include "mk/mailbox.h"

#include <assert.h>
#include <stddef.h>

void mk_mailbox_init(mk_mailbox_t *mailbox, uint16_t capacity, mk_overflow_t overflow)
{
    assert(capacity > 0);
    *mailbox = (mk_mailbox_t){ .capacity = capacity, .overflow = overflow };
}

mk_delivery_t mk_mailbox_put(mk_mailbox_t *mailbox, mk_message_pool_t *pool,
                             const mk_frame_t *frame, mk_envelope_t **shed)
{
    *shed = NULL;
    if (frame->payload_size > MK_MESSAGE_SIZE_MAX) {
        return MK_REFUSED_TOO_LARGE;
    }
    const int full = mailbox->count == mailbox->capacity;
    if (full && mailbox->overflow != MK_OVERFLOW_DROP_OLDEST) {
        return mailbox->overflow == MK_OVERFLOW_DROP_NEWEST ? MK_DROPPED : MK_REFUSED_FULL;
    }
    mk_envelope_t *envelope = mk_message_pool_take(pool, frame);
    if (envelope == NULL) {
        return MK_REFUSED_MEMORY; /* and the oldest one stays */
    }
    if (full) {
        *shed = mk_mailbox_take(mailbox);
    }
    if (mailbox->last == NULL) {
        mailbox->first = envelope;
    } else {
        mailbox->last->next = envelope;
    }
    mailbox->last = envelope;
    mailbox->count++;
    return MK_ACCEPTED;
}

mk_envelope_t *mk_mailbox_take(mk_mailbox_t *mailbox)
{
    mk_envelope_t *envelope = mailbox->first;
    if (envelope != NULL) {
        mailbox->first = envelope->next;
        mailbox->count--;
        envelope->next = NULL;
        if (mailbox->first == NULL) {
            mailbox->last = NULL;
        }
    }
    return envelope;
}
