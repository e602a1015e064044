#include "check.h"
#include "fake_platform.h"
#include "frames.h"

#include "mk/message_type.h"
#include "mk/node.h"
#include "mk/registry_msg.h"

#include <stdio.h>
#include <string.h>

/** The node has these without hardware: sensor, ping, metrics. */
#define OWN_ACTORS 3u
#define OWN       14u
#define PEER      2u
#define TELEMETRY mk_actor_id(PEER, 17)
#define SENSOR    mk_actor_id(OWN, MK_NODE_SENSOR_SEQUENCE)
#define PING      mk_actor_id(OWN, MK_NODE_PING_SEQUENCE)
#define ASKER     mk_actor_id(PEER, 99)

/** A node, its platform, and what it wrote. */
typedef struct fixture {
    fake_platform_t fake;
    mk_node_t node;
    stream_t input;
    stream_t output;
    size_t output_read; /**< how much of it next_frame has given out */
} fixture_t;

static fixture_t f;

static void start_node(uint32_t interval_ms, uint32_t count)
{
    fake_platform_init(&f.fake);
    stream_clear(&f.input);
    stream_clear(&f.output);
    f.output_read = 0;
    const mk_node_config_t config = {
        .identity = "porch",
        .node_id = OWN,
        .platform = "posix",
        .endpoints = (const char *const[]){ "127.0.0.1:4200" },
        .endpoint_count = 1,
        .id_advice = "try --node-id N",
        .interval_ms = interval_ms,
        .count = count,
    };
    mk_node_init(&f.node, &config, &f.fake.platform);
}

/** Takes all the output there is. */
static void write_out(void)
{
    const uint8_t *bytes;
    const size_t size = mk_node_output(&f.node, 0, &bytes);
    stream_bytes(&f.output, bytes, size);
    mk_node_written(&f.node, 0, size);
}

/** Lets the node receive what is in f.input, and then do what is due. */
static void deliver(void)
{
    mk_node_received(&f.node, 0, f.input.bytes, f.input.size);
    stream_clear(&f.input);
    mk_node_step(&f.node);
}

static void advance(uint32_t ms)
{
    f.fake.now_ms += ms;
    mk_node_step(&f.node);
}

static void connect_node(void)
{
    mk_node_step(&f.node);
    REQUIRE(mk_node_state(&f.node, 0) == MK_NODE_CONNECTING);
    mk_node_connected(&f.node, 0, (mk_transport_t){ .allows_mk01 = true });
    REQUIRE(mk_node_state(&f.node, 0) == MK_NODE_LINKED);
    write_out();
    REQUIRE(f.output.size >= MK_HELLO_LENGTH);
    f.output_read = f.output.size;
}

/** The next frame of the output, or false. */
static bool next_frame(mk_frame_t *frame)
{
    mk_reason_t reason;
    const mk_status_t status =
        mk_wire_decode(MK_WIRE_NETWORK, f.output.bytes + f.output_read,
                       f.output.size - f.output_read, MK_PAYLOAD_MAX, frame, &reason);
    if (status != MK_STATUS_OK) {
        CHECK_EQ(f.output.size, f.output_read); /* else half a frame was written */
        return false;
    }
    f.output_read += mk_wire_size(frame);
    return true;
}

/** A node that is mounted and whose paths have been read. */
static void mount_node(uint32_t interval_ms, uint32_t count)
{
    start_node(interval_ms, count);
    connect_node();
    stream_hello(&f.input, PEER, "fleet-controller");
    deliver();
    write_out();
    mk_frame_t frame;
    for (unsigned i = 0; i < OWN_ACTORS; i++) {
        REQUIRE(next_frame(&frame));
    }
    REQUIRE(!next_frame(&frame));
}

static void register_telemetry(mk_actor_id_t actor)
{
    stream_registry(&f.input, MK_TYPE_NAME_REGISTER, "telemetry", actor);
    deliver();
}

static void unregister_telemetry(void)
{
    stream_registry(&f.input, MK_TYPE_NAME_UNREGISTER, "telemetry", 0);
    deliver();
}

