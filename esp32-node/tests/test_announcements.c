#include "actor_fixture.h"
#include "check.h"

#include "mk/message_type.h"

#include <stdio.h>
#include <string.h>

/** What a peer that hears all announcements knows: path or name to id. */
typedef struct known {
    char text[MK_PATH_SIZE];
    mk_actor_id_t actor;
} known_t;

static known_t peer[64];
static size_t known_count;

static mk_actor_id_t peer_finds(const char *text)
{
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(peer[i].text, text) == 0) {
            return peer[i].actor;
        }
    }
    return MK_ACTOR_NONE;
}

static void peer_forgets(const char *text)
{
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(peer[i].text, text) == 0) {
            peer[i] = peer[--known_count];
        }
    }
}

/** Tells the peer at most `most` changes. */
static void announce(unsigned most)
{
    uint32_t type;
    mk_registry_msg_t msg;
    while (most-- > 0 && mk_system_announcement(&t.system, 0, &type, &msg)) {
        peer_forgets(msg.text);
        if (type == MK_TYPE_NAME_REGISTER || type == MK_TYPE_PATH_REGISTER) {
            REQUIRE(known_count < 64);
            strcpy(peer[known_count].text, msg.text);
            peer[known_count++].actor = msg.actor;
        }
        mk_system_announced(&t.system, 0);
    }
}

static void start_test(void)
{
    start_system();
    known_count = 0;
}

static mk_next_t register_itself(mk_context_t *context)
{
    const char *const *name = mk_state(context);
    return mk_register(context, *name) == MK_STATUS_OK ? MK_NEXT_SAME : MK_NEXT_STOP;
}

static mk_next_t fail_always(mk_context_t *context, const mk_frame_t *message)
{
    (void)message;
    return mk_fail(context, MK_EXIT_FAILED);
}

static const mk_behavior_t NAMED_BEHAVIOR = { "named", register_itself, fail_always, NULL };
static const mk_actor_spec_t NAMED = {
    .behavior = &NAMED_BEHAVIOR,
    .mailbox_capacity = 1,
    .restart = MK_TRANSIENT,
};

static mk_actor_id_t spawn_named(const char *path, const char *const *name)
{
    mk_actor_id_t id = MK_ACTOR_NONE;
    REQUIRE(mk_system_spawn(&t.system, path, &NAMED, (void *)name, &id) == MK_STATUS_OK);
    settle();
    return id;
}

static void names_are_told_before_paths(void)
{
    start_test();
    const char *name = "echo";
    const mk_actor_id_t id = spawn_named("a", &name);
    uint32_t type;
    mk_registry_msg_t msg;
    REQUIRE(mk_system_announcement(&t.system, 0, &type, &msg));
    CHECK_EQ(MK_TYPE_NAME_REGISTER, type);
    CHECK_TEXT("echo", msg.text);
    CHECK_EQ(id, msg.actor);
    mk_system_announced(&t.system, 0);
    REQUIRE(mk_system_announcement(&t.system, 0, &type, &msg));
    CHECK_EQ(MK_TYPE_PATH_REGISTER, type);
    CHECK_TEXT("/node/porch/a", msg.text);
    CHECK_EQ(id, msg.actor);
    mk_system_announced(&t.system, 0);
    CHECK(!mk_system_announcement(&t.system, 0, &type, &msg));
}

static void an_end_takes_back_what_was_told(void)
{
    start_test();
    const char *name = "echo";
    const mk_actor_id_t id = spawn_named("a", &name);
    CHECK_EQ(id, mk_system_find(&t.system, "echo"));
    announce(99);
    CHECK_EQ(id, peer_finds("echo"));
    mk_system_stop(&t.system, id);
    settle();
    CHECK_EQ(MK_ACTOR_NONE, mk_system_find(&t.system, "echo"));
    announce(99);
    CHECK_EQ(0, known_count);
}

static void a_restart_changes_nothing(void)
{
    start_test();
    const char *name = "echo";
    const mk_actor_id_t id = spawn_named("a", &name);
    announce(99);
    tell(id, 1);
    settle();
    uint32_t type;
    mk_registry_msg_t msg;
    CHECK_EQ(1, t.system.counters.restarts);
    CHECK(!mk_system_announcement(&t.system, 0, &type, &msg));
    CHECK_EQ(id, mk_system_find(&t.system, "echo"));
}

static void an_actor_that_the_peer_never_heard_of_is_never_taken_back(void)
{
    start_test();
    const char *name = "echo";
    mk_system_stop(&t.system, spawn_named("a", &name));
    settle();
    uint32_t type;
    mk_registry_msg_t msg;
    CHECK(!mk_system_announcement(&t.system, 0, &type, &msg));
}

