/**
 * Checks that say what failed, with values, and go on; REQUIRE ends the program, for what the rest
 * of a test cannot do without. A test program is a list of RUN(...) and `return check_result()`.
 */
#ifndef MK_TEST_CHECK_H
#define MK_TEST_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RUN(test) check_run(#test, test)

#define CHECK(condition)   check_true((condition), #condition, __FILE__, __LINE__)
#define REQUIRE(condition) check_required((condition), #condition, __FILE__, __LINE__)

#define CHECK_EQ(expected, actual) \
    check_equal((uint64_t)(expected), (uint64_t)(actual), #actual, __FILE__, __LINE__)
#define CHECK_RANGE(low, high, actual) \
    check_range((uint64_t)(low), (uint64_t)(high), (uint64_t)(actual), #actual, __FILE__, __LINE__)
#define CHECK_TEXT(expected, actual) \
    check_text((expected), (actual), #actual, __FILE__, __LINE__)
#define CHECK_CONTAINS(part, actual) \
    check_contains((part), (actual), #actual, __FILE__, __LINE__)
#define CHECK_BYTES(expected, actual, size) \
    check_bytes((expected), (actual), (size), #actual, __FILE__, __LINE__)

void check_run(const char *name, void (*test)(void));

/** Says what the next checks are about, as printf; shown with a failure, forgotten by RUN. */
__attribute__((format(printf, 1, 2))) void check_about(const char *format, ...);

/** Prints a summary. @return the exit code of the program; nothing run is a failure, too */
int check_result(void);

void check_true(bool holds, const char *what, const char *file, int line);
void check_required(bool holds, const char *what, const char *file, int line);
void check_equal(uint64_t expected, uint64_t actual, const char *what, const char *file,
                 int line);
void check_range(uint64_t low, uint64_t high, uint64_t actual, const char *what,
                 const char *file, int line);
void check_text(const char *expected, const char *actual, const char *what, const char *file,
                int line);
void check_contains(const char *part, const char *actual, const char *what, const char *file,
                    int line);
void check_bytes(const uint8_t *expected, const uint8_t *actual, size_t size, const char *what,
                 const char *file, int line);

#endif