/** Writes the output out. @return how many readings it has; there must be nothing else */
static unsigned readings_written_to(mk_actor_id_t dest)
{
    write_out();
    unsigned readings = 0;
    mk_frame_t frame;
    while (next_frame(&frame)) {
        CHECK_EQ(MK_TYPE_READING, frame.type);
        CHECK_EQ(SENSOR, frame.source);
        CHECK_EQ(dest, frame.dest);
        readings++;
    }
    return readings;
}

/* ---- mount ---- */

static void registers_its_paths_when_mounted(void)
{
    const struct {
        const char *path;
        mk_actor_id_t actor;
    } expected[] = {
        { "/node/porch/sensor/temp", SENSOR },
        { "/node/porch/ping", PING },
        { "/node/porch/metrics", mk_actor_id(OWN, 4) },
    };
    start_node(1000, 0);
    connect_node();
    stream_hello(&f.input, PEER, "fleet-controller");
    deliver();
    write_out();
    mk_frame_t frame;
    for (size_t i = 0; i < OWN_ACTORS; i++) {
        REQUIRE(next_frame(&frame));
        CHECK_EQ(MK_TYPE_PATH_REGISTER, frame.type);
        CHECK_EQ(MK_ACTOR_NONE, frame.source);
        CHECK_EQ(MK_ACTOR_NONE, frame.dest);
        mk_registry_msg_t msg;
        mk_reason_t reason;
        REQUIRE(mk_registry_msg_decode(frame.type, frame.payload, frame.payload_size, &msg, &reason)
                == MK_STATUS_OK);
        CHECK_TEXT(expected[i].path, msg.text);
        CHECK_EQ(expected[i].actor, msg.actor);
    }
    CHECK(!next_frame(&frame));
    CHECK_TEXT("mounted on fleet-controller(2) at 127.0.0.1:4200 by MK01\n", f.fake.log);
}

/* ---- readings ---- */

static void sends_nothing_before_it_knows_telemetry(void)
{
    mount_node(1000, 0);
    stream_registry(&f.input, MK_TYPE_NAME_REGISTER, "echo", TELEMETRY);
    deliver();
    advance(5000);
    CHECK_EQ(0, readings_written_to(TELEMETRY));
    CHECK_EQ(MK_NEVER, mk_node_wake_ms(&f.node));
}

static void sends_a_reading_at_once_and_then_every_interval(void)
{
    mount_node(1000, 0);
    register_telemetry(TELEMETRY);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
    CHECK_EQ(f.fake.now_ms + 1000, mk_node_wake_ms(&f.node));
    advance(999);
    CHECK_EQ(0, readings_written_to(TELEMETRY));
    advance(1);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
    advance(1000);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
    CHECK_EQ(3, f.node.counters.readings_written);
}

static void a_reading_is_the_sensors_value(void)
{
    mount_node(1000, 0);
    register_telemetry(TELEMETRY);
    write_out();
    mk_frame_t frame;
    REQUIRE(next_frame(&frame));
    const uint8_t expected[] = { 1, 0, 0, 0, 0x00, 0x00, 0xAC, 0x41 }; /* 1, 21.5f */
    REQUIRE(frame.payload_size == sizeof expected);
    CHECK_BYTES(expected, frame.payload, sizeof expected);
}

static void readings_stop_and_resume_with_the_name(void)
{
    mount_node(1000, 0);
    register_telemetry(TELEMETRY);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
    unregister_telemetry();
    advance(10000);
    CHECK_EQ(0, readings_written_to(TELEMETRY));
    CHECK_CONTAINS("no 'telemetry' any more", f.fake.log);
    register_telemetry(TELEMETRY);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
}

static void readings_follow_the_name_to_another_actor(void)
{
    mount_node(1000, 0);
    register_telemetry(TELEMETRY);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
    advance(400);
    register_telemetry(mk_actor_id(PEER, 18));
    CHECK_EQ(1, readings_written_to(mk_actor_id(PEER, 18)));
    register_telemetry(mk_actor_id(PEER, 18)); /* nothing new: the rhythm stays */
    CHECK_EQ(0, readings_written_to(mk_actor_id(PEER, 18)));
    advance(1000);
    CHECK_EQ(1, readings_written_to(mk_actor_id(PEER, 18)));
}

