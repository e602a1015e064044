#include "check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const char *test;
    char about[128];
    unsigned tests;
    unsigned checks;
    unsigned failures;
} state;

__attribute__((format(printf, 3, 4))) static void fail(const char *file, int line,
                                                       const char *format, ...)
{
    state.failures++;
    const char *separator = state.about[0] != '\0' ? " / " : "";
    fprintf(stderr, "FAILED %s%s%s: ", state.test, separator, state.about);
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fprintf(stderr, "  (%s:%d)\n", file, line);
}

void check_run(const char *name, void (*test)(void))
{
    state.test = name;
    state.about[0] = '\0';
    state.tests++;
    test();
}

void check_about(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(state.about, sizeof state.about, format, values);
    va_end(values);
}

int check_result(void)
{
    printf("%u tests, %u checks, %u failures\n", state.tests, state.checks, state.failures);
    return state.checks > 0 && state.failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void check_true(bool holds, const char *what, const char *file, int line)
{
    state.checks++;
    if (!holds) {
        fail(file, line, "expected %s", what);
    }
}

void check_required(bool holds, const char *what, const char *file, int line)
{
    check_true(holds, what, file, line);
    if (!holds) {
        exit(EXIT_FAILURE);
    }
}

void check_equal(uint64_t expected, uint64_t actual, const char *what, const char *file,
                 int line)
{
    state.checks++;
    if (expected != actual) {
        fail(file, line,
             "expected %s to be %" PRIu64 " (0x%" PRIx64 "), got %" PRIu64 " (0x%" PRIx64 ")",
             what, expected, expected, actual, actual);
    }
}

void check_range(uint64_t low, uint64_t high, uint64_t actual, const char *what,
                 const char *file, int line)
{
    state.checks++;
    if (actual < low || actual > high) {
        fail(file, line, "expected %s to be %" PRIu64 "..%" PRIu64 ", got %" PRIu64, what, low,
             high, actual);
    }
}

void check_text(const char *expected, const char *actual, const char *what, const char *file,
                int line)
{
    state.checks++;
    if (strcmp(expected, actual) != 0) {
        fail(file, line, "expected %s to be '%s', got '%s'", what, expected, actual);
    }
}

void check_contains(const char *part, const char *actual, const char *what, const char *file,
                    int line)
{
    state.checks++;
    if (strstr(actual, part) == NULL) {
        fail(file, line, "expected %s to contain '%s', got '%s'", what, part, actual);
    }
}

void check_bytes(const uint8_t *expected, const uint8_t *actual, size_t size, const char *what,
                 const char *file, int line)
{
    state.checks++;
    for (size_t i = 0; i < size; i++) {
        if (expected[i] != actual[i]) {
            fail(file, line, "expected %s[%zu] to be 0x%02x, got 0x%02x", what, i, expected[i],
                 actual[i]);
            return;
        }
    }
}
