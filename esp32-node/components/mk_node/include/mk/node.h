/**
 * The node: links with other nodes, and the actors behind them. These it has from the start, the
 * last six where the platform has what they need:
 *
 *   sequence  path                           does
 *          2  /node/<identity>/sensor/temp   sends readings to the name `telemetry` of a peer
 *          3  /node/<identity>/ping          answers PING with PONG, and pings others
 *             /node/<identity>/metrics       says how the node is: metrics.h
 *             /node/<identity>/gpio i2c pwm led store   by the messages of device_msg.h
 *
 * What it logs goes to the actor named `log` of a peer, too.
 *
 * A link has a number, 0 to MK_LINKS_MAX - 1. The first config.endpoint_count of them are mounts:
 * the node connects them again and again. The others take connections that peers open.
 *
 * The node decides, the port acts: after every call the port looks at mk_node_state of each link,
 * moves bytes, and calls mk_node_step again at mk_node_wake_ms at the latest.
 *
 * Only the task that owns the node may call these functions.
 */
#ifndef MK_NODE_H
#define MK_NODE_H

#include "mk/backoff.h"
#include "mk/link.h"
#include "mk/permission.h"
#include "mk/platform.h"
#include "mk/system.h"
#include "mk/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_NODE_SENSOR_SEQUENCE 2u
#define MK_NODE_PING_SEQUENCE   3u

/** An answer of mk_node_accepted: all links are taken. */
#define MK_NODE_NO_LINK SIZE_MAX

/** Longest text for where a peer connected from, with its NUL. */
#define MK_ENDPOINT_SIZE 64u

typedef enum mk_node_state {
    MK_NODE_WAITING,    /**< no connection is wanted before the wake time; write what
                             mk_node_output has, as far as it can be written now, and hang up */
    MK_NODE_CONNECTING, /**< connect, then call mk_node_connected or mk_node_connect_failed */
    MK_NODE_LINKED,     /**< the transport is up; move bytes both ways */
    MK_NODE_FREE,       /**< as WAITING, for a connection that a peer opens; never if a mount */
    MK_NODE_DONE        /**< all readings asked for were written; the node may be stopped */
} mk_node_state_t;

/** What the port knows of a connection. */
typedef struct mk_transport {
    bool is_private;  /**< encrypted by TLS */
    bool allows_mk01; /**< the other end may be let in, or mounted, without authentication */
    /** Whether the peer has shown a certificate of that identity; NULL if there are none. */
    bool (*certifies)(void *context, const char *identity);
    void *context;
} mk_transport_t;

/** All texts, keys and permissions must outlive the node. */
typedef struct mk_node_config {
    const char *identity;         /**< by mk_identity_is_valid */
    uint32_t node_id;             /**< not 0; beyond 15 the node speaks MK02 only */
    const char *platform;         /**< its name in the capabilities, at most 31 bytes */
    const char *const *endpoints; /**< where the port connects to, for log lines; copied */
    size_t endpoint_count;        /**< at most MK_LINKS_MAX */
    const char *id_advice;        /**< how the owner gives this node another id; ends a log line */
    uint32_t interval_ms;         /**< between readings, MK_INTERVAL_MIN_MS..MK_INTERVAL_MAX_MS */
    uint32_t sensors; /**< that are read, numbers 1 to this, at most MK_SENSORS_MAX; 0 = one */
    uint32_t count;               /**< readings to write before the node is done; 0 = no end */
    uint32_t heartbeat_ms;        /**< 0 = MK_HEARTBEAT_MS */
    const mk_key_t *keys;         /**< if there are any, peers must prove that they have one */
    size_t key_count;
    const mk_permission_t *permissions;
    size_t permission_count;
} mk_node_config_t;

/** Totals since mk_node_init; further ones are in the links and in node->system. */
typedef struct mk_node_counters {
    uint32_t mounts;
    uint32_t readings_written; /**< taken by the transport in full */
    uint32_t readings_refused; /**< found no room in the outbox */
    uint32_t sensor_failures;
    uint32_t pings_answered;
    uint32_t pings_unanswerable; /**< without source, too long, or no room for the answer */
    uint32_t caps_answered;
    uint32_t caps_unanswerable; /**< without source, or no room for the answer */
    uint32_t not_permitted;     /**< messages of peers that may not send to that actor */
} mk_node_counters_t;

/** The state of the sensor actor. */
typedef struct mk_sensor_actor {
    mk_actor_id_t telemetry; /**< MK_ACTOR_NONE while no peer has one */
    size_t link;             /**< of that peer */
    uint32_t queued;         /**< readings in its outbox, not written yet */
    uint64_t queued_end;     /**< where the last of them ends, in outbox.bytes_in */
    uint32_t failing;        /**< the sensors whose last measurement failed, a bit for each */
} mk_sensor_actor_t;

