/**
 * Every bound of the node on one page. Each may be overridden by a compiler definition; the module
 * that owns the bound says what happens when it is reached.
 */
#ifndef MK_LIMITS_H
#define MK_LIMITS_H

/** Largest payload accepted from a peer, in bytes; a larger one closes the link. */
#ifndef MK_PAYLOAD_MAX
#define MK_PAYLOAD_MAX 16384u
#endif

/** Bytes that may wait for the transport; a frame that does not fit is refused whole. */
#ifndef MK_OUTBOX_CAPACITY
#define MK_OUTBOX_CAPACITY 4096u
#endif

/** Names of the peer that are kept; further ones are refused and counted. */
#ifndef MK_REGISTRY_CAPACITY
#define MK_REGISTRY_CAPACITY 64u
#endif

/** Largest payload of a ping that is answered, in bytes; a larger one is only counted. */
#ifndef MK_PING_PAYLOAD_MAX
#define MK_PING_PAYLOAD_MAX 64u
#endif

/** How long the peer may take for its hello, in milliseconds. */
#ifndef MK_HELLO_TIMEOUT_MS
#define MK_HELLO_TIMEOUT_MS 3000u
#endif

/** The wait before the first reconnection is MK_BACKOFF_MIN_MS to twice that. */
#ifndef MK_BACKOFF_MIN_MS
#define MK_BACKOFF_MIN_MS 500u
#endif

/** No wait before a reconnection is longer than this. */
#ifndef MK_BACKOFF_MAX_MS
#define MK_BACKOFF_MAX_MS 60000u
#endif

/** A mount that lasted this long starts the backoff afresh. */
#ifndef MK_BACKOFF_RESET_AFTER_MS
#define MK_BACKOFF_RESET_AFTER_MS 5000u
#endif

/** Shortest and longest time between two readings, in milliseconds. */
#define MK_INTERVAL_MIN_MS 10u
#define MK_INTERVAL_MAX_MS 3600000u

#endif
