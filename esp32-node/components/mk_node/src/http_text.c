#include "http_text.h"

#include <string.h>

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

bool mk_http_is_token(char c)
{
    const char l = lower(c);
    return mk_http_is_digit(c) || (l >= 'a' && l <= 'z')
           || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool equal_part(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool mk_http_equal(const char *a, const char *b)
{
    const size_t length = strlen(a);
    return length == strlen(b) && equal_part(a, b, length);
}

bool mk_http_list_has(const char *list, const char *option)
{
    const size_t length = strlen(option);
    while (*list != '\0') {
        list += strspn(list, " \t,");
        const size_t word = strcspn(list, " \t,");
        if (word == length && equal_part(list, option, length)) {
            return true;
        }
        list += word;
    }
    return false;
}

bool mk_http_number(const char *text, uint32_t *number)
{
    uint64_t value = 0;
    for (const char *c = text; *c != '\0'; c++) {
        if (!mk_http_is_digit(*c)) {
            return false;
        }
        value = value * 10 + (uint64_t)(*c - '0');
        if (value > UINT32_MAX) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return text[0] != '\0';
}

int mk_http_hex(char c)
{
    const char l = lower(c);
    if (mk_http_is_digit(c)) {
        return c - '0';
    }
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}
