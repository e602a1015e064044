/**
 * An event stream (text/event-stream, the WHATWG's HTML standard, 9.2.6), read as it comes in.
 * Pure. An event longer than MK_SSE_EVENT_MAX is left out and counted; the stream goes on.
 */
#ifndef MK_SSE_H
#define MK_SSE_H

#include "mk/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Room for an event's type or id, with its NUL; a longer one is cut. */
#define MK_SSE_WORD_SIZE 48u

typedef struct mk_sse {
    char type[MK_SSE_WORD_SIZE]; /**< of the event, "" = "message" */
    char id[MK_SSE_WORD_SIZE];   /**< the last one seen, for Last-Event-ID */
    uint32_t retry_ms;           /**< what the server asked for, 0 if nothing */
    size_t data_size;            /**< of the event, without the NUL behind it */
    char data[MK_SSE_EVENT_MAX + 1];
    uint32_t too_long; /**< events that were left out */
    /* How far it is; not for others. */
    size_t line_size;
    char line[MK_SSE_EVENT_MAX + 16];
    uint8_t bom; /**< bytes of a byte order mark seen at the start */
    bool started;
    bool after_cr;
    bool has_data;
    bool cut;      /**< the event is too long */
    bool complete; /**< the last call gave it out */
} mk_sse_t;

/** Ready for the first byte of a stream. */
void mk_sse_init(mk_sse_t *sse);

/**
 * Reads on, at most to the end of an event.
 * @param[out] event whether one is complete: type, data and id hold it until the next call
 * @return how many bytes were read
 */
size_t mk_sse_read(mk_sse_t *sse, const uint8_t *bytes, size_t size, bool *event);

#endif
