/* Two nodes, a and b, joined by bytes that a test moves: all that follows from a link with another.
 */
#include "check.h"
#include "fake_platform.h"

#include "mk/message_type.h"
#include "mk/node.h"
#include "mk/sha256.h"

#include <string.h>

#define PINGER_A mk_actor_id(1, MK_NODE_PING_SEQUENCE)
#define PINGER_B mk_actor_id(2, MK_NODE_PING_SEQUENCE)
#define TYPE_DIE 900u

/** A node and its machine. Link 0 of a connects; b accepts. */
typedef struct side {
    fake_platform_t fake;
    mk_node_config_t config;
    mk_node_t node;
    size_t link; /**< of the connection; MK_NODE_NO_LINK without one */
} side_t;

static side_t a;
static side_t b;

/** What the machines were asked for so far, and the number of the one that fails; 0 = none. */
static struct {
    unsigned operations;
    unsigned failing;
    size_t piece; /**< bytes that one of them moves */
} machines = { .piece = 512 };

static bool operation_fails(void)
{
    return ++machines.operations == machines.failing;
}

static bool count(void *context, uint8_t *out, size_t size)
{
    static uint8_t next;
    (void)context;
    if (operation_fails()) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        out[i] = next++;
    }
    next = (uint8_t)(next + 89);
    return true;
}

static const mk_crypto_t CRYPTO = { .hmac_sha256 = mk_hmac_sha256, .random = count };
static const mk_key_t KEY = { .bytes = (const uint8_t *)"0123456789abcdef", .size = 16 };
static const char *const ENDPOINTS[] = { "b:4200" };

/* ---- an actor that watches, asks, dies, and notes what it hears ---- */

typedef struct watcher {
    mk_actor_id_t watched;
    mk_actor_id_t asked;
    unsigned pongs;
    unsigned notices;
    mk_exit_reason_t reason;
} watcher_t;

static mk_next_t watcher_starts(mk_context_t *context)
{
    const watcher_t *watcher = mk_state(context);
    if (watcher->watched != MK_ACTOR_NONE) {
        CHECK_EQ(MK_STATUS_OK, mk_watch(context, watcher->watched));
    }
    if (watcher->asked != MK_ACTOR_NONE) {
        CHECK_EQ(MK_ACCEPTED, mk_tell(context, watcher->asked, MK_TYPE_PING, "hello", 5));
    }
    return MK_NEXT_SAME;
}

static mk_next_t watcher_receives(mk_context_t *context, const mk_frame_t *message)
{
    watcher_t *watcher = mk_state(context);
    mk_actor_id_t ended;
    if (mk_exit_notice(context, message, &ended, &watcher->reason)) {
        CHECK_EQ(watcher->watched, ended);
        watcher->notices++;
    } else if (message->type == MK_TYPE_PONG) {
        CHECK_EQ(5, message->payload_size);
        watcher->pongs++;
    } else if (message->type == TYPE_DIE) {
        return MK_NEXT_STOP;
    }
    return MK_NEXT_SAME;
}

static const mk_behavior_t WATCHING = {
    .type = "watcher",
    .start = watcher_starts,
    .receive = watcher_receives,
};
static const mk_actor_spec_t WATCHER = {
    .behavior = &WATCHING,
    .mailbox_capacity = 4,
    .restart = MK_TEMPORARY,
};

/* ---- the two machines ---- */

static void start(side_t *side, const char *identity, uint32_t node_id, bool connects)
{
    fake_platform_init(&side->fake);
    side->fake.platform.crypto = &CRYPTO;
    side->config = (mk_node_config_t){
        .identity = identity,
        .node_id = node_id,
        .platform = "test",
        .endpoints = ENDPOINTS,
        .endpoint_count = connects ? 1 : 0,
        .id_advice = "give it another",
        .interval_ms = 1000,
        .heartbeat_ms = 1000,
        .keys = &KEY,
        .key_count = 1,
    };
    mk_node_init(&side->node, &side->config, &side->fake.platform);
    side->link = MK_NODE_NO_LINK;
}

