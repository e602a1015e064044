/**
 * Every bound of the node on one page. Each may be overridden by a compiler definition; the module
 * that owns the bound says what happens when it is reached.
 */
#ifndef MK_LIMITS_H
#define MK_LIMITS_H

/**
 * Largest payload accepted from a peer, in bytes, 1024 or more. MK02 peers are told; of an MK01 peer
 * a larger one is skipped, and is a dead letter. A message also needs a block that it fits into:
 * raise MK_BLOCK_LARGE_SIZE with it.
 */
#ifndef MK_PAYLOAD_MAX
#define MK_PAYLOAD_MAX 2048u
#endif

/** The largest frame that is taken in: a header, extensions, a payload and a tag. */
#define MK_LINK_FRAME_MAX (28u + 255u + MK_PAYLOAD_MAX + 16u)

/** Bytes of messages that an MK02 peer may send before it hears of more, 1024 or more. */
#ifndef MK_WINDOW
#define MK_WINDOW 8192u
#endif

/** Time between two PINGs to an MK02 peer, in milliseconds. */
#ifndef MK_HEARTBEAT_MS
#define MK_HEARTBEAT_MS 5000u
#endif

/** A peer that has sent nothing for so many of its heartbeats is gone. */
#define MK_SILENT_HEARTBEATS 3u

/**
 * Bytes that may wait for the transport; a frame that does not fit is refused whole. On an MK02
 * link messages leave MK_OUTBOX_RESERVE of them to what the nodes themselves say to each other.
 */
#ifndef MK_OUTBOX_CAPACITY
#define MK_OUTBOX_CAPACITY 4096u
#endif
#define MK_OUTBOX_RESERVE 256u

/** Links at a time, 1..8: those that this node opens, and those that others open. */
#ifndef MK_LINKS_MAX
#define MK_LINKS_MAX 2u
#endif

/** Nodes without a link of which is kept which of their confirmed messages were had. */
#ifndef MK_RECEIPTS_KEPT
#define MK_RECEIPTS_KEPT 4u
#endif

/** Actors that one peer may watch at a time; further ones are refused. */
#ifndef MK_PEER_WATCHES_MAX
#define MK_PEER_WATCHES_MAX 8u
#endif

/** Names of one peer that are kept; further ones are refused and counted. */
#ifndef MK_REGISTRY_CAPACITY
#define MK_REGISTRY_CAPACITY 32u
#endif

/** Largest payload of a ping that is answered, in bytes; a larger one is only counted. */
#ifndef MK_PING_PAYLOAD_MAX
#define MK_PING_PAYLOAD_MAX 64u
#endif

/** How long an actor that is pinged for a MEASURE may take, in milliseconds. */
#ifndef MK_MEASURE_TIMEOUT_MS
#define MK_MEASURE_TIMEOUT_MS 5000u
#endif

/** How long the peer may take until it is mounted, in milliseconds. */
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

/** Restarts that a supervisor remembers, of each child and of all: the largest max_restarts. */
#ifndef MK_RESTARTS_MAX
#define MK_RESTARTS_MAX 10u
#endif

/** Actors at a time, with the two that are the node itself; a further one is refused. */
#ifndef MK_ACTORS_MAX
#define MK_ACTORS_MAX 24u
#endif

/** How deep the tree of actors may be below the node; a deeper one is refused. */
#ifndef MK_ACTOR_DEPTH_MAX
#define MK_ACTOR_DEPTH_MAX 8u
#endif

/** Length of an actor's name with its NUL; its path must keep below 128 bytes, too. */
#ifndef MK_ACTOR_NAME_SIZE
#define MK_ACTOR_NAME_SIZE 32u
#endif

/** Messages that an actor handles before the others have their turn. */
#ifndef MK_TURN_MESSAGES
#define MK_TURN_MESSAGES 8u
#endif

/** A message that keeps an actor busy for so long is counted and logged, in milliseconds. */
#ifndef MK_STALL_MS
#define MK_STALL_MS 100u
#endif

/** Names that local actors may have together; a further one is refused. */
#ifndef MK_NAMES_MAX
#define MK_NAMES_MAX 16u
#endif

/** Timers that run at a time; a further one is refused. */
#ifndef MK_TIMERS_MAX
#define MK_TIMERS_MAX 24u
#endif

/** Watches at a time, those of peers with them; a further one is refused. */
#ifndef MK_WATCHES_MAX
#define MK_WATCHES_MAX 24u
#endif

/** Pins that are followed at a time, counted for each follower; further ones are refused. */
#ifndef MK_GPIO_WATCHES_MAX
#define MK_GPIO_WATCHES_MAX 4u
#endif

/** Time between two looks at the pins that are followed, in milliseconds. */
#ifndef MK_GPIO_POLL_MS
#define MK_GPIO_POLL_MS 20u
#endif

/** LEDs that can be switched, and blink. */
#ifndef MK_LEDS_MAX
#define MK_LEDS_MAX 4u
#endif

/** Log lines that wait for a peer with an actor named `log`; older ones go, and are counted. */
#ifndef MK_LOG_LINES_KEPT
#define MK_LOG_LINES_KEPT 4u
#endif

/** Length of such a line with its NUL; longer ones are cut. */
#ifndef MK_LOG_LINE_SIZE
#define MK_LOG_LINE_SIZE 160u
#endif

/** Dead letters of which the last ones are kept; all are counted. */
#ifndef MK_DEAD_LETTERS_KEPT
#define MK_DEAD_LETTERS_KEPT 8u
#endif

/**
 * Messages that wait in all mailboxes together, by the size of their payload in bytes. A message
 * takes the smallest block that is free; if none is, or it is too large for all, it is refused.
 */
#ifndef MK_BLOCKS_SMALL
#define MK_BLOCKS_SMALL 32u
#endif
#ifndef MK_BLOCK_SMALL_SIZE
#define MK_BLOCK_SMALL_SIZE 64u
#endif
#ifndef MK_BLOCKS_MEDIUM
#define MK_BLOCKS_MEDIUM 4u
#endif
#ifndef MK_BLOCK_MEDIUM_SIZE
#define MK_BLOCK_MEDIUM_SIZE 512u
#endif
#ifndef MK_BLOCKS_LARGE
#define MK_BLOCKS_LARGE 1u
#endif
#ifndef MK_BLOCK_LARGE_SIZE
#define MK_BLOCK_LARGE_SIZE 2048u
#endif

/** Longest head of an HTTP response, and longest trailers of a body, in bytes; longer is malformed. */
#ifndef MK_HTTP_HEAD_MAX
#define MK_HTTP_HEAD_MAX 4096u
#endif

/** Longest line and longest event of an event stream, in bytes; what is longer is left out. */
#ifndef MK_SSE_EVENT_MAX
#define MK_SSE_EVENT_MAX 512u
#endif

/** Most sensors that one node reads. */
#define MK_SENSORS_MAX 16u

/** Shortest and longest time between two readings, in milliseconds. */
#define MK_INTERVAL_MIN_MS 10u
#define MK_INTERVAL_MAX_MS 3600000u

#endif
