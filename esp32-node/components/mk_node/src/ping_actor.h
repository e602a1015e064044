/**
 * The ping actor: answers PING with PONG and the same payload, and pings others for who sends it a
 * MEASURE, one at a time. Its state is the node.
 */
#ifndef MK_PING_ACTOR_H
#define MK_PING_ACTOR_H

#include "mk/actor.h"

extern const mk_actor_spec_t MK_PING_ACTOR;

#endif