static void readings_end_with_the_link(void)
{
    mount_node(1000, 0);
    register_telemetry(TELEMETRY);
    mk_node_disconnected(&f.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&f.node, 0));
    CHECK_EQ(0, f.node.counters.readings_written);
    advance(60000);
    connect_node();
    stream_hello(&f.input, PEER, "fleet-controller");
    deliver();
    advance(5000);
    write_out();
    mk_frame_t frame;
    for (unsigned i = 0; i < OWN_ACTORS; i++) {
        REQUIRE(next_frame(&frame));
    } /* the paths */
    CHECK(!next_frame(&frame));
    CHECK_EQ(2, f.node.counters.mounts);
}

static void is_done_after_count_readings_were_written_out(void)
{
    mount_node(10, 3);
    register_telemetry(TELEMETRY);
    advance(10);
    CHECK_EQ(2, readings_written_to(TELEMETRY));
    advance(10);
    advance(10); /* no fourth */
    const uint8_t *bytes;
    const size_t size = mk_node_output(&f.node, 0, &bytes);
    CHECK_EQ(MK_WIRE_HEADER_LENGTH + 8, size);
    mk_node_written(&f.node, 0, size - 1);
    CHECK_EQ(MK_NODE_LINKED, mk_node_state(&f.node, 0));
    CHECK_EQ(2, f.node.counters.readings_written);
    mk_node_written(&f.node, 0, 1);
    CHECK_EQ(MK_NODE_DONE, mk_node_state(&f.node, 0));
    CHECK_EQ(3, f.node.counters.readings_written);
}

static void readings_lost_with_the_link_do_not_count(void)
{
    mount_node(10, 1);
    register_telemetry(TELEMETRY);
    mk_node_disconnected(&f.node, 0, "closed by the peer");
    advance(60000);
    connect_node();
    stream_hello(&f.input, PEER, "fleet-controller");
    register_telemetry(TELEMETRY);
    write_out();
    CHECK_EQ(MK_NODE_DONE, mk_node_state(&f.node, 0));
    CHECK_EQ(1, f.node.counters.readings_written);
}

static void readings_are_refused_whole_when_the_outbox_is_full(void)
{
    mount_node(10, 0);
    register_telemetry(TELEMETRY);
    for (unsigned i = 0; i < 200; i++) {
        advance(10); /* nothing is written out meanwhile */
    }
    const unsigned room = MK_OUTBOX_CAPACITY / (MK_WIRE_HEADER_LENGTH + 8);
    CHECK_EQ(201 - room, f.node.counters.readings_refused);
    CHECK_EQ(room, readings_written_to(TELEMETRY));
    CHECK_EQ(room, f.node.counters.readings_written);
    advance(10);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
}

static void a_failing_sensor_is_told_once_and_counted(void)
{
    mount_node(10, 0);
    f.fake.sensor_status = MK_STATUS_FAILED;
    register_telemetry(TELEMETRY);
    advance(10);
    CHECK_EQ(0, readings_written_to(TELEMETRY));
    CHECK_EQ(2, f.node.counters.sensor_failures);
    const char *told = strstr(f.fake.log, "does not answer");
    REQUIRE(told != NULL);
    CHECK(strstr(told + 1, "does not answer") == NULL);
    f.fake.sensor_status = MK_STATUS_OK;
    advance(10);
    CHECK_EQ(1, readings_written_to(TELEMETRY));
    CHECK_CONTAINS("sensor 1 answers again", f.fake.log);
}

static void every_sensor_is_read(void)
{
    mount_node(10, 0);
    f.node.config.sensors = 3;
    f.node.config.count = 5;
    register_telemetry(TELEMETRY);
    write_out();
    mk_frame_t frame;
    for (uint8_t number = 1; number <= 3; number++) {
        REQUIRE(next_frame(&frame));
        CHECK_EQ(MK_TYPE_READING, frame.type);
        CHECK_EQ(number, frame.payload[0]);
    }
    CHECK(!next_frame(&frame));
    advance(10);
    CHECK_EQ(2, readings_written_to(TELEMETRY)); /* five in all */
    CHECK_EQ(MK_NODE_DONE, mk_node_state(&f.node, 0));
}

