/**
 * One MK01 connection, seen from the side that connects: bytes in, events and bytes out. It holds
 * no socket and reads no clock, so each of its decisions can be replayed in a test.
 *
 *   IDLE --open--> HELLO_SENT --peer's hello--> MOUNTED
 *                      |                           |
 *                      +---------> CLOSED <--------+     (open starts again from here)
 *
 * Only the task that owns the link may call these functions.
 */
#ifndef MK_LINK_H
#define MK_LINK_H

#include "mk/hello.h"
#include "mk/limits.h"
#include "mk/outbox.h"
#include "mk/reason.h"
#include "mk/registry.h"
#include "mk/status.h"
#include "mk/time.h"
#include "mk/wire.h"

#include <stddef.h>
#include <stdint.h>

typedef enum mk_link_state {
    MK_LINK_IDLE,
    MK_LINK_HELLO_SENT,
    MK_LINK_MOUNTED,
    MK_LINK_CLOSED /**< link->reason says why; the transport is to be closed */
} mk_link_state_t;

typedef enum mk_link_event {
    MK_LINK_EVENT_NONE,       /**< nothing more in the bytes received so far */
    MK_LINK_EVENT_MOUNTED,    /**< link->peer is known */
    MK_LINK_EVENT_NAMES,      /**< link->names changed */
    MK_LINK_EVENT_NAMES_FULL, /**< link->names had no room for a name */
    MK_LINK_EVENT_FRAME       /**< a frame for this node or one of its actors */
} mk_link_event_t;

/** What was dropped since mk_link_init. */
typedef struct mk_link_counters {
    uint32_t wrong_source;   /**< frames in the name of another node than the peer */
    uint32_t wrong_dest;     /**< frames for another node than this one */
    uint32_t unknown_system; /**< frames of a system type this node does not know */
    uint32_t foreign_names;  /**< names or paths that point to another node than the peer */
    uint32_t names_full;     /**< names that found no room */
} mk_link_counters_t;

typedef struct mk_link {
    mk_link_state_t state;
    mk_reason_t reason;        /**< of the last close */
    mk_hello_t self;
    mk_hello_t peer;           /**< valid once mounted, and still after that mount was closed */
    mk_registry_t names;       /**< the peer's names; empty unless mounted */
    mk_outbox_t outbox;        /**< what the transport is to send */
    mk_link_counters_t counters;
    uint64_t hello_deadline_ms;
    size_t start;              /**< first byte of inbound not used yet */
    size_t end;                /**< one past the last byte of inbound */
    uint8_t inbound[MK_WIRE_HEADER_LENGTH + MK_PAYLOAD_MAX];
} mk_link_t;

/** An idle link of the node `self` (copied; valid by the rules of hello.h). */
void mk_link_init(mk_link_t *link, const mk_hello_t *self);

/**
 * The transport is connected: forgets the connection before and queues the hello.
 * The link must be IDLE or CLOSED.
 */
void mk_link_open(mk_link_t *link, uint64_t now_ms);

/**
 * Takes in bytes of the peer (copied). Call mk_link_next until it says NONE, then offer the rest.
 * A closed link swallows all.
 * @return how many were taken; at least one if the events before were fetched
 */
size_t mk_link_receive(mk_link_t *link, const uint8_t *bytes, size_t size);

/**
 * The next event in the bytes received so far. Check link->state after NONE: what the peer breaks
 * closes the link.
 * @param[out] frame set with MK_LINK_EVENT_FRAME; its payload is borrowed until the next call
 */
mk_link_event_t mk_link_next(mk_link_t *link, mk_frame_t *frame);

/** Closes the link if the peer's hello is overdue at `now_ms`. */
void mk_link_tick(mk_link_t *link, uint64_t now_ms);

/** When mk_link_tick is to be called at the latest, in milliseconds; MK_NEVER if not at all. */
uint64_t mk_link_deadline_ms(const mk_link_t *link);

/** The transport is gone, for whatever reason. Bytes it gave before must have been received. */
void mk_link_ended(mk_link_t *link);

/**
 * Queues a frame (copied) on a mounted link.
 * @return MK_STATUS_OK, or MK_STATUS_FULL (counted by the outbox) if it does not fit now
 */
mk_status_t mk_link_send(mk_link_t *link, const mk_frame_t *frame);

#endif
