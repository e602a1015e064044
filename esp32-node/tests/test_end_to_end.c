/** The real program against a listener on 127.0.0.1. */
#include "check.h"
#include "listener.h"
#include "process.h"

#include "mk/message_type.h"
#include "mk/node.h"
#include "mk/registry_msg.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDENTITY  "porch"
#define PEER      2u
#define TELEMETRY mk_actor_id(PEER, 17)
#define ASKER     mk_actor_id(PEER, 99)

static listener_t listener;
static process_t process;
static stream_t stream;
static char endpoint[32];

static mk_actor_id_t own(uint32_t sequence)
{
    return mk_actor_id(mk_node_id_from_identity(IDENTITY), sequence);
}

/** A REQUIRE that fails ends the test, but must not leave the node behind. */
static void discard_process(void)
{
    process_discard(&process);
}

/** Starts a node that joins the listener, with up to two more arguments. */
static void start_node(const char *option, const char *value)
{
    snprintf(endpoint, sizeof endpoint, "127.0.0.1:%u", (unsigned)listener.port);
    const char *const argv[] = { "mk-node",       "--connect", endpoint, "--identity", IDENTITY,
                                 "--interval-ms", "20",        option,   value,        NULL };
    process_start(&process, argv);
}

static void stop_node(int signal_number)
{
    REQUIRE(kill(process.pid, signal_number) == 0);
    CHECK_EQ(0, process_await_end(&process));
    CHECK_CONTAINS("stopping: a signal asks for it", process_log(&process));
    process_discard(&process);
}

/** As stop_node, but the node is connected: it must end its output before it goes. */
static void stop_connected_node(void)
{
    REQUIRE(kill(process.pid, SIGTERM) == 0);
    mk_frame_t frame;
    while (listener_read_frame(&listener, &frame)) {
    }
    listener_hang_up(&listener);
    CHECK_EQ(0, process_await_end(&process));
    process_discard(&process);
}

static void register_telemetry(void)
{
    stream_clear(&stream);
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "telemetry", TELEMETRY);
    REQUIRE(listener_write(&listener, &stream));
}

static void expect_readings(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        mk_frame_t frame;
        REQUIRE(listener_read_frame(&listener, &frame));
        CHECK_EQ(MK_TYPE_READING, frame.type);
        CHECK_EQ(own(MK_NODE_SENSOR_SEQUENCE), frame.source);
        CHECK_EQ(TELEMETRY, frame.dest);
        REQUIRE(frame.payload_size == 8);
        CHECK_BYTES(((const uint8_t[]){ 1, 0, 0, 0 }), frame.payload, 4);
        const uint32_t bits = (uint32_t)frame.payload[4] | (uint32_t)frame.payload[5] << 8
                              | (uint32_t)frame.payload[6] << 16 | (uint32_t)frame.payload[7] << 24;
        float celsius;
        memcpy(&celsius, &bits, sizeof celsius);
        CHECK(celsius > 10.0f && celsius < 30.0f);
    }
}

/** Sends a ping and reads up to its answer; readings may come before it. */
static void expect_pong(const char *payload)
{
    const uint32_t size = (uint32_t)strlen(payload);
    stream_clear(&stream);
    stream_frame(&stream, ASKER, own(MK_NODE_PING_SEQUENCE), MK_TYPE_PING, payload, size);
    REQUIRE(listener_write(&listener, &stream));
    mk_frame_t frame;
    do {
        REQUIRE(listener_read_frame(&listener, &frame));
    } while (frame.type == MK_TYPE_READING);
    CHECK_EQ(MK_TYPE_PONG, frame.type);
    CHECK_EQ(ASKER, frame.dest);
    CHECK_EQ(own(MK_NODE_PING_SEQUENCE), frame.source);
    REQUIRE(frame.payload_size == size);
    CHECK_BYTES((const uint8_t *)payload, frame.payload, size);
}

