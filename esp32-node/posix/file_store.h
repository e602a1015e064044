/**
 * A store in a folder: a file for each key. A value is written beside the former one, forced to the
 * disk, and takes its place by a rename, so that a loss of power leaves one of the two. Only the
 * node's task.
 */
#ifndef MK_FILE_STORE_H
#define MK_FILE_STORE_H

#include "mk/store.h"

/** Most keys; a further one is refused. */
#define FILE_STORE_KEYS_MAX 256u

#define FILE_STORE_MESSAGE_SIZE 256u

typedef struct file_store {
    mk_store_t store; /**< for mk_platform_t */
    int folder;       /**< open; -1 if closed */
} file_store_t;

/**
 * Opens a folder, which is made if it is not there. `store` must stay where it is.
 * @param message says what is wrong, FILE_STORE_MESSAGE_SIZE bytes
 */
bool file_store_open(file_store_t *store, const char *path, char *message);

void file_store_close(file_store_t *store);

#endif