static void start_both(void)
{
    start(&a, "anna", 1, true);
    start(&b, "berta", 2, false);
}

static const mk_transport_t PLAIN = { .allows_mk01 = true };

static void connect_both(void)
{
    REQUIRE(mk_node_state(&a.node, 0) == MK_NODE_CONNECTING);
    a.link = 0;
    mk_node_connected(&a.node, 0, PLAIN);
    b.link = mk_node_accepted(&b.node, "a:1", PLAIN);
    REQUIRE(b.link != MK_NODE_NO_LINK);
}

static void cut(void);

/** Moves what one node has for the other. @return whether there was anything */
static bool move(side_t *from, side_t *to)
{
    const uint8_t *bytes;
    uint8_t copy[512];
    size_t size = mk_node_output(&from->node, from->link, &bytes);
    size = size < machines.piece ? size : machines.piece;
    if (size == 0 || mk_node_state(&to->node, to->link) != MK_NODE_LINKED) {
        return false;
    }
    if (operation_fails()) {
        cut();
        return false;
    }
    memcpy(copy, bytes, size);
    mk_node_written(&from->node, from->link, size);
    mk_node_received(&to->node, to->link, copy, size);
    return true;
}

static void settle(void)
{
    bool moved = true;
    for (unsigned i = 0; moved; i++) {
        REQUIRE(i < 1000);
        moved = move(&a, &b);
        moved |= move(&b, &a);
        mk_node_step(&a.node);
        mk_node_step(&b.node);
    }
}

static void pass_ms(uint64_t ms)
{
    a.fake.now_ms += ms;
    b.fake.now_ms += ms;
    mk_node_step(&a.node);
    mk_node_step(&b.node);
    settle();
}

static bool is_mounted(const side_t *side)
{
    return side->link != MK_NODE_NO_LINK
           && side->node.mounts[side->link].link.state == MK_LINK_MOUNTED;
}

static void mount(void)
{
    start_both();
    connect_both();
    settle();
    REQUIRE(is_mounted(&a) && is_mounted(&b));
}

/** The connection is cut in between; both hear of it. */
static void cut(void)
{
    if (mk_node_state(&a.node, a.link) == MK_NODE_LINKED) {
        mk_node_disconnected(&a.node, a.link, "cut");
    }
    if (mk_node_state(&b.node, b.link) == MK_NODE_LINKED) {
        mk_node_disconnected(&b.node, b.link, "cut");
    }
}

static mk_actor_id_t spawn(side_t *side, const char *name, watcher_t *state)
{
    mk_actor_id_t id;
    REQUIRE(mk_system_spawn(&side->node.system, name, &WATCHER, state, &id) == MK_STATUS_OK);
    mk_node_step(&side->node);
    return id;
}

/* ---- tests ---- */

/** An actor that gives itself the name to which readings go. */
static mk_next_t takes_name(mk_context_t *context)
{
    CHECK_EQ(MK_STATUS_OK, mk_register(context, "telemetry"));
    return MK_NEXT_SAME;
}

static mk_next_t counts(mk_context_t *context, const mk_frame_t *message)
{
    unsigned *readings = mk_state(context);
    *readings += message->type == MK_TYPE_READING ? 1 : 0;
    return MK_NEXT_SAME;
}

static void readings_follow_a_name_of_the_peer(void)
{
    static const mk_behavior_t TELEMETRY = {
        .type = "telemetry",
        .start = takes_name,
        .receive = counts,
    };
    static const mk_actor_spec_t SPEC = { .behavior = &TELEMETRY, .mailbox_capacity = 4 };
    unsigned readings = 0;
    mk_actor_id_t id;
    mount();
    CHECK_CONTAINS("mounted on berta(2) at b:4200\n", a.fake.log);
    CHECK_CONTAINS("mounted on anna(1) at a:1\n", b.fake.log);
    REQUIRE(mk_system_spawn(&b.node.system, "t", &SPEC, &readings, &id) == MK_STATUS_OK);
    pass_ms(1);
    CHECK_EQ(id, a.node.sensor.telemetry);
    pass_ms(2000);
    CHECK_EQ(2, readings); /* one at once; two that are due together are one */
    REQUIRE(mk_system_stop(&b.node.system, id) == MK_STATUS_OK);
    pass_ms(1);
    CHECK_EQ(MK_ACTOR_NONE, a.node.sensor.telemetry);
}

