/**
 * The node: one link to a listener, and the actors behind it. Two of them it has from the start:
 *
 *   sequence  path                           does
 *          2  /node/<identity>/sensor/temp   sends readings to the peer's name `telemetry`
 *          3  /node/<identity>/ping          answers PING with PONG
 *
 * The node decides, the port acts: after every call the port looks at mk_node_state, moves bytes,
 * and calls mk_node_step again at mk_node_wake_ms at the latest.
 *
 * Only the task that owns the node may call these functions.
 */
#ifndef MK_NODE_H
#define MK_NODE_H

#include "mk/backoff.h"
#include "mk/link.h"
#include "mk/platform.h"
#include "mk/system.h"
#include "mk/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_NODE_SENSOR_SEQUENCE 2u
#define MK_NODE_PING_SEQUENCE   3u

typedef enum mk_node_state {
    MK_NODE_WAITING,    /**< no connection is wanted before the wake time; close the transport */
    MK_NODE_CONNECTING, /**< connect, then call mk_node_connected or mk_node_connect_failed */
    MK_NODE_LINKED,     /**< the transport is up; move bytes both ways */
    MK_NODE_DONE        /**< all readings asked for were written; the node may be stopped */
} mk_node_state_t;

/** All texts must outlive the node. */
typedef struct mk_node_config {
    const char *identity;  /**< by mk_identity_is_valid */
    uint32_t node_id;      /**< by mk_node_id_is_valid */
    const char *platform;  /**< its name in the capabilities, at most 31 bytes */
    const char *endpoint;  /**< where the port connects to; for log lines */
    const char *id_advice; /**< how the owner gives this node another id; ends a log line */
    uint32_t interval_ms;  /**< between readings, MK_INTERVAL_MIN_MS..MK_INTERVAL_MAX_MS */
    uint32_t count;        /**< readings to write before the node is done; 0 = no end */
} mk_node_config_t;

/** Totals since mk_node_init; further ones are in node->link and node->system. */
typedef struct mk_node_counters {
    uint32_t mounts;
    uint32_t readings_written; /**< taken by the transport in full */
    uint32_t readings_refused; /**< found no room in the outbox */
    uint32_t sensor_failures;
    uint32_t pings_answered;
    uint32_t pings_unanswerable; /**< without source, too long, or no room for the answer */
    uint32_t caps_answered;
    uint32_t caps_unanswerable; /**< without source, or no room for the answer */
} mk_node_counters_t;

/** The state of the sensor actor. */
typedef struct mk_sensor_actor {
    mk_actor_id_t telemetry; /**< MK_ACTOR_NONE while the peer has none */
    uint32_t queued;         /**< readings in the outbox, not written yet */
    uint64_t queued_end;     /**< where the last of them ends, in outbox.bytes_in */
    bool failing;            /**< the last measurement failed */
} mk_sensor_actor_t;

typedef struct mk_node {
    mk_node_config_t config;
    const mk_platform_t *platform;
    mk_node_state_t state;
    mk_link_t link;
    mk_system_t system;
    mk_backoff_t backoff;
    uint64_t retry_at_ms;   /**< of MK_NODE_WAITING */
    uint64_t mounted_at_ms; /**< MK_NEVER while not mounted */
    bool names_full_told;   /**< in this mount */
    mk_sensor_actor_t sensor;
    mk_node_counters_t counters;
} mk_node_t;

/** A node that wants to connect at once. `config` is copied, `platform` kept. */
void mk_node_init(mk_node_t *node, const mk_node_config_t *config, const mk_platform_t *platform);

/** Does what is due by now. @return the state after that */
mk_node_state_t mk_node_step(mk_node_t *node);

/** What the port is to do. */
mk_node_state_t mk_node_state(const mk_node_t *node);

/** When mk_node_step is to be called at the latest, in milliseconds; MK_NEVER if not at all. */
uint64_t mk_node_wake_ms(const mk_node_t *node);

/** The transport is up. The node must be CONNECTING. */
void mk_node_connected(mk_node_t *node);

/** The transport did not come up; `why` is borrowed for the call. The node must be CONNECTING. */
void mk_node_connect_failed(mk_node_t *node, const char *why);

/** Bytes came in (borrowed for the call). The node must be LINKED. */
void mk_node_received(mk_node_t *node, const uint8_t *bytes, size_t size);

/** The bytes to send next, borrowed until the next call. @return how many, 0 if none */
size_t mk_node_output(const mk_node_t *node, const uint8_t **bytes);

/** The transport took the first `size` of these bytes. The node must be LINKED or DONE. */
void mk_node_written(mk_node_t *node, size_t size);

/** The transport is gone; `why` is borrowed for the call. The node must be LINKED. */
void mk_node_disconnected(mk_node_t *node, const char *why);

/** Logs that the node stops and `why` (borrowed for the call), and the totals that are not 0. */
void mk_node_log_totals(const mk_node_t *node, const char *why);

#endif
