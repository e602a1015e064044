/* The n-th thing that a node asks of its machine fails, for every n: it comes back each time, and
 * what it owes its peer arrives. */
#include "check.h"
#include "fake_platform.h"
#include "frames.h"

#include "mk/message_type.h"
#include "mk/node.h"

#include <string.h>

/** The node has these without hardware: sensor, ping, metrics. */
#define OWN_ACTORS 3u
#define OWN       14u
#define PEER      2u
#define TELEMETRY mk_actor_id(PEER, 17)
#define ASKER     mk_actor_id(PEER, 99)
#define PING      mk_actor_id(OWN, MK_NODE_PING_SEQUENCE)

/** Bytes that one send or receive moves: so few that frames come in many pieces. */
#define PIECE 11u

static fake_platform_t fake;
static mk_node_t node;

/** What a peer got over one connection. */
typedef struct heard {
    bool hello;
    unsigned paths;
    unsigned readings;
    unsigned pongs;
} heard_t;

static struct {
    unsigned operations; /**< so far */
    unsigned failing;    /**< the number of the one that fails, from 1; 0 = none */
} machine;

static bool operation_fails(void)
{
    return ++machine.operations == machine.failing;
}

static void start_node(void)
{
    fake_platform_init(&fake);
    const mk_node_config_t config = {
        .identity = "porch",
        .node_id = OWN,
        .platform = "posix",
        .endpoints = (const char *const[]){ "127.0.0.1:4200" },
        .endpoint_count = 1,
        .id_advice = "try --node-id N",
        .interval_ms = 1000,
    };
    mk_node_init(&node, &config, &fake.platform);
}

/** Reads what the node wrote over a connection, which may end in the midst of a frame. */
static heard_t hear(const stream_t *output)
{
    heard_t heard = { .hello = output->size >= MK_HELLO_LENGTH };
    size_t at = MK_HELLO_LENGTH;
    mk_frame_t frame;
    mk_reason_t reason;
    mk_status_t status = MK_STATUS_NEED_MORE;
    while (at <= output->size
           && (status = mk_wire_decode(MK_WIRE_NETWORK, output->bytes + at, output->size - at,
                                       MK_PAYLOAD_MAX, &frame, &reason))
                  == MK_STATUS_OK) {
        at += mk_wire_size(&frame);
        heard.paths += frame.type == MK_TYPE_PATH_REGISTER;
        heard.readings += frame.type == MK_TYPE_READING;
        heard.pongs += frame.type == MK_TYPE_PONG;
    }
    CHECK(status != MK_STATUS_MALFORMED);
    return heard;
}

/** One connection, until nothing is left to move or an operation fails. */
static heard_t connect_once(void)
{
    static stream_t input;
    static stream_t output;
    stream_clear(&input);
    stream_clear(&output);
    stream_hello(&input, PEER, "fleet-controller");
    stream_registry(&input, MK_TYPE_NAME_REGISTER, "telemetry", TELEMETRY);
    stream_frame(&input, ASKER, PING, MK_TYPE_PING, "abc", 3);

    while (mk_node_step(&node), mk_node_state(&node, 0) == MK_NODE_WAITING) {
        fake.now_ms = mk_node_wake_ms(&node);
    }
    REQUIRE(mk_node_state(&node, 0) == MK_NODE_CONNECTING);
    if (operation_fails()) {
        mk_node_connect_failed(&node, 0, "planted");
        return (heard_t){ 0 };
    }
    mk_node_connected(&node, 0, (mk_transport_t){ .allows_mk01 = true });
    size_t received = 0;
    for (;;) {
        const uint8_t *bytes;
        size_t size = mk_node_output(&node, 0, &bytes);
        const bool sends = size > 0;
        if (!sends && received == input.size) {
            return hear(&output);
        }
        if (operation_fails()) {
            mk_node_disconnected(&node, 0, "planted");
            return hear(&output);
        }
        if (sends) {
            size = size < PIECE ? size : PIECE;
            stream_bytes(&output, bytes, size);
            mk_node_written(&node, 0, size);
        } else {
            size = input.size - received < PIECE ? input.size - received : PIECE;
            mk_node_received(&node, 0, input.bytes + received, size);
            received += size;
        }
        mk_node_step(&node);
        REQUIRE(mk_node_state(&node, 0) == MK_NODE_LINKED);
    }
}

static void check_served(const heard_t *heard)
{
    CHECK(heard->hello);
    CHECK_EQ(OWN_ACTORS, heard->paths);
    CHECK_EQ(1, heard->readings);
    CHECK_EQ(1, heard->pongs);
}

