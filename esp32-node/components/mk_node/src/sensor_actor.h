/**
 * The sensor actor: sends readings to a peer's actor named `telemetry`, one at once and then one
 * every interval, as long as a peer has that name. Only the node's task.
 */
#ifndef MK_SENSOR_ACTOR_H
#define MK_SENSOR_ACTOR_H

#include "mk/node.h"

/** Its state is the node; node->sensor is prepared. */
extern const mk_actor_spec_t MK_SENSOR_ACTOR;

/** Names of peers changed: starts, stops or redirects the readings accordingly. */
void mk_sensor_follow_names(mk_node_t *node);

/** The transport took bytes: counts the readings that are written out now. */
void mk_sensor_written(mk_node_t *node);

/** A link is gone: so are the `telemetry` of its peer and the readings that waited for it. */
void mk_sensor_link_closed(mk_node_t *node, size_t link);

/** Whether as many readings were written as config.count asks for; never if that is 0. */
bool mk_sensor_is_done(const mk_node_t *node);

#endif