static void mounts_reads_pings_and_remounts(void)
{
    listener_open(&listener, 0);
    start_node(NULL, NULL);
    listener_mount(&listener, IDENTITY);
    register_telemetry();
    expect_readings(3);
    expect_pong("are you there?");

    listener_close(&listener);
    process_await_log(&process, "lost fleet-controller(2) at 127.0.0.1:");
    process_await_log(&process, "Connection refused (does the listener run there?)");

    listener_open(&listener, listener.port);
    listener_mount(&listener, IDENTITY);
    expect_pong("still there?");
    register_telemetry();
    expect_readings(2);
    stop_connected_node();
    listener_close(&listener);
    CHECK_RANGE(0, process.lived_ms / 2, process.worked_ms); /* it slept between attempts */
}

static void writes_as_many_readings_as_asked_for(void)
{
    listener_open(&listener, 0);
    start_node("--count", "3");
    listener_mount(&listener, IDENTITY);
    /* Names that the node leaves unread must not make it reset the connection. */
    stream_clear(&stream);
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "telemetry", TELEMETRY);
    for (unsigned i = 0; i < 50; i++) {
        stream_registry(&stream, MK_TYPE_NAME_REGISTER, "echo", mk_actor_id(PEER, i + 1));
    }
    REQUIRE(listener_write(&listener, &stream));
    expect_readings(3);
    mk_frame_t frame;
    CHECK(!listener_read_frame(&listener, &frame));
    REQUIRE(listener_write(&listener, &stream));
    listener_close(&listener);
    CHECK_EQ(0, process_await_end(&process));
    CHECK_CONTAINS("stopping: all readings are written; mounts=1 readings_written=3",
                   process_log(&process));
    process_discard(&process);
}

static void tells_a_refusal_and_tries_again(void)
{
    listener_open(&listener, 0);
    start_node(NULL, NULL);
    listener_accept(&listener);
    mk_hello_t hello;
    listener_read_hello(&listener, &hello);
    listener_hang_up(&listener);
    process_await_log(&process, "is probably in use there; try --node-id N; retrying in");
    listener_mount(&listener, IDENTITY);
    stop_connected_node();
    listener_close(&listener);
}

static void closes_on_a_lying_length_and_tries_again(void)
{
    listener_open(&listener, 0);
    start_node(NULL, NULL);
    listener_mount(&listener, IDENTITY);
    stream_clear(&stream);
    stream_header(&stream, 200, UINT32_MAX);
    REQUIRE(listener_write(&listener, &stream));
    mk_frame_t frame;
    CHECK(!listener_read_frame(&listener, &frame));
    listener_hang_up(&listener);
    process_await_log(&process, "payload_size=4294967295");
    listener_mount(&listener, IDENTITY);
    stop_connected_node();
    listener_close(&listener);
}

static void waits_for_a_listener_and_ends_on_sigint(void)
{
    listener_open(&listener, 0);
    listener_close(&listener); /* a port where nobody listens */
    start_node(NULL, NULL);
    process_await_log(&process, "cannot connect to 127.0.0.1:");
    stop_node(SIGINT);
}

/** Asks 100,000 times, 9 MB, without reading an answer: more than socket and outbox hold. */
static void flood_with_pings(void)
{
    static const uint8_t PAYLOAD[MK_PING_PAYLOAD_MAX];
    stream_clear(&stream);
    for (unsigned i = 0; i < 500; i++) {
        stream_frame(&stream, ASKER, own(MK_NODE_PING_SEQUENCE), MK_TYPE_PING, PAYLOAD,
                     sizeof PAYLOAD);
    }
    for (unsigned i = 0; i < 200; i++) {
        REQUIRE(listener_write(&listener, &stream));
    }
}

/** Checks the end of a flooded node that wrote `pongs` whole answers. */
static void expect_pongs_in_totals(unsigned pongs)
{
    listener_close(&listener);
    CHECK_EQ(0, process_await_end(&process));
    char answered[64];
    snprintf(answered, sizeof answered, "pings_answered=%u", pongs);
    CHECK_CONTAINS(answered, process_log(&process));
}

