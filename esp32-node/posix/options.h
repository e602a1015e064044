/** The command line of mk-node. */
#ifndef MK_OPTIONS_H
#define MK_OPTIONS_H

#include "mk/hello.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_HOST_SIZE     254u /**< the longest host name, with its NUL */
#define OPTIONS_PORT_SIZE     6u
#define OPTIONS_ENDPOINT_SIZE (OPTIONS_HOST_SIZE + OPTIONS_PORT_SIZE + 3u)
#define OPTIONS_MESSAGE_SIZE  512u

typedef struct options {
    char endpoint[OPTIONS_ENDPOINT_SIZE]; /**< as the user wrote it */
    char host[OPTIONS_HOST_SIZE];         /**< without brackets */
    char port[OPTIONS_PORT_SIZE];
    char identity[MK_IDENTITY_SIZE];
    uint32_t node_id;
    uint32_t interval_ms;
    uint32_t count; /**< 0 = no end */
    bool verbose;
} options_t;

typedef enum options_verdict {
    OPTIONS_RUN,     /**< the options are complete */
    OPTIONS_HELP,    /**< the user asked for the help text */
    OPTIONS_VERSION, /**< the user asked for the version */
    OPTIONS_BAD      /**< the message says rule, value and next step */
} options_verdict_t;

/**
 * Reads the command line; what it leaves out gets its default.
 * @param message at least OPTIONS_MESSAGE_SIZE bytes of the caller; set with OPTIONS_BAD
 */
options_verdict_t options_parse(int argc, const char *const argv[], options_t *options,
                                char *message);

/** The help text. */
const char *options_help(void);

#endif
