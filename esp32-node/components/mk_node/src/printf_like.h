/** Has the compiler check a format and its values, where it can. */
#ifndef MK_PRINTF_LIKE_H
#define MK_PRINTF_LIKE_H

#if defined(__GNUC__)
#define MK_PRINTF_LIKE(format_at, values_at) __attribute__((format(printf, format_at, values_at)))
#else
#define MK_PRINTF_LIKE(format_at, values_at)
#endif

/** Longest log line of a node with its NUL; a longer one is cut. */
#define MK_LOG_SIZE 512u

#endif
