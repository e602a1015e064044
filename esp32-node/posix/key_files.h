/** Pre-shared keys in files. */
#ifndef MK_KEY_FILES_H
#define MK_KEY_FILES_H

#include "options.h"

typedef struct key_files {
    mk_key_t keys[OPTIONS_KEYS_MAX]; /**< for mk_node_config_t */
    uint8_t bytes[OPTIONS_KEYS_MAX][MK_KEY_SIZE_MAX];
} key_files_t;

/**
 * Reads the keys that the options name, which must outlive them.
 * @param message OPTIONS_MESSAGE_SIZE bytes; says what is wrong, without the key
 */
bool key_files_read(key_files_t *files, const options_t *options, char *message);

#endif
