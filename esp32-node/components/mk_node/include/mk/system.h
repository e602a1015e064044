/**
 * The actors of one node: cells in a table, a queue of those that have something to do, timers,
 * watches, names and dead letters. Nothing is allocated; every table has its bound in limits.h.
 *
 * An actor that ends is its parent's affair: MK_STRATEGY_... of the parent's spec says what
 * happens. Children of the node itself that fail too often are given up: they stop, and the node
 * goes on.
 *
 * Only the task that owns the system may call these functions, and no actor may: actors have the
 * functions of actor.h.
 */
#ifndef MK_SYSTEM_H
#define MK_SYSTEM_H

#include "mk/actor.h"
#include "mk/dead_letters.h"
#include "mk/platform.h"
#include "mk/registry_msg.h"
#include "mk/timers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The sequence of the actor that is the parent of all others: the node. */
#define MK_ROOT_SEQUENCE 1u

typedef enum mk_cell_status {
    MK_CELL_FREE,    /**< no actor */
    MK_CELL_HELD,    /**< it begins at begin_at_ms; messages wait */
    MK_CELL_RUNNING, /**< it handles messages */
    MK_CELL_GONE     /**< it has ended, and the peer still has to be told of it or one below it */
} mk_cell_status_t;

/** A place in the table of actors. */
typedef struct mk_cell {
    const mk_actor_spec_t *spec;
    void *state;
    struct mk_cell *parent;
    struct mk_cell *next_ready;
    uint64_t begin_at_ms;
    uint32_t sequence;
    uint32_t order; /**< siblings of lower order were started before */
    mk_cell_status_t status;
    bool ready;        /**< is in the queue of those that have something to do */
    bool stop_wanted;  /**< it was told to stop */
    bool overrun;      /**< its mailbox was full, and its policy is to fail then */
    bool in_group;     /**< is restarted with others, younger ones wait until it has begun */
    uint8_t path_told; /**< the peers that know the path, by MK_PEER_BIT; with its own id, while
                            the actor lives */
    uint8_t spoke_to;  /**< the peers that it has sent something to, and that may answer it */
    mk_mailbox_t mailbox;
    mk_restart_history_t history;             /**< of this actor as a child */
    mk_restart_history_t history_of_children; /**< in this life */
    char name[MK_ACTOR_NAME_SIZE];
} mk_cell_t;

/** A peer, by the number of its link: in sets of peers, and as a watcher, which no actor is. */
#define MK_PEER_BIT(peer)     ((uint8_t)(1u << (peer)))
#define MK_PEER_WATCHER(peer) (UINT32_MAX - (uint32_t)(peer))

/** That `watcher` is to be told when `watched` has ended. */
typedef struct mk_watch {
    mk_actor_id_t watched;
    uint32_t watcher; /**< sequence, or MK_PEER_WATCHER; 0 = this place is free */
    bool asked;       /**< the peer that has the watched actor knows of it */
    bool ended;       /**< the notice waits for its turn */
    mk_exit_reason_t reason;
} mk_watch_t;

/** A name of a local actor. */
typedef struct mk_local_name {
    char name[MK_NAME_SIZE];
    uint32_t owner; /**< sequence; 0 = nobody's: free, or to be taken back at peers */
    uint8_t told;   /**< the peers that know it, by MK_PEER_BIT */
} mk_local_name_t;

/** Totals since mk_system_init. */
typedef struct mk_system_counters {
    uint32_t spawned;
    uint32_t restarts;
    uint32_t given_up;  /**< children of the node that failed too often */
    uint32_t escalated; /**< other actors that failed because a child failed too often */
    uint32_t messages;  /**< handled */
    uint32_t unhandled;
    uint32_t stalls; /**< messages that took MK_STALL_MS or longer */
} mk_system_counters_t;

/** How messages leave for other nodes. */
typedef struct mk_transmitter {
    void *context;
    /** Queues a frame for the node of its dest (copied), or says why not. Must not call back. */
    mk_delivery_t (*transmit)(void *context, const mk_frame_t *frame);
    /** Whether that node is connected now. */
    bool (*reaches)(void *context, uint32_t node_id);
    /** The actor that a connected node has given that name, or MK_ACTOR_NONE. */
    mk_actor_id_t (*find)(void *context, const char *name);
    /** A line was given to the platform's log. Must not call back. */
    void (*logged)(void *context, mk_log_level_t level, const char *text);
    /** Nobody here watches that actor of another node any more. Must not call back. */
    void (*unwatch)(void *context, mk_actor_id_t watched);
} mk_transmitter_t;

typedef struct mk_system {
    const mk_platform_t *platform;
    mk_transmitter_t transmitter;
    const char *identity;
    uint32_t node_id;
    uint32_t next_order;
    mk_actor_spec_t root; /**< what the node is made of, as an actor */
    mk_cell_t cells[MK_ACTORS_MAX];
    mk_cell_t *first_ready;
    mk_cell_t *last_ready;
    mk_message_pool_t pool;
    mk_timers_t timers;
    mk_watch_t watches[MK_WATCHES_MAX];
    mk_local_name_t names[MK_NAMES_MAX];
    mk_dead_letters_t dead_letters;
    mk_system_counters_t counters;
} mk_system_t;

