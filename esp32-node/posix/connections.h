/**
 * The sockets of a node: connects, accepts, and moves bytes, as the node wants it. Only the node's
 * task.
 */
#ifndef MK_CONNECTIONS_H
#define MK_CONNECTIONS_H

#include "options.h"

#include "mk/node.h"

typedef struct connections {
    mk_node_t *node;
    const options_t *options;
    const mk_platform_t *platform;
    tcp_t tcp[MK_LINKS_MAX]; /**< of the links of the same number */
    tcp_t arriving;          /**< accepted, and securing itself */
    int listening_fd;        /**< -1 if nobody may join */
    int stop_fd;             /**< readable once the program is to end */
} connections_t;

/** No connections yet. `context` is NULL for no TLS. */
void connections_init(connections_t *connections, mk_node_t *node, const mk_platform_t *platform,
                      const options_t *options, tls_context_t *context, int stop_fd);

/**
 * Listens where the options say; the port is logged.
 * @param message OPTIONS_MESSAGE_SIZE bytes; says why not
 */
bool connections_listen(connections_t *connections, char *message);

/** Runs the node until it is done or is told to stop. @return why it ends */
const char *connections_run(connections_t *connections);

/**
 * Ends all connections so that nothing written is lost: what is queued goes out whole, and a socket
 * stays open until the peer has read it and closes, too. One that is closed with unread input would
 * be reset instead, and the peer might never read the last frames.
 */
void connections_leave(connections_t *connections);

#endif
