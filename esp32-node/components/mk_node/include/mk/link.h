/**
 * One connection with another node, of level MK01 or MK02, from either side: bytes in, events and
 * bytes out. It holds no socket and reads no clock, so each of its decisions can be replayed in a
 * test.
 *
 *   IDLE --open--> GREETING --peer's hello--> PROVING --peer's proof--> MOUNTED
 *     |               | (MK01: mounted here)                               |
 *     +--accept--> ACCEPTED --hello, and with MK02 its proof--> PROVEN --admit--> MOUNTED
 *
 *   every state --> CLOSED, from where open and accept start again
 *
 * Only the task that owns the link may call these functions.
 */
#ifndef MK_LINK_H
#define MK_LINK_H

#include "mk/extensions.h"
#include "mk/hello.h"
#include "mk/limits.h"
#include "mk/link_keys.h"
#include "mk/link_msg.h"
#include "mk/node_hello.h"
#include "mk/outbox.h"
#include "mk/reason.h"
#include "mk/receipts.h"
#include "mk/registry.h"
#include "mk/status.h"
#include "mk/time.h"
#include "mk/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Of the peer's last words, as many as are kept, with a NUL. */
#define MK_FAREWELL_SIZE 128u

typedef enum mk_level {
    MK_LEVEL_MK01,
    MK_LEVEL_MK02
} mk_level_t;

typedef enum mk_link_state {
    MK_LINK_IDLE,
    MK_LINK_GREETING, /**< the own hello is sent, the peer's is waited for */
    MK_LINK_ACCEPTED, /**< the peer has connected; its hello is waited for */
    MK_LINK_PROVING,  /**< the peer's proof is waited for */
    MK_LINK_PROVEN,   /**< the peer is who it says; mk_link_admit or mk_link_leave decides */
    MK_LINK_MOUNTED,
    MK_LINK_CLOSED /**< link->reason says why; write what mk_outbox_peek has, then hang up */
} mk_link_state_t;

typedef enum mk_link_event {
    MK_LINK_EVENT_NONE,          /**< nothing more in the bytes received so far */
    MK_LINK_EVENT_PROVEN,        /**< link->peer asks to be admitted */
    MK_LINK_EVENT_MOUNTED,       /**< link->peer is known */
    MK_LINK_EVENT_NAMES,         /**< link->names changed */
    MK_LINK_EVENT_NAMES_FULL,    /**< link->names had no room for a name */
    MK_LINK_EVENT_FRAME,         /**< a frame for this node or one of its actors */
    MK_LINK_EVENT_TOO_LARGE,     /**< a frame without its payload, which was skipped (MK01) */
    MK_LINK_EVENT_WATCH,         /**< link->message.first is to be watched for the peer */
    MK_LINK_EVENT_UNWATCH,       /**< ... no more */
    MK_LINK_EVENT_TERMINATED,    /**< link->message says how an actor of the peer ended */
    MK_LINK_EVENT_UNDELIVERABLE, /**< link->message says what the peer could not deliver */
} mk_link_event_t;

/** What was dropped since mk_link_init. */
typedef struct mk_link_counters {
    uint32_t wrong_source;   /**< frames in the name of another node than the peer */
    uint32_t wrong_dest;     /**< frames for another node than this one */
    uint32_t unknown_system; /**< frames of a system type this node does not know */
    uint32_t foreign_names;  /**< names or paths that point to another node than the peer */
    uint32_t names_full;     /**< names that found no room */
    uint32_t not_understood; /**< messages with an extension that must be understood */
    uint32_t repeated;       /**< confirmed messages that were had before, or came too early */
    uint32_t unanswered;     /**< news for the peer that found no room in the outbox */
} mk_link_counters_t;

/** Who this node is, for all its links; must outlive them. */
typedef struct mk_link_self {
    uint32_t node_id;                /**< not 0; beyond 15 there is no MK01 */
    char identity[MK_IDENTITY_SIZE]; /**< by mk_identity_is_valid */
    uint64_t incarnation;            /**< not 0, drawn at every start */
    uint32_t heartbeat_ms;           /**< MK_HEARTBEAT_MIN_MS..MK_HEARTBEAT_MAX_MS */
    const mk_crypto_t *crypto;       /**< NULL: this node speaks MK01 only */
    const mk_key_t *keys;            /**< if there are any, MK02 peers must have the right one */
    size_t key_count;
    mk_receipts_t *receipts; /**< NULL: it confirms nothing */
} mk_link_self_t;

/** Who is at the other end. What MK01 does not tell is 0. */
typedef struct mk_link_peer {
    uint32_t node_id;
    char identity[MK_PEER_IDENTITY_SIZE];
    uint64_t incarnation;
    uint32_t payload_max;
    uint32_t heartbeat_ms;
} mk_link_peer_t;

