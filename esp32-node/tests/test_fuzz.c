/**
 * Pseudo-random input with a fixed seed: nothing a peer sends may break the decoder, the link or
 * the node. Another seed may be given as the first argument.
 */
#include "check.h"
#include "fake_platform.h"
#include "frames.h"

#include "mk/hello.h"
#include "mk/message_type.h"
#include "mk/node.h"
#include "mk/registry_msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECODER_INPUTS 200000u
#define NODE_INPUTS    20000u
#define OWN            14u
#define PEER           2u

static uint32_t seed = 20261122;
static uint32_t state;

static uint32_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static uint32_t below(uint32_t limit)
{
    return next_random() % limit;
}

static void fill_randomly(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)next_random();
    }
}

static void decoders_have_an_answer_for_every_input(void)
{
    unsigned answers[MK_STATUS_MALFORMED + 1] = { 0 };
    for (unsigned i = 0; i < DECODER_INPUTS; i++) {
        uint8_t bytes[160];
        const size_t size = below(sizeof bytes + 1);
        fill_randomly(bytes, size);
        if (size >= 24 && below(2) == 0) {
            memset(bytes + 20, 0, 3); /* a payload size that is often complete */
        }
        mk_frame_t frame;
        mk_hello_t hello;
        mk_registry_msg_t msg;
        mk_reason_t reason;
        const mk_status_t status =
            mk_wire_decode(MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX, &frame, &reason);
        REQUIRE(status <= MK_STATUS_MALFORMED);
        answers[status]++;
        if (status == MK_STATUS_OK) {
            REQUIRE(mk_wire_size(&frame) <= size);
            uint8_t again[sizeof bytes];
            memset(bytes + 24, 0, 4); /* the reserved field is not kept */
            REQUIRE(mk_wire_encode(MK_WIRE_NETWORK, &frame, again, sizeof again) == MK_STATUS_OK);
            REQUIRE(memcmp(bytes, again, mk_wire_size(&frame)) == 0);
        }
        mk_hello_decode(bytes, size, &hello, &reason);
        mk_registry_msg_decode(MK_TYPE_PATH_REGISTER, bytes, size, &msg, &reason);
    }
    CHECK_RANGE(1000, DECODER_INPUTS, answers[MK_STATUS_OK]);
    CHECK_RANGE(1000, DECODER_INPUTS, answers[MK_STATUS_NEED_MORE]);
    CHECK_RANGE(1000, DECODER_INPUTS, answers[MK_STATUS_MALFORMED]);
}

/** Appends a frame that is well-formed most of the time. */
static void append_frame(stream_t *stream)
{
    static const uint32_t TYPES[] = {
        MK_TYPE_NAME_REGISTER, MK_TYPE_NAME_UNREGISTER,
        MK_TYPE_PATH_REGISTER, MK_TYPE_PATH_UNREGISTER,
        MK_TYPE_CAPS_REQUEST,  MK_TYPE_CAPS_REPLY,
        MK_TYPE_TIMER,         MK_TYPE_CHILD_EXIT,
        MK_TYPE_PING,          MK_TYPE_PONG,
        MK_TYPE_READING,       0xFF0000AA,
    };
    static const char *const NAMES[] = { "telemetry", "echo", "ns" };
    const uint32_t type = TYPES[below(sizeof TYPES / sizeof TYPES[0])];
    const size_t start = stream->size;
    if (type == MK_TYPE_NAME_REGISTER || type == MK_TYPE_NAME_UNREGISTER) {
        stream_registry(stream, type, NAMES[below(3)], mk_actor_id(PEER, below(4)));
    } else {
        uint32_t size = below(80);
        if (mk_type_fixed_size(type, &size) == MK_STATUS_OK && below(20) == 0) {
            size++;
        }
        uint8_t payload[200];
        fill_randomly(payload, size);
        payload[0] = '/';
        payload[1 + below(8)] = 0;
        stream_frame(stream, mk_actor_id(PEER, below(3)), mk_actor_id(OWN, below(5)), type, payload,
                     size);
    }
    if (below(20) == 0) {
        stream->bytes[start + below((uint32_t)(stream->size - start))] ^= (uint8_t)(1 + below(255));
    }
}

