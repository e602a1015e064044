#include "mk.h"

enum { SAVE = 1, SAVED, LOAD, LOADED, LOAD_SHORT };

/* Saves and loads: u8 length of the key, the key, the value. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    static uint8_t buffer[256];
    int32_t key_length = size > 0 ? payload[0] : 0;
    const uint8_t *key = payload + 1;

    switch (type) {
    case SAVE:
        mk_send_u32(source, SAVED, (uint32_t)mk_save_state(key, key_length, key + key_length, size - 1 - key_length));
        break;
    case LOAD:
    case LOAD_SHORT: {
        int32_t read = mk_load_state(key, key_length, buffer + 4, type == LOAD ? (int32_t)sizeof buffer - 4 : 2);
        memcpy(buffer, &read, 4);
        mk_send(source, LOADED, buffer, 4 + (read < 0 ? 0 : read));
        break;
    }
    default:
        break;
    }
    return MK_STAY;
}