/** The state of the ping actor. */
typedef struct mk_ping_actor {
    mk_actor_id_t asker; /**< who waits for a measurement; MK_ACTOR_NONE if nobody does */
    mk_actor_id_t asked; /**< whom it waits for, and watches meanwhile */
    uint64_t asked_ms;
    uint32_t nonce; /**< of the last PING */
} mk_ping_actor_t;

/** That an actor is told of every change of a pin. */
typedef struct mk_gpio_watch {
    mk_actor_id_t who; /**< MK_ACTOR_NONE = this place is free */
    uint8_t pin;
    bool level; /**< that it was told last */
} mk_gpio_watch_t;

/** The state of the GPIO actor. */
typedef struct mk_gpio_actor {
    uint64_t outputs; /**< the pins that are configured so, a bit for each */
    mk_gpio_watch_t watches[MK_GPIO_WATCHES_MAX];
} mk_gpio_actor_t;

/** The state of an LED. */
typedef struct mk_led_state {
    uint8_t mode; /**< as in LED_SET */
    bool lit;
    uint16_t on_ms;
    uint16_t off_ms;
    uint16_t times; /**< that are left; 0 = for ever */
} mk_led_state_t;

/** Log lines that wait for a peer that wants them. */
typedef struct mk_log_line {
    mk_log_level_t level;
    char text[MK_LOG_LINE_SIZE];
} mk_log_line_t;

typedef struct mk_log_shipper {
    mk_log_line_t lines[MK_LOG_LINES_KEPT];
    size_t first; /**< the oldest one is at this modulo the number of places */
    size_t count;
    uint32_t lost;
} mk_log_shipper_t;

/** A link, and how it comes about. */
typedef struct mk_mount {
    mk_node_state_t state;
    mk_link_t link;
    mk_backoff_t backoff;
    uint64_t retry_at_ms;   /**< of MK_NODE_WAITING */
    uint64_t mounted_at_ms; /**< MK_NEVER while not mounted */
    uint64_t mk02_until_ms; /**< the peer has spoken MK02, and MK01 would be a step down */
    mk_level_t level;       /**< to try next */
    mk_transport_t transport;
    bool names_full_told; /**< in this mount */
    char endpoint[MK_ENDPOINT_SIZE];
} mk_mount_t;

typedef struct mk_node {
    mk_node_config_t config;
    const mk_platform_t *platform;
    mk_link_self_t self;
    mk_receipts_t receipts;
    mk_mount_t mounts[MK_LINKS_MAX];
    mk_system_t system;
    mk_sensor_actor_t sensor;
    mk_ping_actor_t ping;
    mk_gpio_actor_t gpio;
    mk_led_state_t leds[MK_LEDS_MAX];
    mk_log_shipper_t log;
    uint64_t started_ms;
    mk_node_counters_t counters;
    bool is_done;
} mk_node_t;

/** A node that wants to connect its mounts at once. `config` is copied, `platform` kept. */
void mk_node_init(mk_node_t *node, const mk_node_config_t *config, const mk_platform_t *platform);

/** Does what is due by now. */
void mk_node_step(mk_node_t *node);

/** What the port is to do for a link. */
mk_node_state_t mk_node_state(const mk_node_t *node, size_t link);

/** Whether all readings asked for were written. */
bool mk_node_is_done(const mk_node_t *node);

/** When mk_node_step is to be called at the latest, in milliseconds; MK_NEVER if not at all. */
uint64_t mk_node_wake_ms(const mk_node_t *node);

/** The transport is up. The link must be CONNECTING. */
void mk_node_connected(mk_node_t *node, size_t link, mk_transport_t transport);

/** The transport did not come up; `why` is borrowed for the call. The link must be CONNECTING. */
void mk_node_connect_failed(mk_node_t *node, size_t link, const char *why);

/**
 * A peer has opened a connection from `endpoint`, which is borrowed for the call.
 * @return the number of the link, or MK_NODE_NO_LINK: hang up
 */
size_t mk_node_accepted(mk_node_t *node, const char *endpoint, mk_transport_t transport);

/** Bytes came in (borrowed for the call). The link must be LINKED. */
void mk_node_received(mk_node_t *node, size_t link, const uint8_t *bytes, size_t size);

/** The bytes to send next, borrowed until the next call. @return how many, 0 if none */
size_t mk_node_output(const mk_node_t *node, size_t link, const uint8_t **bytes);

/** The transport took the first `size` of these bytes. */
void mk_node_written(mk_node_t *node, size_t link, size_t size);

/** The transport is gone; `why` is borrowed for the call. The link must be LINKED. */
void mk_node_disconnected(mk_node_t *node, size_t link, const char *why);

/** Says goodbye to all peers: mk_node_output has the words. Nothing is mounted any more. */
void mk_node_leave(mk_node_t *node);

/** Logs that the node stops and `why` (borrowed for the call), and the totals that are not 0. */
void mk_node_log_totals(mk_node_t *node, const char *why);

#endif