static void a_successor_of_the_same_path_and_name_is_not_taken_back(void)
{
    for (unsigned told = 0; told < 6; told++) {
        check_about("after %u announcements", told);
        start_test();
        const char *name = "echo";
        const mk_actor_id_t first = spawn_named("a", &name);
        announce(99);
        mk_system_stop(&t.system, first);
        settle();
        announce(told);
        const mk_actor_id_t second = spawn_named("a", &name);
        announce(99);
        CHECK_EQ(second, peer_finds("/node/porch/a"));
        CHECK_EQ(second, peer_finds("echo"));
        CHECK_EQ(2, known_count);
    }
}

static void a_tree_that_is_gone_is_taken_back_below_its_old_paths(void)
{
    for (unsigned told = 0; told < 6; told++) {
        check_about("after %u announcements", told);
        start_test();
        script_t c = { .name = "c" };
        script_t b = { .name = "b", .children = { &c } };
        script_t a = { .name = "a", .children = { &b } };
        script_t other = { .name = "other", .children = { &c } };
        const mk_actor_id_t id = spawn(&a);
        announce(told);
        mk_system_stop(&t.system, id);
        settle();
        announce(told / 2);
        spawn(&other);
        announce(99);
        CHECK_EQ(2, known_count);
        CHECK_EQ(other.id, peer_finds("/node/porch/other"));
        CHECK(peer_finds("/node/porch/other/c") != MK_ACTOR_NONE);
        CHECK_EQ(2, mk_system_actor_count(&t.system));
    }
}

static void places_that_wait_for_the_peer_are_free_when_it_is_gone(void)
{
    start_test();
    static script_t a = { .name = "a" };
    mk_actor_id_t ids[MK_ACTORS_MAX];
    size_t count = 0;
    char name[8];
    do {
        snprintf(name, sizeof name, "n%zu", count);
    } while (mk_system_spawn(&t.system, name, &SCRIPTED, &a, &ids[count]) == MK_STATUS_OK
             && ++count < MK_ACTORS_MAX);
    settle();
    announce(99);
    for (size_t i = 0; i < count; i++) {
        mk_system_stop(&t.system, ids[i]);
    }
    settle();
    CHECK_EQ(MK_STATUS_FULL, mk_system_spawn(&t.system, "next", &SCRIPTED, &a, NULL));
    announce(1);
    CHECK_EQ(MK_STATUS_OK, mk_system_spawn(&t.system, "next", &SCRIPTED, &a, NULL));
    mk_system_forget_peer(&t.system, 0);
    CHECK_EQ(MK_STATUS_OK, mk_system_spawn(&t.system, "last", &SCRIPTED, &a, NULL));
    known_count = 0;
    announce(99);
    CHECK_EQ(2, known_count);
}

static void a_full_table_of_names_refuses_a_further_one(void)
{
    start_test();
    static char texts[MK_NAMES_MAX + 1][8];
    static const char *names[MK_NAMES_MAX + 1];
    mk_actor_id_t first = MK_ACTOR_NONE;
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        snprintf(texts[i], sizeof texts[i], "x%zu", i);
        names[i] = texts[i];
        const mk_actor_id_t id = spawn_named(texts[i], &names[i]);
        first = i == 0 ? id : first;
    }
    CHECK_EQ(MK_NAMES_MAX, mk_system_actor_count(&t.system));
    names[MK_NAMES_MAX] = "more";
    spawn_named("more", &names[MK_NAMES_MAX]); /* it stops itself */
    CHECK_EQ(MK_NAMES_MAX, mk_system_actor_count(&t.system));
    CHECK_EQ(MK_ACTOR_NONE, mk_system_find(&t.system, "more"));
    mk_system_stop(&t.system, first);
    settle();
    spawn_named("more", &names[MK_NAMES_MAX]);
    CHECK(mk_system_find(&t.system, "more") != MK_ACTOR_NONE);
}

static void a_name_is_one_actors_and_well_formed(void)
{
    start_test();
    const char *const refused[] = {
        "", "/a", "a\x01", "taken",
        "0123456789012345678901234567890123456789012345678901234567890123"
    };
    const char *taken = "taken";
    const mk_actor_id_t id = spawn_named("owner", &taken);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check_about("name %zu", i);
        spawn_named("b", &refused[i]);
        CHECK_EQ(1, mk_system_actor_count(&t.system));
    }
    CHECK_EQ(id, mk_system_find(&t.system, "taken"));
}

int main(void)
{
    RUN(names_are_told_before_paths);
    RUN(an_end_takes_back_what_was_told);
    RUN(a_restart_changes_nothing);
    RUN(an_actor_that_the_peer_never_heard_of_is_never_taken_back);
    RUN(a_successor_of_the_same_path_and_name_is_not_taken_back);
    RUN(a_tree_that_is_gone_is_taken_back_below_its_old_paths);
    RUN(places_that_wait_for_the_peer_are_free_when_it_is_gone);
    RUN(a_full_table_of_names_refuses_a_further_one);
    RUN(a_name_is_one_actors_and_well_formed);
    return check_result();
}