/* ---- frames ---- */

static void answers_a_ping(void)
{
    static const uint8_t PAYLOAD[MK_PING_PAYLOAD_MAX] = { 1, 2, 3, [63] = 64 };
    const uint32_t sizes[] = { 0, 1, MK_PING_PAYLOAD_MAX };
    mount_node(1000, 0);
    for (size_t i = 0; i < 3; i++) {
        check_about("%u bytes", (unsigned)sizes[i]);
        stream_frame(&f.input, ASKER, PING, MK_TYPE_PING, PAYLOAD, sizes[i]);
        deliver();
        write_out();
        mk_frame_t frame;
        REQUIRE(next_frame(&frame));
        CHECK_EQ(MK_TYPE_PONG, frame.type);
        CHECK_EQ(PING, frame.source);
        CHECK_EQ(ASKER, frame.dest);
        REQUIRE(frame.payload_size == sizes[i]);
        CHECK_BYTES(PAYLOAD, frame.payload, sizes[i]);
    }
    CHECK_EQ(3, f.node.counters.pings_answered);
}

static void a_ping_that_cannot_be_answered_is_counted(void)
{
    static const uint8_t PAYLOAD[MK_PING_PAYLOAD_MAX + 1];
    mount_node(1000, 0);
    stream_frame(&f.input, MK_ACTOR_NONE, PING, MK_TYPE_PING, "abc", 3);
    stream_frame(&f.input, ASKER, PING, MK_TYPE_PING, PAYLOAD, sizeof PAYLOAD);
    deliver();
    write_out();
    mk_frame_t frame;
    CHECK(!next_frame(&frame));
    CHECK_EQ(2, f.node.counters.pings_unanswerable);
    CHECK_EQ(0, f.node.system.counters.unhandled);
}

static void pongs_are_refused_whole_when_the_outbox_is_full(void)
{
    static const uint8_t PAYLOAD[MK_PING_PAYLOAD_MAX];
    mount_node(1000, 0);
    for (unsigned i = 0; i < 100; i++) {
        stream_frame(&f.input, ASKER, PING, MK_TYPE_PING, PAYLOAD, sizeof PAYLOAD);
    }
    deliver();
    const unsigned room = MK_OUTBOX_CAPACITY / (MK_WIRE_HEADER_LENGTH + MK_PING_PAYLOAD_MAX);
    CHECK_EQ(room, f.node.counters.pings_answered);
    CHECK_EQ(100 - room, f.node.counters.pings_unanswerable);
    write_out();
    unsigned pongs = 0;
    mk_frame_t frame;
    while (next_frame(&frame)) {
        pongs++;
    }
    CHECK_EQ(room, pongs);
}

static void tells_its_capabilities(void)
{
    mount_node(1000, 0);
    stream_frame(&f.input, ASKER, MK_ACTOR_NONE, MK_TYPE_CAPS_REQUEST, NULL, 0);
    deliver();
    write_out();
    mk_frame_t frame;
    REQUIRE(next_frame(&frame));
    CHECK_EQ(MK_TYPE_CAPS_REPLY, frame.type);
    CHECK_EQ(ASKER, frame.dest);
    char text[512];
    REQUIRE(frame.payload_size < sizeof text);
    memcpy(text, frame.payload, frame.payload_size);
    text[frame.payload_size] = '\0';
    CHECK_TEXT("platform=posix\nidentity=porch\nnode_id=14\nwasm=0\ntls=0\nhttp=0\n"
               "max_actors=22\nactor_count=3\ntransports=tcp\n",
               text);
    stream_frame(&f.input, MK_ACTOR_NONE, MK_ACTOR_NONE, MK_TYPE_CAPS_REQUEST, NULL, 0);
    deliver();
    write_out();
    CHECK(!next_frame(&frame));
    CHECK_EQ(1, f.node.counters.caps_answered);
    CHECK_EQ(1, f.node.counters.caps_unanswerable);
}

