#include "mk/message_type.h"

#include <stddef.h>

static const struct {
    uint32_t type;
    uint32_t payload_size;
} FIXED_SIZES[] = {
    { MK_TYPE_TIMER, 16 },
    { MK_TYPE_CHILD_EXIT, 16 },
    { MK_TYPE_NAME_REGISTER, 72 },
    { MK_TYPE_NAME_UNREGISTER, 64 },
    { MK_TYPE_PATH_REGISTER, 136 },
    { MK_TYPE_PATH_UNREGISTER, 128 },
    { MK_TYPE_CAPS_REQUEST, 0 },
};

mk_status_t mk_type_fixed_size(uint32_t type, uint32_t *payload_size)
{
    for (size_t i = 0; i < sizeof FIXED_SIZES / sizeof FIXED_SIZES[0]; i++) {
        if (FIXED_SIZES[i].type == type) {
            *payload_size = FIXED_SIZES[i].payload_size;
            return MK_STATUS_OK;
        }
    }
    return MK_STATUS_NOT_FOUND;
}

bool mk_type_is_known_system(uint32_t type)
{
    uint32_t payload_size;
    return type == MK_TYPE_CAPS_REPLY || mk_type_fixed_size(type, &payload_size) == MK_STATUS_OK;
}