/**
 * A system of no actors but its root. `platform`, `identity` and `strategy` must outlive it.
 * @param strategy for the children of the node; NULL = MK_STRATEGY_DEFAULT
 */
void mk_system_init(mk_system_t *system, const mk_platform_t *platform,
                    mk_transmitter_t transmitter, const char *identity, uint32_t node_id,
                    const mk_strategy_t *strategy);

/** Starts an actor below the node, as mk_spawn. */
mk_status_t mk_system_spawn(mk_system_t *system, const char *name, const mk_actor_spec_t *spec,
                            void *state, mk_actor_id_t *id);

/** Has an actor stop for good. @return MK_STATUS_OK, or MK_STATUS_NOT_FOUND */
mk_status_t mk_system_stop(mk_system_t *system, mk_actor_id_t id);

/** Delivers a message (copied); what is not accepted is a dead letter. */
mk_delivery_t mk_system_tell(mk_system_t *system, const mk_frame_t *message);

/**
 * Lets actors do what is due by now, at most `turns` turns of MK_TURN_MESSAGES messages each, in
 * the order in which they got something to do.
 * @return whether there is more to do now
 */
bool mk_system_run(mk_system_t *system, uint32_t turns);

/** A node is not connected any more: who watches an actor there is told that it is unreachable. */
void mk_system_node_down(mk_system_t *system, uint32_t node_id);

/** When mk_system_run is to be called at the latest, in milliseconds; MK_NEVER if not at all. */
uint64_t mk_system_wake_ms(const mk_system_t *system);

/** The living actor of that name or path, or MK_ACTOR_NONE. */
mk_actor_id_t mk_system_find(const mk_system_t *system, const char *name_or_path);

/** How many actors live, without the root. */
uint32_t mk_system_actor_count(const mk_system_t *system);

/** The path of a cell, cut if `out_size` (MK_PATH_SIZE suffices) is too small. @return its length
 */
size_t mk_system_path(const mk_system_t *system, const mk_cell_t *cell, char *out, size_t out_size);

/**
 * The next change of names and paths that a peer has not been told: names first. It stays the next
 * one until mk_system_announced.
 * @param[out] type of the message to send, as in MK01
 * @return false if the peer knows all
 */
bool mk_system_announcement(mk_system_t *system, size_t peer, uint32_t *type,
                            mk_registry_msg_t *msg);

/** The message that mk_system_announcement gave last for this peer was sent. */
void mk_system_announced(mk_system_t *system, size_t peer);

/** The peer is gone: it has been told nothing, watches nothing, and is an answer to nobody. */
void mk_system_forget_peer(mk_system_t *system, size_t peer);

/** Watches a local actor for a peer. @return MK_STATUS_OK, MK_STATUS_NOT_FOUND or MK_STATUS_FULL */
mk_status_t mk_system_watch_for(mk_system_t *system, size_t peer, mk_actor_id_t watched);

/** Takes that back. */
void mk_system_unwatch_for(mk_system_t *system, size_t peer, mk_actor_id_t watched);

/** The next actor that a peer watches and that has ended, which it is to be told. @return false if
 * there is none */
bool mk_system_ended_for(mk_system_t *system, size_t peer, mk_actor_id_t *ended,
                         mk_exit_reason_t *reason);

/** There was no room to tell the peer: it is the next one again. */
void mk_system_ended_again(mk_system_t *system, size_t peer, mk_actor_id_t ended,
                           mk_exit_reason_t reason);

/** The next actor of that node that is watched here, and of which the node does not know that yet.
 * It does after this call. @return MK_ACTOR_NONE if there is none */
mk_actor_id_t mk_system_next_watch(mk_system_t *system, uint32_t node_id);

/** The node does not know of that watch yet, after all. */
void mk_system_watch_again(mk_system_t *system, mk_actor_id_t watched);

/** An actor of another node has ended: who watches it is told. */
void mk_system_remote_ended(mk_system_t *system, mk_actor_id_t ended, mk_exit_reason_t reason);

/** A peer could not deliver this message (payload NULL): it is a dead letter here. */
void mk_system_undelivered(mk_system_t *system, const mk_frame_t *message, mk_delivery_t reason);

/**
 * Whether a predicate holds for one of an actor's names, its path included.
 * @param id of any node; false if no such actor lives here
 */
bool mk_system_any_name(const mk_system_t *system, mk_actor_id_t id,
                        bool (*holds)(const void *context, const char *name), const void *context);

/** Whether a local actor has sent something to a peer; and that it has. */
bool mk_system_spoke_to(const mk_system_t *system, mk_actor_id_t id, size_t peer);
void mk_system_speaks_to(mk_system_t *system, mk_actor_id_t id, size_t peer);

#endif