/** Sends one more ping, whose answer tells that all before it have been seen to. */
static void send_marker(uint8_t number)
{
    stream_clear(&stream);
    stream_frame(&stream, ASKER, own(MK_NODE_PING_SEQUENCE), MK_TYPE_PING, &number, 1);
    REQUIRE(listener_write(&listener, &stream));
}

static void writes_whole_frames_to_a_slow_peer(void)
{
    listener_open(&listener, 0);
    start_node(NULL, NULL);
    listener_mount(&listener, IDENTITY);
    flood_with_pings();
    unsigned pongs = 0;
    uint8_t markers = 0;
    mk_frame_t frame;
    while (listener_read_frame(&listener, &frame)) {
        pongs++;
        const bool is_marker = frame.payload_size == 1;
        REQUIRE(frame.type == MK_TYPE_PONG
                && (is_marker || frame.payload_size == MK_PING_PAYLOAD_MAX));
        if (is_marker && frame.payload[0] == markers) {
            REQUIRE(kill(process.pid, SIGTERM) == 0);
        } else if (listener_is_quiet(&listener)) {
            /* It has caught up, or has not had its turn for long: then the marker's answer may find
             * no room, and the next quiet moment sends another one. */
            REQUIRE(markers < UINT8_MAX);
            send_marker(++markers);
        }
    }
    expect_pongs_in_totals(pongs);
    CHECK_RANGE(100, 99999, pongs); /* else nothing was ever full */
    char unanswered[64];
    const unsigned lost = 100000 + markers - pongs;
    snprintf(unanswered, sizeof unanswered, "pings_unanswerable=%u dead_letters=%u\n", lost, lost);
    CHECK_CONTAINS(unanswered, process.text);
    process_discard(&process);
}

static void ends_with_a_whole_frame_in_the_midst_of_a_flood(void)
{
    listener_open(&listener, 0);
    start_node(NULL, NULL);
    listener_mount(&listener, IDENTITY);
    flood_with_pings();
    REQUIRE(kill(process.pid, SIGTERM) == 0);
    unsigned pongs = 0;
    mk_frame_t frame;
    while (listener_read_frame(&listener, &frame)) {
        pongs++;
    }
    expect_pongs_in_totals(pongs);
    process_discard(&process);
}

/** Time must pass for this one: it measures that nothing is done meanwhile. */
static void sleeps_while_nothing_happens(void)
{
    listener_open(&listener, 0);
    start_node(NULL, NULL);
    listener_mount(&listener, IDENTITY);
    poll(NULL, 0, 400);
    stop_connected_node();
    listener_close(&listener);
    CHECK_RANGE(0, process.lived_ms / 2, process.worked_ms);
}

static void refuses_bad_options(void)
{
    const char *const argv[] = { "mk-node", "--node-id", "x", NULL };
    process_start(&process, argv);
    CHECK_EQ(2, process_await_end(&process));
    CHECK_CONTAINS("mk-node: --node-id must be a number of 1..4294967295, got 'x'", process_log(&process));
    process_discard(&process);
}

static void shows_help_and_version(void)
{
    const char *const help[] = { "mk-node", "--help", NULL };
    process_start(&process, help);
    CHECK_EQ(0, process_await_end(&process));
    CHECK_CONTAINS("Usage: mk-node", process_log(&process));
    process_discard(&process);

    const char *const version[] = { "mk-node", "--version", NULL };
    process_start(&process, version);
    CHECK_EQ(0, process_await_end(&process));
    CHECK_CONTAINS("mk-node 0.", process_log(&process));
    process_discard(&process);
}

int main(void)
{
    atexit(discard_process);
    RUN(mounts_reads_pings_and_remounts);
    RUN(writes_as_many_readings_as_asked_for);
    RUN(tells_a_refusal_and_tries_again);
    RUN(closes_on_a_lying_length_and_tries_again);
    RUN(waits_for_a_listener_and_ends_on_sigint);
    RUN(writes_whole_frames_to_a_slow_peer);
    RUN(ends_with_a_whole_frame_in_the_midst_of_a_flood);
    RUN(sleeps_while_nothing_happens);
    RUN(refuses_bad_options);
    RUN(shows_help_and_version);
    return check_result();
}