static void each_asks_the_other(void)
{
    mount();
    watcher_t from_a = { .asked = PINGER_B };
    watcher_t from_b = { .asked = PINGER_A };
    spawn(&a, "asker", &from_a);
    spawn(&b, "asker", &from_b);
    settle();
    CHECK_EQ(1, from_a.pongs);
    CHECK_EQ(1, from_b.pongs);
    CHECK_EQ(1, a.node.counters.pings_answered);
    CHECK_EQ(1, b.node.counters.pings_answered);
}

/** An actor of a that is known by name, and answers pings or does not. */
static bool answers;

static mk_next_t takes_part(mk_context_t *context)
{
    return mk_register(context, "partner") == MK_STATUS_OK ? MK_NEXT_SAME : MK_NEXT_STOP;
}

static mk_next_t pongs(mk_context_t *context, const mk_frame_t *message)
{
    if (message->type == MK_TYPE_MEASURED) {
        memcpy(mk_state(context), message->payload, 5);
    } else if (message->type == MK_TYPE_PING && answers) {
        mk_tell(context, message->source, MK_TYPE_PONG, message->payload, message->payload_size);
    }
    return MK_NEXT_SAME;
}

static void a_node_asks_an_actor_of_another_for_its_peer(void)
{
    static const mk_behavior_t PARTNER = {
        .type = "partner",
        .start = takes_part,
        .receive = pongs,
    };
    static const mk_actor_spec_t SPEC = { .behavior = &PARTNER, .mailbox_capacity = 4 };
    uint8_t verdict[5] = { 9 };
    mk_actor_id_t id;
    mount();
    REQUIRE(mk_system_spawn(&a.node.system, "partner", &SPEC, verdict, &id) == MK_STATUS_OK);
    pass_ms(1);
    static const struct {
        const char *name;
        bool answers;
        uint8_t verdict;
    } CASES[] = {
        { "partner", true, 0 },
        { "nobody", true, 1 },
        { "partner", false, 2 },
        { "/node/berta/ping", true, 0 }, /* itself */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("case %zu", i);
        answers = CASES[i].answers;
        const mk_frame_t measure = {
            .source = id,
            .dest = PINGER_B,
            .type = MK_TYPE_MEASURE,
            .payload_size = (uint32_t)strlen(CASES[i].name),
            .payload = (const uint8_t *)CASES[i].name,
        };
        REQUIRE(mk_system_tell(&a.node.system, &measure) == MK_ACCEPTED);
        settle();
        if (!answers) {
            REQUIRE(mk_system_tell(&a.node.system, &measure) == MK_ACCEPTED);
            settle();
            CHECK_EQ(3, verdict[0]); /* one at a time */
            for (unsigned ms = 0; ms < MK_MEASURE_TIMEOUT_MS; ms += 500) {
                pass_ms(500);
            }
        }
        CHECK_EQ(CASES[i].verdict, verdict[0]);
    }
}

static void the_end_of_a_watched_actor_is_told(void)
{
    mount();
    watcher_t mortal = { 0 };
    const mk_actor_id_t id = spawn(&b, "mortal", &mortal);
    watcher_t first = { .watched = id };
    watcher_t second = { .watched = id };
    spawn(&a, "first", &first);
    spawn(&a, "second", &second);
    settle();
    CHECK_EQ(0, first.notices);
    const mk_frame_t die = { .dest = id, .type = TYPE_DIE };
    CHECK_EQ(MK_ACCEPTED, mk_system_tell(&a.node.system, &die));
    settle();
    CHECK_EQ(1, first.notices);
    CHECK_EQ(MK_EXIT_NORMAL, first.reason);
    CHECK_EQ(1, second.notices);
}