static void counts_what_it_has_no_use_for(void)
{
    mount_node(1000, 0);
    stream_frame(&f.input, ASKER, SENSOR, 201, NULL, 0);
    stream_frame(&f.input, ASKER, SENSOR, MK_TYPE_PING, NULL, 0);
    stream_frame(&f.input, ASKER, PING, MK_TYPE_PONG, NULL, 0);
    stream_frame(&f.input, ASKER, PING, MK_TYPE_CAPS_REPLY, "wasm=1\n", 7);
    deliver();
    CHECK_EQ(4, f.node.system.counters.unhandled);
    CHECK_EQ(0, f.node.system.dead_letters.total);
    stream_frame(&f.input, ASKER, mk_actor_id(OWN, 1), 200, NULL, 0);
    stream_frame(&f.input, ASKER, mk_actor_id(OWN, UINT32_MAX), 200, NULL, 0);
    stream_frame(&f.input, ASKER, mk_actor_id(OWN, 0), 200, NULL, 0);
    deliver();
    CHECK_EQ(3, f.node.system.dead_letters.total);
    CHECK_EQ(4, f.node.system.counters.unhandled);
    mk_frame_t frame;
    write_out();
    CHECK(!next_frame(&frame));
}

static void a_full_name_table_is_told_once_per_mount(void)
{
    mount_node(1000, 0);
    for (unsigned i = 0; i < MK_REGISTRY_CAPACITY + 2; i++) {
        char name[MK_NAME_SIZE];
        snprintf(name, sizeof name, "name-%u", i);
        stream_registry(&f.input, MK_TYPE_NAME_REGISTER, name, mk_actor_id(PEER, i + 1));
    }
    deliver();
    CHECK_EQ(2, f.node.mounts[0].link.counters.names_full);
    const char *told = strstr(f.fake.log, "MK_REGISTRY_CAPACITY");
    REQUIRE(told != NULL);
    CHECK(strstr(told + 1, "MK_REGISTRY_CAPACITY") == NULL);
}

/* ---- connection ---- */

static void a_refusal_says_what_to_do(void)
{
    start_node(1000, 0);
    connect_node();
    mk_node_disconnected(&f.node, 0, "closed by the peer");
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&f.node, 0));
    CHECK_TEXT("127.0.0.1:4200 ended the connection without a hello: it refuses this node: id 14"
               " is probably in use there; try --node-id N; retrying in 0.5 s\n",
               f.fake.log);
}

static void a_loss_says_whom_and_why(void)
{
    mount_node(1000, 0);
    mk_node_disconnected(&f.node, 0, "Connection reset by peer");
    CHECK_CONTAINS("lost fleet-controller(2) at 127.0.0.1:4200: Connection reset by peer;"
                   " retrying in 0.5 s",
                   f.fake.log);
}

static void a_fault_of_the_peer_says_the_rule_and_the_value(void)
{
    mount_node(1000, 0);
    stream_header(&f.input, 200, UINT32_MAX);
    deliver();
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&f.node, 0));
    CHECK_CONTAINS("closed the connection to 127.0.0.1:4200: a payload must be at most 1048576 bytes,"
                   " payload_size=4294967295",
                   f.fake.log);
}

static void an_overdue_hello_closes_and_retries(void)
{
    start_node(1000, 0);
    connect_node();
    CHECK_EQ(f.fake.now_ms + MK_HELLO_TIMEOUT_MS, mk_node_wake_ms(&f.node));
    advance(MK_HELLO_TIMEOUT_MS);
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&f.node, 0));
    CHECK_CONTAINS("a hello must come within 3000 ms", f.fake.log);
}

static void its_own_id_at_the_peer_says_what_to_do(void)
{
    start_node(1000, 0);
    connect_node();
    stream_hello(&f.input, OWN, "twin");
    deliver();
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&f.node, 0));
    CHECK_CONTAINS("node_id=14; try --node-id N", f.fake.log);
}