/** What a link knows of an MK02 connection. */
typedef struct mk_link_session {
    uint8_t hello[MK_NODE_HELLO_SIZE_MAX]; /**< the own one, until the proofs are through */
    size_t hello_size;
    uint8_t proof[MK_MAC_SIZE];         /**< that this node sends */
    uint8_t proof_of_peer[MK_MAC_SIZE]; /**< that it expects */
    size_t proof_size;                  /**< 0 without a key */
    bool is_tagged;                     /**< behind the proofs each frame has a tag */
    uint8_t key_in[MK_MAC_SIZE];
    uint8_t key_out[MK_MAC_SIZE];
    uint64_t frames_in;
    uint64_t frames_out;
    uint64_t bytes_in; /**< of messages */
    uint64_t limit_in;
    uint64_t bytes_out;
    uint64_t limit_out;
    uint64_t heard_ms;
    uint64_t ping_due_ms;
    uint64_t ping_sent_ms;  /**< of the PING that is not answered yet; its token, too */
    uint32_t round_trip_ms; /**< of the last one that was */
    uint64_t pong_token;
    bool resumed;   /**< the peer's RESUME has come */
    bool owes_pong; /**< there was no room for it */
    bool owes_credit;
    bool owes_ack;
    mk_receipt_t receipt; /**< what was had of the peer's confirmed messages */
    bool names_told; /**< NAMES_END was sent */
} mk_link_session_t;

typedef struct mk_link {
    mk_link_state_t state;
    mk_level_t level;
    mk_side_t side;       /**< of this node */
    bool is_private;      /**< nobody else can write to the connection (TLS): no tags */
    bool allows_mk01;     /**< of an accepted connection */
    mk_reason_t reason;   /**< of the last close */
    mk_goodbye_t goodbye; /**< what the peer gave as its reason, with MK_REASON_GOODBYE */
    char farewell[MK_FAREWELL_SIZE]; /**< and its words, which are cut */
    const mk_link_self_t *self;
    mk_link_peer_t peer; /**< valid once proven, and still after the link was closed */
    mk_registry_t names; /**< the peer's names; empty unless mounted */
    mk_outbox_t outbox;  /**< what the transport is to send */
    mk_link_counters_t counters;
    mk_link_session_t session;
    mk_link_msg_t message; /**< of the last event; its text is borrowed until the next call */
    uint64_t now_ms;       /**< of the last call that told it */
    uint64_t deadline_ms;  /**< until when the peer must be mounted */
    size_t skipped;        /**< bytes to come of a payload that is too large */
    size_t start;          /**< first byte of inbound not used yet */
    size_t end;            /**< one past the last byte of inbound */
    uint8_t inbound[MK_LINK_FRAME_MAX];
} mk_link_t;

/** An idle link of the node `self`. */
void mk_link_init(mk_link_t *link, const mk_link_self_t *self);

/**
 * The transport that this node asked for is connected: queues the hello. The link must be IDLE or
 * CLOSED, and self->crypto be there for MK02, the node id 1..15 for MK01.
 */
void mk_link_open(mk_link_t *link, mk_level_t level, bool is_private, uint64_t now_ms);

/** A peer has connected. The link must be IDLE or CLOSED. */
void mk_link_accept(mk_link_t *link, bool allows_mk01, bool is_private, uint64_t now_ms);

/**
 * Takes in bytes of the peer (copied). Call mk_link_next until it says NONE, then offer the rest.
 * A closed link swallows all.
 * @return how many were taken; at least one if the events before were fetched
 */
size_t mk_link_receive(mk_link_t *link, const uint8_t *bytes, size_t size, uint64_t now_ms);

/**
 * The next event in the bytes received so far. Check link->state after NONE: what the peer breaks
 * closes the link.
 * @param[out] frame set with MK_LINK_EVENT_FRAME and _TOO_LARGE; its payload is borrowed until the
 *     next call
 */
mk_link_event_t mk_link_next(mk_link_t *link, mk_frame_t *frame);

/** Mounts a peer that is PROVEN; link->state is MOUNTED then. */
void mk_link_admit(mk_link_t *link);

/** Closes the link, with a GOODBYE where the level has one; `rule` is a constant. */
void mk_link_leave(mk_link_t *link, mk_goodbye_t goodbye, const char *rule);

/** Sends a PING if one is due; closes the link if the peer is overdue. */
void mk_link_tick(mk_link_t *link, uint64_t now_ms);

/** When mk_link_tick is to be called at the latest, in milliseconds; MK_NEVER if not at all. */
uint64_t mk_link_deadline_ms(const mk_link_t *link);

/** The transport took bytes of the outbox: sends what found no room before. */
void mk_link_written(mk_link_t *link, size_t size);

/** The transport is gone, for whatever reason. Bytes it gave before must have been received. */
void mk_link_ended(mk_link_t *link);

/** Whether nothing was heard for a heartbeat and a half, so that another link may take its place.
 */
bool mk_link_is_silent(const mk_link_t *link, uint64_t now_ms);

/** Longest payload that a mounted link can send, in bytes. */
uint32_t mk_link_payload_max(const mk_link_t *link);

/**
 * Queues a message (copied) on a mounted link, at most mk_link_payload_max.
 * @return MK_STATUS_OK, or MK_STATUS_FULL (counted by the outbox) if it does not fit now, or the
 *     peer has given no credit
 */
mk_status_t mk_link_send(mk_link_t *link, const mk_frame_t *frame);

/** Queues a change of names, by its MK01 type, as the level says it. @return or MK_STATUS_FULL */
mk_status_t mk_link_announce(mk_link_t *link, uint32_t type, const mk_registry_msg_t *msg);

/** All names that there were when the link was mounted are announced. */
void mk_link_names_told(mk_link_t *link);

/**
 * Queues WATCH, UNWATCH, TERMINATED or UNDELIVERABLE on a mounted MK02 link.
 * @return MK_STATUS_OK, or MK_STATUS_FULL (counted)
 */
mk_status_t mk_link_tell(mk_link_t *link, const mk_link_msg_t *msg);

#endif