static void an_actor_that_never_was_has_ended(void)
{
    mount();
    watcher_t watcher = { .watched = mk_actor_id(2, 4711) };
    spawn(&a, "watcher", &watcher);
    settle();
    CHECK_EQ(1, watcher.notices);
    CHECK_EQ(MK_EXIT_UNREACHABLE, watcher.reason);
}

static void a_cut_link_ends_watches_on_both_sides(void)
{
    mount();
    watcher_t mortal = { 0 };
    const mk_actor_id_t id = spawn(&b, "mortal", &mortal);
    watcher_t watcher = { .watched = id };
    spawn(&a, "watcher", &watcher);
    settle();
    cut();
    mk_node_step(&a.node);
    CHECK_EQ(1, watcher.notices);
    CHECK_EQ(MK_EXIT_UNREACHABLE, watcher.reason);
    /* The peer's watch went with the link: nothing is told to whom comes next. */
    REQUIRE(mk_system_stop(&b.node.system, id) == MK_STATUS_OK);
    mk_node_step(&b.node);
    pass_ms(2000);
    connect_both();
    settle();
    CHECK(is_mounted(&a) && is_mounted(&b));
    CHECK_EQ(1, watcher.notices);
}

static void one_peer_does_not_take_all_watches(void)
{
    mount();
    watcher_t mortals[MK_PEER_WATCHES_MAX + 1] = { 0 };
    watcher_t watchers[MK_PEER_WATCHES_MAX + 1] = { 0 };
    for (size_t i = 0; i <= MK_PEER_WATCHES_MAX; i++) {
        const char name[] = { 'm', (char)('a' + i), '\0' };
        const char other[] = { 'w', (char)('a' + i), '\0' };
        watchers[i].watched = spawn(&b, name, &mortals[i]);
        spawn(&a, other, &watchers[i]);
        settle();
    }
    CHECK_EQ(0, watchers[0].notices);
    CHECK_EQ(1, watchers[MK_PEER_WATCHES_MAX].notices);
    CHECK_EQ(MK_EXIT_UNREACHABLE, watchers[MK_PEER_WATCHES_MAX].reason);
}

static void what_reaches_nobody_is_told_the_sender(void)
{
    mount();
    const mk_frame_t lost = {
        .source = PINGER_A,
        .dest = mk_actor_id(2, 4711),
        .type = 300,
    };
    CHECK_EQ(MK_ACCEPTED, mk_system_tell(&a.node.system, &lost));
    settle();
    CHECK_EQ(1, b.node.system.dead_letters.total);
    CHECK_EQ(1, a.node.system.dead_letters.total);
    const mk_dead_letter_t *letter = mk_dead_letters_at(&a.node.system.dead_letters, 0);
    CHECK_EQ(lost.dest, letter->dest);
    CHECK_EQ(MK_REFUSED_STOPPED, letter->reason);
}

static void a_peer_may_send_only_where_it_is_permitted(void)
{
    start_both();
    static const mk_permission_t PERMISSIONS[] = {
        { .identity = "anna", .pattern = "/node/berta/open*" },
        { .pattern = "*" },
    };
    b.node.config.permissions = PERMISSIONS;
    b.node.config.permission_count = 2;
    watcher_t open = { 0 };
    const mk_actor_id_t open_id = spawn(&b, "open-one", &open);
    connect_both();
    settle();
    const mk_frame_t ping = { .source = PINGER_A, .dest = PINGER_B, .type = MK_TYPE_PING };
    const mk_frame_t die = { .source = PINGER_A, .dest = open_id, .type = TYPE_DIE };
    CHECK_EQ(MK_ACCEPTED, mk_system_tell(&a.node.system, &ping));
    settle();
    CHECK_EQ(1, b.node.counters.not_permitted);
    CHECK_EQ(0, b.node.counters.pings_answered);
    CHECK_EQ(1, a.node.system.dead_letters.total);
    CHECK_EQ(MK_ACCEPTED, mk_system_tell(&a.node.system, &die));
    settle();
    CHECK_EQ(1, b.node.counters.not_permitted);
    /* Whom an actor has sent something may answer it. */
    watcher_t asker = { .asked = PINGER_A };
    spawn(&b, "asker", &asker);
    settle();
    CHECK_EQ(1, asker.pongs);
    /* And watching is as sending. */
    watcher_t watcher = { .watched = PINGER_B };
    spawn(&a, "watcher", &watcher);
    settle();
    CHECK_EQ(1, watcher.notices);
}

