/** Message types that this node knows, and the payload sizes the protocol fixes. */
#ifndef MK_MESSAGE_TYPE_H
#define MK_MESSAGE_TYPE_H

#include "mk/status.h"

#include <stdbool.h>
#include <stdint.h>

/** Types from here on are reserved for the system. */
#define MK_TYPE_SYSTEM_FIRST 0xFF000000u

#define MK_TYPE_TIMER           0xFF000001u
#define MK_TYPE_CHILD_EXIT      0xFF000010u
#define MK_TYPE_NAME_REGISTER   0xFF000012u
#define MK_TYPE_NAME_UNREGISTER 0xFF000013u
#define MK_TYPE_PATH_REGISTER   0xFF00001Bu
#define MK_TYPE_PATH_UNREGISTER 0xFF00001Cu
#define MK_TYPE_CAPS_REQUEST    0xFF00001Du
#define MK_TYPE_CAPS_REPLY      0xFF00001Eu

#define MK_TYPE_READING 200u
#define MK_TYPE_PING    202u
#define MK_TYPE_PONG    203u

/** Has the receiver ping another actor: its name or path; answered with MEASURED. */
#define MK_TYPE_MEASURE 204u
/** u8 0 = answered, 1 = no such name, 2 = no answer, 3 = busy; u32 little-endian: the time in ms. */
#define MK_TYPE_MEASURED 205u

/** Whether `type` is reserved for the system. Pure; any thread. */
static inline bool mk_type_is_system(uint32_t type)
{
    return type >= MK_TYPE_SYSTEM_FIRST;
}

/** Whether `type` is a system type that this node knows. Pure; any thread. */
bool mk_type_is_known_system(uint32_t type);

/**
 * The payload size in bytes that the protocol fixes for `type`.
 * Pure; any thread.
 * @return MK_STATUS_OK, or MK_STATUS_NOT_FOUND if payloads of this type may have any size
 */
mk_status_t mk_type_fixed_size(uint32_t type, uint32_t *payload_size);

#endif
