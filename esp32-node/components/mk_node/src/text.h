/** Text of others. Pure; any thread. */
#ifndef MK_TEXT_H
#define MK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Whether the bytes are UTF-8 by RFC 3629 (no surrogates, nothing longer than it must be) without
 * control characters (U+0000 to U+001F, U+007F to U+009F).
 */
bool mk_text_is_valid(const uint8_t *bytes, size_t size);

/**
 * Copies as many bytes of a text as fit, whole characters only, with '?' for what
 * mk_text_is_valid refuses, and ends them with a NUL.
 * @param out_size room, 1 or more
 * @return the length without the NUL
 */
size_t mk_text_copy(const char *text, char *out, size_t out_size);

#endif