static void permissions_have_patterns(void)
{
    static const mk_permission_t LIST[] = {
        { .identity = "anna", .pattern = "echo" },
        { .identity = "anna", .pattern = "led/*" },
        { .pattern = "ping" },
    };
    CHECK(mk_permits(LIST, 3, "anna", "echo"));
    CHECK(!mk_permits(LIST, 3, "anna", "echo2"));
    CHECK(mk_permits(LIST, 3, "anna", "led/1"));
    CHECK(!mk_permits(LIST, 3, "anna", "ping"));
    CHECK(mk_permits(LIST, 3, "berta", "ping"));
    CHECK(!mk_permits(LIST, 3, "berta", "echo"));
    CHECK(mk_permits(LIST, 2, "berta", "anything"));
    CHECK(mk_permits(NULL, 0, "anna", "anything"));
}

static void a_peer_that_falls_silent_is_gone_and_comes_back(void)
{
    mount();
    for (unsigned i = 0; i < 20; i++) {
        pass_ms(500);
    }
    CHECK(is_mounted(&a) && is_mounted(&b));
    a.fake.now_ms += 3000; /* b says nothing any more */
    mk_node_step(&a.node);
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&a.node, 0));
    CHECK_CONTAINS("it has said nothing for 3000 ms", a.fake.log);
    a.fake.now_ms = mk_node_wake_ms(&a.node);
    mk_node_step(&a.node);
    /* b has not noticed; the new connection takes the place of the silent one. */
    b.fake.now_ms += 1600;
    const size_t old = b.link;
    connect_both();
    CHECK(b.link != old);
    settle();
    CHECK(is_mounted(&a) && is_mounted(&b));
    CHECK_EQ(MK_NODE_FREE, mk_node_state(&b.node, old));
}

static void a_second_node_with_the_id_of_a_live_one_is_refused(void)
{
    mount();
    static side_t twin;
    start(&twin, "twin", 1, true);
    const size_t link_of_a = b.link;
    mk_node_connected(&twin.node, 0, PLAIN);
    twin.link = 0;
    b.link = mk_node_accepted(&b.node, "c:1", PLAIN);
    REQUIRE(b.link != MK_NODE_NO_LINK && b.link != link_of_a);
    for (unsigned i = 0; i < 20; i++) {
        move(&twin, &b);
        const uint8_t *bytes;
        uint8_t copy[512];
        const size_t size = mk_node_output(&b.node, b.link, &bytes);
        memcpy(copy, bytes, size);
        mk_node_written(&b.node, b.link, size);
        if (size > 0 && mk_node_state(&twin.node, 0) == MK_NODE_LINKED) {
            mk_node_received(&twin.node, 0, copy, size);
        }
    }
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&twin.node, 0));
    CHECK_CONTAINS("a node with that id is connected", twin.fake.log);
    CHECK_CONTAINS("give it another", twin.fake.log);
    b.link = link_of_a;
    CHECK(is_mounted(&b));
}

static void more_peers_than_links_are_told_so(void)
{
    start_both();
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        CHECK_EQ(i, mk_node_accepted(&b.node, "somebody", PLAIN));
    }
    CHECK_EQ(MK_NODE_NO_LINK, mk_node_accepted(&b.node, "too-many:1", PLAIN));
    CHECK_CONTAINS("hung up on too-many:1: all", b.fake.log);
}