/** Fails to connect once. @return the wait that follows, in milliseconds */
static uint64_t wait_after_failure(void)
{
    mk_node_step(&f.node);
    REQUIRE(mk_node_state(&f.node, 0) == MK_NODE_CONNECTING);
    f.fake.random = 0;
    mk_node_connect_failed(&f.node, 0, "Connection refused");
    const uint64_t wait_ms = mk_node_wake_ms(&f.node) - f.fake.now_ms;
    advance((uint32_t)wait_ms - 1);
    CHECK_EQ(MK_NODE_WAITING, mk_node_state(&f.node, 0));
    advance(1);
    CHECK_EQ(MK_NODE_CONNECTING, mk_node_state(&f.node, 0));
    return wait_ms;
}

/** Mounts, stays for `lasting_ms`, loses the peer and waits. */
static void mount_and_lose(uint32_t lasting_ms)
{
    connect_node();
    stream_hello(&f.input, PEER, "fleet-controller");
    deliver();
    advance(lasting_ms);
    f.fake.random = 0;
    mk_node_disconnected(&f.node, 0, "closed by the peer");
    advance((uint32_t)(mk_node_wake_ms(&f.node) - f.fake.now_ms));
}

static void waits_longer_after_every_failure(void)
{
    start_node(1000, 0);
    CHECK_EQ(500, wait_after_failure());
    CHECK_EQ(1000, wait_after_failure());
    CHECK_EQ(2000, wait_after_failure());
    CHECK_CONTAINS("cannot connect to 127.0.0.1:4200: Connection refused; retrying in 2.0 s",
                   f.fake.log);
}

static void only_a_mount_that_lasted_shortens_the_wait(void)
{
    start_node(1000, 0);
    wait_after_failure();
    wait_after_failure();
    mount_and_lose(MK_BACKOFF_RESET_AFTER_MS - 1);
    CHECK_EQ(4000, wait_after_failure());
    mount_and_lose(MK_BACKOFF_RESET_AFTER_MS);
    CHECK_EQ(1000, wait_after_failure());
}

static void totals_are_one_line_without_zeros(void)
{
    mount_node(1000, 0);
    register_telemetry(TELEMETRY);
    write_out();
    mk_node_log_totals(&f.node, "a signal asks for it");
    CHECK_CONTAINS("stopping: a signal asks for it; mounts=1 readings_written=1\n", f.fake.log);

    memset(&f.node.counters, 0xFF, sizeof f.node.counters);
    memset(&f.node.mounts[0].link.counters, 0xFF, sizeof f.node.mounts[0].link.counters);
    mk_node_log_totals(&f.node, "all readings are written");
    CHECK_CONTAINS("readings_written=4294967295 readings_refused=4294967295 ", f.fake.log);
    CHECK_CONTAINS(" foreign_names=4294967295 names_full=4294967295 not_understood=4294967295"
                   " unanswered=4294967295 not_permitted=4294967295\n",
                   f.fake.log);
}

int main(void)
{
    RUN(registers_its_paths_when_mounted);
    RUN(sends_nothing_before_it_knows_telemetry);
    RUN(sends_a_reading_at_once_and_then_every_interval);
    RUN(a_reading_is_the_sensors_value);
    RUN(readings_stop_and_resume_with_the_name);
    RUN(readings_follow_the_name_to_another_actor);
    RUN(readings_end_with_the_link);
    RUN(is_done_after_count_readings_were_written_out);
    RUN(readings_lost_with_the_link_do_not_count);
    RUN(readings_are_refused_whole_when_the_outbox_is_full);
    RUN(a_failing_sensor_is_told_once_and_counted);
    RUN(every_sensor_is_read);
    RUN(answers_a_ping);
    RUN(a_ping_that_cannot_be_answered_is_counted);
    RUN(pongs_are_refused_whole_when_the_outbox_is_full);
    RUN(tells_its_capabilities);
    RUN(counts_what_it_has_no_use_for);
    RUN(a_full_name_table_is_told_once_per_mount);
    RUN(a_refusal_says_what_to_do);
    RUN(a_loss_says_whom_and_why);
    RUN(a_fault_of_the_peer_says_the_rule_and_the_value);
    RUN(an_overdue_hello_closes_and_retries);
    RUN(its_own_id_at_the_peer_says_what_to_do);
    RUN(waits_longer_after_every_failure);
    RUN(only_a_mount_that_lasted_shortens_the_wait);
    RUN(totals_are_one_line_without_zeros);
    return check_result();
}
