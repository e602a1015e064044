/** The characters of HTTP's grammar (RFC 9110, 5.6), in ASCII whatever the locale. Pure; any
 * thread. */
#ifndef MK_HTTP_TEXT_H
#define MK_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool mk_http_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool mk_http_is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/** Whether `c` may be in a token: a field's name, an option of Connection. */
bool mk_http_is_token(char c);

/** Whether two texts are the same but for the case of ASCII letters. */
bool mk_http_equal(const char *a, const char *b);

/** Whether a list with commas has `option`, whatever its case. */
bool mk_http_list_has(const char *list, const char *option);

/** Reads a decimal number of digits only. @return false if it is none, or 2^32 or more */
bool mk_http_number(const char *text, uint32_t *number);

/** The value of a hexadecimal digit, or -1. */
int mk_http_hex(char c);

#endif