static void an_old_peer_is_mounted_by_mk01_at_once(void)
{
    start(&a, "anna", 1, true);
    a.node.self.key_count = 0;
    mk_node_connected(&a.node, 0, PLAIN);
    mk_node_disconnected(&a.node, 0, "closed by the peer"); /* it has hung up on the hello */
    CHECK_EQ(MK_NODE_CONNECTING, mk_node_state(&a.node, 0));
    CHECK_TEXT("", a.fake.log);
    mk_node_connected(&a.node, 0, PLAIN);
    const uint8_t *bytes;
    REQUIRE(mk_node_output(&a.node, 0, &bytes) == MK_HELLO_LENGTH);
    CHECK_BYTES((const uint8_t *)"MK01", bytes, 4);
    mk_node_disconnected(&a.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&a.node, 0));
    CHECK_CONTAINS("ended the connection without a hello", a.fake.log);
    /* Then all begins again with MK02. */
    a.fake.now_ms = mk_node_wake_ms(&a.node);
    mk_node_step(&a.node);
    mk_node_connected(&a.node, 0, PLAIN);
    REQUIRE(mk_node_output(&a.node, 0, &bytes) > MK_HELLO_LENGTH);
    CHECK_BYTES((const uint8_t *)"MK02", bytes, 4);
}

static void nobody_steps_down_where_that_is_not_allowed(void)
{
    check_about("not allowed there");
    start(&a, "anna", 1, true);
    mk_node_connected(&a.node, 0, (mk_transport_t){ .allows_mk01 = false });
    mk_node_disconnected(&a.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&a.node, 0));

    check_about("an id that MK01 does not know");
    start(&a, "anna", 16, true);
    mk_node_connected(&a.node, 0, PLAIN);
    mk_node_disconnected(&a.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&a.node, 0));

    check_about("the peer has spoken MK02");
    mount();
    cut();
    a.fake.now_ms = mk_node_wake_ms(&a.node);
    mk_node_step(&a.node);
    mk_node_connected(&a.node, 0, PLAIN);
    mk_node_disconnected(&a.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&a.node, 0));
    a.fake.now_ms += 300000;
    mk_node_step(&a.node);
    mk_node_connected(&a.node, 0, PLAIN);
    mk_node_disconnected(&a.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_CONNECTING, mk_node_state(&a.node, 0));
}

static bool certifies_carla(void *context, const char *identity)
{
    (void)context;
    return strcmp(identity, "carla") == 0;
}

static void a_certificate_must_name_the_peer(void)
{
    start_both();
    a.link = 0;
    mk_node_connected(&a.node, 0, PLAIN);
    b.link = mk_node_accepted(&b.node, "a:1", (mk_transport_t){ .certifies = certifies_carla });
    settle();
    CHECK(!is_mounted(&a) && !is_mounted(&b));
    CHECK_CONTAINS("certificate must have its identity", b.fake.log);
    CHECK_CONTAINS("certificate must have its identity", a.fake.log);
}

static void goodbye_is_said_to_all(void)
{
    mount();
    mk_node_leave(&b.node);
    settle();
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&a.node, 0));
    CHECK_CONTAINS("berta(2) at b:4200 said goodbye: this node is stopping", a.fake.log);
}

