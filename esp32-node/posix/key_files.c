#include "key_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/** Reads a file without the line end at its end. @return false with a message */
static bool read_key(const char *path, uint8_t *bytes, size_t *size, char *message)
{
    uint8_t content[MK_KEY_SIZE_MAX + 3]; /* with a line end, and one byte more that tells */
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        snprintf(message, OPTIONS_MESSAGE_SIZE, "cannot read the key in '%.200s': %s", path,
                 strerror(errno));
        return false;
    }
    size_t length = fread(content, 1, sizeof content, file);
    fclose(file);
    if (length > 0 && content[length - 1] == '\n') {
        length--;
    }
    if (length > 0 && content[length - 1] == '\r') {
        length--;
    }
    if (length < MK_KEY_SIZE_MIN || length > MK_KEY_SIZE_MAX) {
        snprintf(message, OPTIONS_MESSAGE_SIZE,
                 "a pre-shared key must have 16..1024 bytes, got %zu in '%.200s';"
                 " make one with: openssl rand -hex 32",
                 length, path);
        return false;
    }
    memcpy(bytes, content, length);
    *size = length;
    return true;
}

bool key_files_read(key_files_t *files, const options_t *options, char *message)
{
    for (size_t i = 0; i < options->key_count; i++) {
        const options_key_t *key = &options->keys[i];
        size_t size;
        if (!read_key(key->path, files->bytes[i], &size, message)) {
            return false;
        }
        files->keys[i] = (mk_key_t){
            .identity = key->identity[0] == '\0' ? NULL : key->identity,
            .bytes = files->bytes[i],
            .size = size,
        };
    }
    return true;
}
