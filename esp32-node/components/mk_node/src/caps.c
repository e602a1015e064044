#include "mk/caps.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

uint32_t mk_caps_format(const mk_caps_t *caps, char *out)
{
    const int length = snprintf(out, MK_CAPS_SIZE_MAX,
                                "platform=%s\n"
                                "identity=%s\n"
                                "node_id=%" PRIu32 "\n"
                                "wasm=0\n"
                                "tls=0\n"
                                "http=0\n"
                                "max_actors=%" PRIu32 "\n"
                                "actor_count=%" PRIu32 "\n"
                                "transports=tcp\n",
                                caps->platform, caps->identity, caps->node_id, caps->max_actors,
                                caps->actor_count);
    assert(length > 0 && (uint32_t)length < MK_CAPS_SIZE_MAX);
    return (uint32_t)length;
}
