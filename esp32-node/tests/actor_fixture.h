/**
 * A system under test, and actors that do as their messages say and keep a diary: `a+` for a start,
 * `a-reason` for a stop, `a:type` for another message, each followed by a blank.
 */
#ifndef MK_TEST_ACTOR_FIXTURE_H
#define MK_TEST_ACTOR_FIXTURE_H

#include "fake_platform.h"

#include "mk/system.h"

#define NODE 14u
#define PEER 2u

/** Messages that a scripted actor obeys; others it notes. */
enum {
    DO_FAIL = 1000, /**< ends with reason failed, or what the first payload byte says */
    DO_STOP,        /**< stops itself */
    DO_FLOOD,       /**< sends itself this message for ever */
    DO_WATCH,       /**< watches the actor whose id is the payload */
    DO_TICK,        /**< starts the timer 1, every 10 ms */
    DO_STALL,       /**< takes MK_STALL_MS */
    DO_IGNORE       /**< has no use for it */
};

/** The state of a scripted actor; given when it is spawned. */
typedef struct script {
    const char *name;
    const struct script *children[4]; /**< which its start spawns */
    const mk_actor_spec_t *spec;
    unsigned failing_starts; /**< so many starts fail from now on */
    unsigned handled;
    mk_actor_id_t id; /**< of its present or last life */
} script_t;

typedef struct actor_fixture {
    fake_platform_t fake;
    mk_system_t system;
    char diary[8192];
    mk_frame_t sent; /**< the last frame that left for another node */
    unsigned sent_count;
    mk_delivery_t transmit_answer;
    mk_actor_id_t unwatched; /**< of another node, the last one */
    bool peer_up;
} actor_fixture_t;

extern actor_fixture_t t;

/** Scripted, one message at least: permanent, one_for_one. */
extern const mk_actor_spec_t SCRIPTED;
extern const mk_behavior_t SCRIPTED_BEHAVIOR;

void start_system(void);

/** With this strategy for the children of the node. */
void start_supervised_system(const mk_strategy_t *strategy);

/** Spawns a script below the node, runs, and gives its id. */
mk_actor_id_t spawn(script_t *script);

mk_delivery_t tell(mk_actor_id_t dest, uint32_t type);

/** Runs until nothing is left to do now; ends the program if that takes too long. */
void settle(void);

/** Lets so much time pass and runs. */
void pass_ms(uint32_t ms);

/** The diary since the last call; kept until the next. */
const char *diary(void);

bool lives(mk_actor_id_t id);

#endif
