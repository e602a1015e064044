#include "field.h"

#include <assert.h>
#include <string.h>

static bool is_control(uint8_t byte)
{
    return byte < 0x20 || byte == 0x7F;
}

bool mk_field_read(const uint8_t *field, size_t width, char *out)
{
    size_t length = 0;
    while (length < width && field[length] != 0) {
        if (is_control(field[length])) {
            return false;
        }
        length++;
    }
    if (length == 0 || length == width) {
        return false;
    }
    memcpy(out, field, length);
    out[length] = '\0';
    return true;
}

void mk_field_write(uint8_t *field, size_t width, const char *text)
{
    const size_t length = strlen(text);
    assert(length < width);
    memcpy(field, text, length); /* NOLINT(bugprone-not-null-terminated-result): the padding is */
    memset(field + length, 0, width - length);
}
