/** A small MK01 listener on 127.0.0.1. Every wait has a deadline; an overdue one fails the test. */
#ifndef MK_TEST_LISTENER_H
#define MK_TEST_LISTENER_H

#include "frames.h"

#include "mk/hello.h"
#include "mk/wire.h"

#include <stdbool.h>
#include <stdint.h>

/** Paths of the actors that mk-node has without a store. */
#define LISTENER_OWN_PATHS 7

/** Longest wait for the other side, in milliseconds; far longer than any takes. */
#define LISTENER_PATIENCE_MS 10000

typedef struct listener {
    uint16_t port;
    int listening_fd; /**< -1 while nobody listens */
    int fd;           /**< of the accepted connection, or -1 */
    uint8_t buffer[1u << 16];
    size_t start;
    size_t end;
} listener_t;

/** Listens on `port`, or on a free one if that is 0. */
void listener_open(listener_t *listener, uint16_t port);

/** Accepts one connection. */
void listener_accept(listener_t *listener);

/** Reads the hello of the connection. */
void listener_read_hello(listener_t *listener, mk_hello_t *hello);

/** Reads the next frame; its payload is valid until the next call. @return false at the end */
bool listener_read_frame(listener_t *listener, mk_frame_t *frame);

/** Whether nothing more has come, nor comes for a moment. */
bool listener_is_quiet(listener_t *listener);

/** Writes all bytes of the stream. @return false if the connection is gone */
bool listener_write(listener_t *listener, const stream_t *stream);

/** Accepts, checks the node's hello, answers it, and reads the paths the node registers. */
void listener_mount(listener_t *listener, const char *identity);

/** Closes the connection. */
void listener_hang_up(listener_t *listener);

/** Closes the connection and listens no more; `port` stays known. */
void listener_close(listener_t *listener);

#endif
