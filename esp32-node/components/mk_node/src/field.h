/** Text in a field of fixed width on the wire, padded with NUL. Pure; any thread. */
#ifndef MK_FIELD_H
#define MK_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Copies the text of a field of `width` bytes to `out`, which has room for as many. Good text is
 * not empty, has no control characters (it ends up in log lines) and is ended by a NUL within the
 * field; padding behind that is ignored.
 * @return whether the text is good; only then does `out` hold it
 */
bool mk_field_read(const uint8_t *field, size_t width, char *out);

/** Writes `text`, shorter than `width`, and pads it with NUL. */
void mk_field_write(uint8_t *field, size_t width, const char *text);

#endif
