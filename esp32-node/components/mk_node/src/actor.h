/** What an actor of this node is: a number, a path, and what it does with a frame. */
#ifndef MK_ACTOR_H
#define MK_ACTOR_H

#include "mk/node.h"

typedef enum mk_verdict {
    MK_HANDLED,
    MK_UNHANDLED /**< the actor has no use for such a frame */
} mk_verdict_t;

typedef struct mk_actor {
    uint32_t sequence;
    const char *path; /**< below /node/<identity>/ */
    /** The link is mounted and `frame` is addressed to this actor; borrowed for the call. */
    mk_verdict_t (*receive)(mk_node_t *node, const mk_frame_t *frame);
} mk_actor_t;

#endif
