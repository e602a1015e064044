#include "text.h"

#include <assert.h>
#include <string.h>

/** The length of the character at the start of `bytes`; 0 if there is none that is allowed. */
static size_t character(const uint8_t *bytes, size_t size)
{
    static const uint32_t FIRST_OF_LENGTH[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const uint8_t lead = bytes[0];
    if (lead < 0x80) {
        return lead >= 0x20 && lead != 0x7F ? 1 : 0;
    }
    size_t length = 0;
    if (lead >= 0xC0 && lead < 0xE0) {
        length = 2;
    } else if (lead >= 0xE0 && lead < 0xF0) {
        length = 3;
    } else if (lead >= 0xF0 && lead < 0xF8) {
        length = 4;
    }
    if (length == 0 || length > size) {
        return 0;
    }
    uint32_t point = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 0;
        }
        point = point << 6 | (bytes[i] & 0x3Fu);
    }
    const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    const bool is_control = point >= 0x80 && point < 0xA0;
    return point >= FIRST_OF_LENGTH[length] && point <= 0x10FFFF && !is_surrogate && !is_control
               ? length
               : 0;
}

bool mk_text_is_valid(const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        const size_t length = character(bytes + at, size - at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

size_t mk_text_copy(const char *text, char *out, size_t out_size)
{
    assert(out_size > 0);
    const size_t size = strlen(text);
    size_t written = 0;
    for (size_t at = 0; at < size;) {
        const size_t length = character((const uint8_t *)text + at, size - at);
        const size_t room = length == 0 ? 1 : length;
        if (room > out_size - 1 - written) {
            break;
        }
        if (length == 0) {
            out[written] = '?';
        } else {
            memcpy(out + written, text + at, length);
        }
        written += room;
        at += room;
    }
    out[written] = '\0';
    return written;
}
