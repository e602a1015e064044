#include "mk/delivery.h"

#include <assert.h>

const char *mk_delivery_text(mk_delivery_t delivery)
{
    static const char *const TEXTS[MK_DELIVERY_COUNT] = {
        "accepted", "mailbox full", "no memory", "too large", "no such actor", "dropped",
    };
    assert((unsigned)delivery < MK_DELIVERY_COUNT);
    return TEXTS[delivery];
}
