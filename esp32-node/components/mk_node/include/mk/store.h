/**
 * Values that outlive the node, by key. The port gives one: files on POSIX, NVS on the device. A
 * value that was put is either there whole after a loss of power, or the former one is.
 */
#ifndef MK_STORE_H
#define MK_STORE_H

#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_STORE_KEY_SIZE  16u  /**< of a key with its NUL, as in NVS */
#define MK_STORE_VALUE_MAX 256u /**< bytes of a value */

typedef struct mk_store {
    void *context;
    /** Writes the value of at most MK_STORE_VALUE_MAX bytes. @return OK, NOT_FOUND or FAILED */
    mk_status_t (*get)(void *context, const char *key, uint8_t *out, size_t *size);
    /** @return OK, FULL or FAILED */
    mk_status_t (*put)(void *context, const char *key, const uint8_t *value, size_t size);
    /** @return OK, NOT_FOUND or FAILED */
    mk_status_t (*remove)(void *context, const char *key);
} mk_store_t;

/** Whether this is a key: 1..15 of a-z, A-Z, 0-9, '-', '_' and '.', not '.' first. Pure. */
bool mk_store_key_is_valid(const char *key);

#endif
