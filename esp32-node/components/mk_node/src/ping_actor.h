/** The ping actor: answers PING with PONG and the same payload. Only the node's task. */
#ifndef MK_PING_ACTOR_H
#define MK_PING_ACTOR_H

#include "actor.h"

/** mk_actor_t.receive of this actor. */
mk_verdict_t mk_ping_receive(mk_node_t *node, const mk_frame_t *frame);

#endif