static void nodes_that_mount_each_other_keep_one_link(void)
{
    start(&a, "anna", 1, true);
    start(&b, "berta", 2, true);
    /* a's connection, which has the lower id, is link 0 there and link 1 at b; b's the other way.
     */
    a.link = 0;
    mk_node_connected(&a.node, 0, PLAIN);
    b.link = mk_node_accepted(&b.node, "a:1", PLAIN);
    mk_node_connected(&b.node, 0, PLAIN);
    const size_t second_of_a = mk_node_accepted(&a.node, "b:1", PLAIN);
    for (unsigned i = 0; i < 20; i++) {
        a.link = 0;
        b.link = 1;
        move(&a, &b);
        move(&b, &a);
        a.link = second_of_a;
        b.link = 0;
        move(&a, &b);
        move(&b, &a);
    }
    a.link = 0;
    b.link = 1;
    CHECK(is_mounted(&a) && is_mounted(&b));
    a.link = second_of_a;
    b.link = 0;
    CHECK(!is_mounted(&a) && !is_mounted(&b));
    /* b's mount waits as long as a's link stands. */
    b.fake.now_ms += 2000;
    mk_node_step(&b.node);
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&b.node, 0));
}

/** Has the nodes of a connection that has failed find each other again. */
static void recover(void)
{
    static const mk_transport_t MK02_ONLY = { .allows_mk01 = false };
    for (unsigned i = 0; !is_mounted(&a) || !is_mounted(&b); i++) {
        REQUIRE(i < 20);
        if (i > 0) {
            cut(); /* who has closed hangs up */
            pass_ms(1000);
        }
        if (mk_node_state(&a.node, 0) == MK_NODE_CONNECTING) {
            mk_node_connected(&a.node, 0, MK02_ONLY);
            b.link = mk_node_accepted(&b.node, "a:1", MK02_ONLY);
            REQUIRE(b.link != MK_NODE_NO_LINK);
            settle();
        }
    }
}

static void every_piece_of_a_link_and_every_draw_of_chance_may_fail(void)
{
    unsigned operations = 0;
    machines.piece = 29;
    for (unsigned failing = 0; failing <= operations; failing++) {
        check_about("operation %u of %u fails", failing, operations);
        machines.operations = 0;
        machines.failing = failing;
        start_both();
        watcher_t asker = { .asked = MK_ACTOR_NONE };
        watcher_t watcher = { .watched = PINGER_B };
        b.link = MK_NODE_NO_LINK;
        a.link = 0;
        recover();
        spawn(&a, "watcher", &watcher);
        asker.asked = PINGER_B;
        spawn(&a, "asker", &asker);
        settle();
        if (failing == 0) {
            operations = machines.operations;
            REQUIRE(operations > 40);
            CHECK_EQ(1, asker.pongs);
        }
        machines.failing = 0;
        recover();
        check_about("operation %u of %u has failed", failing, operations);
        CHECK(watcher.notices <= 1);
        watcher_t again = { .asked = PINGER_B };
        spawn(&a, "again", &again);
        settle();
        CHECK_EQ(1, again.pongs);
        CHECK_EQ(0, a.node.system.pool.used);
        CHECK_EQ(0, b.node.system.pool.used);
    }
    machines.piece = 512;
}

int main(void)
{
    RUN(readings_follow_a_name_of_the_peer);
    RUN(each_asks_the_other);
    RUN(a_node_asks_an_actor_of_another_for_its_peer);
    RUN(the_end_of_a_watched_actor_is_told);
    RUN(an_actor_that_never_was_has_ended);
    RUN(a_cut_link_ends_watches_on_both_sides);
    RUN(one_peer_does_not_take_all_watches);
    RUN(what_reaches_nobody_is_told_the_sender);
    RUN(a_peer_may_send_only_where_it_is_permitted);
    RUN(permissions_have_patterns);
    RUN(a_peer_that_falls_silent_is_gone_and_comes_back);
    RUN(a_second_node_with_the_id_of_a_live_one_is_refused);
    RUN(more_peers_than_links_are_told_so);
    RUN(an_old_peer_is_mounted_by_mk01_at_once);
    RUN(nobody_steps_down_where_that_is_not_allowed);
    RUN(a_certificate_must_name_the_peer);
    RUN(goodbye_is_said_to_all);
    RUN(nodes_that_mount_each_other_keep_one_link);
    RUN(every_piece_of_a_link_and_every_draw_of_chance_may_fail);
    return check_result();
}
