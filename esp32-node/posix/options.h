/** The command line of mk-node. */
#ifndef MK_OPTIONS_H
#define MK_OPTIONS_H

#include "tcp.h"

#include "mk/hello.h"
#include "mk/limits.h"
#include "mk/link_keys.h"
#include "mk/permission.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_PORT_SIZE       6u
#define OPTIONS_ENDPOINT_SIZE   (TCP_HOST_SIZE + OPTIONS_PORT_SIZE + 3u)
#define OPTIONS_MESSAGE_SIZE    512u
#define OPTIONS_KEYS_MAX        8u
#define OPTIONS_PERMISSIONS_MAX 16u

/** From where MK01, which authenticates nobody, is spoken. */
typedef enum options_mk01 {
    OPTIONS_MK01_DEFAULT, /**< with this machine, if there is neither a key nor TLS */
    OPTIONS_MK01_NEVER,
    OPTIONS_MK01_LOOPBACK,
    OPTIONS_MK01_ANY
} options_mk01_t;

typedef struct options_endpoint {
    char text[OPTIONS_ENDPOINT_SIZE]; /**< as the user wrote it */
    char host[TCP_HOST_SIZE];         /**< without brackets */
    char port[OPTIONS_PORT_SIZE];
} options_endpoint_t;

/** A file with a pre-shared key. */
typedef struct options_key {
    char identity[MK_IDENTITY_SIZE]; /**< of the peer; empty = for all others */
    const char *path;
} options_key_t;

/** What is not copied is borrowed from the command line. */
typedef struct options {
    options_endpoint_t connects[MK_LINKS_MAX];
    size_t connect_count;
    options_endpoint_t listen;
    bool listens;
    char identity[MK_IDENTITY_SIZE];
    uint32_t node_id;
    uint32_t interval_ms;
    uint32_t heartbeat_ms;
    uint32_t sensors; /**< 0 = one */
    uint32_t count; /**< 0 = no end */
    bool verbose;
    options_mk01_t mk01;
    options_key_t keys[OPTIONS_KEYS_MAX];
    size_t key_count;
    mk_permission_t permissions[OPTIONS_PERMISSIONS_MAX];
    char permission_identities[OPTIONS_PERMISSIONS_MAX][MK_IDENTITY_SIZE];
    size_t permission_count;
    const char *state; /**< a folder for what the store keeps; NULL = no store */
    tls_files_t tls;   /**< tls.ca is NULL for no TLS */
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
