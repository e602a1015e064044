/** Actor ids: node id in the upper 32 bits, sequence in the lower 32. Pure; any thread. */
#ifndef MK_ACTOR_ID_H
#define MK_ACTOR_ID_H

#include <stdint.h>

typedef uint64_t mk_actor_id_t;

/** "No actor": a message without sender, or one that is meant for the node itself. */
#define MK_ACTOR_NONE ((mk_actor_id_t)0)

/** The id of actor `sequence` on node `node_id`. */
static inline mk_actor_id_t mk_actor_id(uint32_t node_id, uint32_t sequence)
{
    return ((mk_actor_id_t)node_id << 32) | sequence;
}

/** The node an actor lives on. */
static inline uint32_t mk_actor_node(mk_actor_id_t id)
{
    return (uint32_t)(id >> 32);
}

/** The number of an actor on its node. */
static inline uint32_t mk_actor_sequence(mk_actor_id_t id)
{
    return (uint32_t)(id & UINT32_MAX);
}

#endif
