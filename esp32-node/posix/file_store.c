#include "file_store.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** No key begins with a dot, so this is no key's file. */
#define NEW_VALUE ".new"

static mk_status_t get(void *context, const char *key, uint8_t *out, size_t *size)
{
    const file_store_t *store = context;
    assert(mk_store_key_is_valid(key));
    const int fd = openat(store->folder, key, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT ? MK_STATUS_NOT_FOUND : MK_STATUS_FAILED;
    }
    uint8_t value[MK_STORE_VALUE_MAX + 1]; /* one byte more tells that somebody else wrote it */
    const ssize_t length = read(fd, value, sizeof value);
    close(fd);
    if (length < 0 || (size_t)length > MK_STORE_VALUE_MAX) {
        return MK_STATUS_FAILED;
    }
    memcpy(out, value, (size_t)length);
    *size = (size_t)length;
    return MK_STATUS_OK;
}

/** Counts the keys. @return false if the folder cannot be read */
static bool count_keys(const file_store_t *store, size_t *count)
{
    const int fd = openat(store->folder, ".", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL) {
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    const struct dirent *entry;
    *count = 0;
    errno = 0;
    while ((entry = readdir(folder)) != NULL) {
        *count += entry->d_name[0] == '.' ? 0 : 1;
    }
    const bool is_whole = errno == 0;
    closedir(folder);
    return is_whole;
}

/** Whether there is a place for a key: its own, or one more. */
static mk_status_t find_room(const file_store_t *store, const char *key)
{
    size_t count;
    if (faccessat(store->folder, key, F_OK, 0) == 0) {
        return MK_STATUS_OK;
    }
    if (!count_keys(store, &count)) {
        return MK_STATUS_FAILED;
    }
    return count < FILE_STORE_KEYS_MAX ? MK_STATUS_OK : MK_STATUS_FULL;
}

/** Writes the value to the file for new ones, so that it stays. */
static bool write_new(const file_store_t *store, const uint8_t *value, size_t size)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    const int fd = openat(store->folder, NEW_VALUE, flags, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return false;
    }
    const bool is_written =
        (size == 0 || write(fd, value, size) == (ssize_t)size) && fsync(fd) == 0;
    return close(fd) == 0 && is_written;
}

static mk_status_t put(void *context, const char *key, const uint8_t *value, size_t size)
{
    const file_store_t *store = context;
    assert(mk_store_key_is_valid(key) && size <= MK_STORE_VALUE_MAX);
    const mk_status_t room = find_room(store, key);
    if (room != MK_STATUS_OK) {
        return room;
    }
    if (!write_new(store, value, size)
        || renameat(store->folder, NEW_VALUE, store->folder, key) != 0
        || fsync(store->folder) != 0) {
        return MK_STATUS_FAILED;
    }
    return MK_STATUS_OK;
}

static mk_status_t remove_key(void *context, const char *key)
{
    const file_store_t *store = context;
    assert(mk_store_key_is_valid(key));
    if (unlinkat(store->folder, key, 0) != 0) {
        return errno == ENOENT ? MK_STATUS_NOT_FOUND : MK_STATUS_FAILED;
    }
    return fsync(store->folder) == 0 ? MK_STATUS_OK : MK_STATUS_FAILED;
}

bool file_store_open(file_store_t *store, const char *path, char *message)
{
    if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST) {
        snprintf(message, FILE_STORE_MESSAGE_SIZE, "cannot make the folder '%.150s': %s", path,
                 strerror(errno));
        return false;
    }
    store->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->folder < 0) {
        snprintf(message, FILE_STORE_MESSAGE_SIZE, "cannot open the folder '%.150s': %s", path,
                 strerror(errno));
        return false;
    }
    store->store = (mk_store_t){
        .context = store,
        .get = get,
        .put = put,
        .remove = remove_key,
    };
    return true;
}

void file_store_close(file_store_t *store)
{
    if (store->folder >= 0) {
        close(store->folder);
        store->folder = -1;
    }
}
