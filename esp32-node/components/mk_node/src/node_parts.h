/** What the parts of the node share. Only the node's task. */
#ifndef MK_NODE_PARTS_H
#define MK_NODE_PARTS_H

#include "mk/node.h"

/* ---- node.c ---- */

/** Lets actors do what is due, and tells peers what follows from it. */
void mk_node_run_actors(mk_node_t *node);

/* ---- node_peers.c: what mounted peers and this node say to each other ---- */

/** How messages of actors leave. */
mk_transmitter_t mk_node_transmitter(mk_node_t *node);

/** Tells peers of names, of the end of watched actors, and of actors that are watched here. */
void mk_node_tell_peers(mk_node_t *node);

/** The event of a mounted link. */
void mk_node_on_event(mk_node_t *node, mk_mount_t *mount, mk_link_event_t event,
                      const mk_frame_t *frame);

/* ---- node_links.c: how links begin and end ---- */

void mk_node_init_mounts(mk_node_t *node);

/** A peer is PROVEN: admits or refuses it. */
void mk_node_on_proven(mk_node_t *node, mk_mount_t *mount);

/** A link is MOUNTED. */
void mk_node_on_mounted(mk_node_t *node, mk_mount_t *mount);

/** The link has closed; `transport_error` is what the port said, if the transport went first. */
void mk_node_on_closed(mk_node_t *node, mk_mount_t *mount, const char *transport_error);

/** Whether a mount's peer is linked already, by a connection that the peer has opened. */
bool mk_node_is_linked_otherwise(const mk_node_t *node, const mk_mount_t *mount);

static inline size_t mk_node_link_number(const mk_node_t *node, const mk_mount_t *mount)
{
    return (size_t)(mount - node->mounts);
}

static inline bool mk_node_is_mount(const mk_node_t *node, const mk_mount_t *mount)
{
    return mk_node_link_number(node, mount) < node->config.endpoint_count;
}

#endif