/** What the node writes after its hello must be whole frames, whatever the peer does. */
static void expect_whole_frames(const stream_t *output)
{
    size_t at = MK_HELLO_LENGTH;
    while (at < output->size) {
        mk_frame_t frame;
        mk_reason_t reason;
        REQUIRE(mk_wire_decode(MK_WIRE_NETWORK, output->bytes + at, output->size - at,
                               MK_PAYLOAD_MAX, &frame, &reason)
                == MK_STATUS_OK);
        at += mk_wire_size(&frame);
    }
}

/** Moves some of the node's output, or all of it. */
static void write_some(mk_node_t *node, stream_t *output, bool all)
{
    const uint8_t *bytes;
    const size_t size = mk_node_output(node, 0, &bytes);
    const size_t taken = all ? size : below((uint32_t)size + 1);
    stream_bytes(output, bytes, taken);
    mk_node_written(node, 0, taken);
}

static void the_node_survives_every_peer(void)
{
    static fake_platform_t fake;
    static mk_node_t node;
    static stream_t input;
    static stream_t output;
    fake_platform_init(&fake);
    const mk_node_config_t config = {
        .identity = "porch",
        .node_id = OWN,
        .platform = "posix",
        .endpoints = (const char *const[]){ "127.0.0.1:4200" },
        .endpoint_count = 1,
        .id_advice = "try --node-id N",
        .interval_ms = 50,
    };
    mk_node_init(&node, &config, &fake.platform);
    for (unsigned i = 0; i < NODE_INPUTS; i++) {
        check_about("input %u of seed %u", i, (unsigned)seed);
        fake.log[0] = '\0';
        fake.now_ms += 60000;
        mk_node_step(&node);
        REQUIRE(mk_node_state(&node, 0) == MK_NODE_CONNECTING);
        mk_node_connected(&node, 0, (mk_transport_t){ .allows_mk01 = true });
        stream_clear(&input);
        stream_clear(&output);
        stream_hello(&input, PEER, "peer");
        for (uint32_t frames = below(12); frames > 0; frames--) {
            append_frame(&input);
        }
        if (below(10) == 0) {
            input.bytes[below((uint32_t)input.size)] = (uint8_t)next_random();
        }
        for (size_t at = 0; at < input.size && mk_node_state(&node, 0) == MK_NODE_LINKED;) {
            const size_t left = input.size - at;
            const size_t piece = 1 + below((uint32_t)left);
            mk_node_received(&node, 0, input.bytes + at, piece);
            at += piece;
            fake.now_ms += below(100);
            mk_node_step(&node);
            if (mk_node_state(&node, 0) == MK_NODE_LINKED) {
                write_some(&node, &output, false);
            }
        }
        if (mk_node_state(&node, 0) == MK_NODE_LINKED) {
            write_some(&node, &output, true);
            expect_whole_frames(&output);
            mk_node_disconnected(&node, 0, "closed by the peer");
        }
        REQUIRE(mk_node_state(&node, 0) == MK_NODE_WAITING);
        REQUIRE(node.mounts[0].link.names.count == 0);
    }
    check_about("totals of seed %u", (unsigned)seed);
    CHECK_RANGE(NODE_INPUTS / 2, NODE_INPUTS, node.counters.mounts);
    CHECK_RANGE(1000, UINT32_MAX, node.counters.readings_written);
    CHECK_RANGE(1000, UINT32_MAX, node.counters.pings_answered);
    CHECK_RANGE(1000, UINT32_MAX, node.system.dead_letters.total);
}

int main(int argc, char *argv[])
{
    if (argc > 1) {
        seed = (uint32_t)strtoul(argv[1], NULL, 0);
    }
    state = seed != 0 ? seed : 1;
    printf("seed %u\n", (unsigned)seed);
    RUN(decoders_have_an_answer_for_every_input);
    RUN(the_node_survives_every_peer);
    return check_result();
}