static void every_send_receive_and_connect_may_fail(void)
{
    unsigned operations = 0;
    for (unsigned failing = 0; failing <= operations; failing++) {
        check_about("operation %u of %u fails", failing, operations);
        start_node();
        machine.operations = 0;
        machine.failing = failing;
        heard_t heard = connect_once();
        if (failing == 0) {
            operations = machine.operations;
            REQUIRE(operations > 40);
        } else {
            CHECK_EQ(MK_NODE_WAITING, mk_node_state(&node, 0));
            heard = connect_once();
        }
        check_served(&heard);
        CHECK_EQ(0, node.system.pool.used);
        CHECK_EQ(OWN_ACTORS, mk_system_actor_count(&node.system));
    }
}

static void every_message_may_find_no_memory(void)
{
    const mk_frame_t other = { .type = 1 };
    for (size_t left = 0; left <= 3; left++) {
        check_about("%zu blocks are left", left);
        start_node();
        machine.failing = 0;
        mk_envelope_t *taken[MK_BLOCKS];
        for (size_t i = 0; i < MK_BLOCKS - left; i++) {
            taken[i] = mk_message_pool_take(&node.system.pool, &other);
            REQUIRE(taken[i] != NULL);
        }
        const heard_t heard = connect_once();
        CHECK_EQ(OWN_ACTORS, heard.paths);
        CHECK_EQ(1, heard.readings); /* timers need no block */
        CHECK_EQ(left > 0, heard.pongs);
        CHECK_EQ(left == 0, node.system.dead_letters.by_reason[MK_REFUSED_MEMORY]);
        for (size_t i = 0; i < MK_BLOCKS - left; i++) {
            mk_message_pool_give(&node.system.pool, taken[i]);
        }
        mk_node_disconnected(&node, 0, "planted");
        const heard_t after = connect_once();
        check_served(&after);
    }
}

/** An actor that has taken all timers, and gives them back when it ends. */
static mk_next_t take_timers(mk_context_t *context)
{
    uint32_t count = 0;
    while (mk_timer_start(context, count, 3600000, 0) == MK_STATUS_OK) {
        count++;
    }
    return MK_NEXT_SAME;
}

static mk_next_t stop_at_once(mk_context_t *context, const mk_frame_t *message)
{
    (void)context;
    (void)message;
    return MK_NEXT_STOP;
}

static void a_sensor_without_a_timer_says_so_and_recovers_at_the_next_mount(void)
{
    static const mk_behavior_t behavior = { "greedy", take_timers, stop_at_once, NULL };
    static const mk_actor_spec_t spec = {
        .behavior = &behavior,
        .mailbox_capacity = 1,
        .restart = MK_TEMPORARY,
    };
    start_node();
    machine.failing = 0;
    mk_actor_id_t id;
    REQUIRE(mk_system_spawn(&node.system, "greedy", &spec, NULL, &id) == MK_STATUS_OK);
    const heard_t heard = connect_once();
    CHECK_EQ(OWN_ACTORS + 1, heard.paths);
    CHECK_EQ(0, heard.readings);
    CHECK_CONTAINS("build with a larger MK_TIMERS_MAX", fake.log);
    mk_node_disconnected(&node, 0, "planted");
    REQUIRE(mk_system_stop(&node.system, id) == MK_STATUS_OK);
    const heard_t after = connect_once();
    check_served(&after);
}

static void an_actor_that_stops_is_taken_back_at_the_peer(void)
{
    start_node();
    machine.failing = 0;
    connect_once();
    REQUIRE(mk_system_stop(&node.system, PING) == MK_STATUS_OK);
    mk_node_step(&node);
    const uint8_t *bytes;
    const size_t size = mk_node_output(&node, 0, &bytes);
    mk_frame_t frame;
    mk_reason_t reason;
    REQUIRE(mk_wire_decode(MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX, &frame, &reason)
            == MK_STATUS_OK);
    CHECK_EQ(MK_TYPE_PATH_UNREGISTER, frame.type);
    CHECK_TEXT("/node/porch/ping", (const char *)frame.payload);
}

int main(void)
{
    RUN(every_send_receive_and_connect_may_fail);
    RUN(every_message_may_find_no_memory);
    RUN(a_sensor_without_a_timer_says_so_and_recovers_at_the_next_mount);
    RUN(an_actor_that_stops_is_taken_back_at_the_peer);
    return check_result();
}
