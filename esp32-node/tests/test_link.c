#include "check.h"
#include "frames.h"
#include "vectors.h"

#include "mk/link.h"
#include "mk/message_type.h"

#include <stdio.h>
#include <string.h>

#define OWN  14u
#define PEER 2u

static const mk_link_self_t SELF = { .node_id = OWN, .identity = "porch" };

/** What came out of a link. */
typedef struct events {
    unsigned mounted;
    unsigned names;
    unsigned names_full;
    unsigned frames;
    unsigned too_large;
    mk_frame_t last;             /**< its payload is in last_payload */
    uint8_t last_payload[MK_PAYLOAD_MAX];
} events_t;

static void open_link(mk_link_t *link)
{
    mk_link_init(link, &SELF);
    mk_link_open(link, MK_LEVEL_MK01, false, 1000);
}

static void fetch(mk_link_t *link, events_t *events)
{
    mk_frame_t frame;
    for (;;) {
        switch (mk_link_next(link, &frame)) {
        case MK_LINK_EVENT_NONE:
            return;
        case MK_LINK_EVENT_MOUNTED:
            events->mounted++;
            break;
        case MK_LINK_EVENT_NAMES:
            events->names++;
            break;
        case MK_LINK_EVENT_NAMES_FULL:
            events->names_full++;
            break;
        case MK_LINK_EVENT_TOO_LARGE:
            events->too_large++;
            break;
        case MK_LINK_EVENT_PROVEN:
        case MK_LINK_EVENT_WATCH:
        case MK_LINK_EVENT_UNWATCH:
        case MK_LINK_EVENT_TERMINATED:
        case MK_LINK_EVENT_UNDELIVERABLE:
            REQUIRE(!"MK01 has no such event");
            break;
        case MK_LINK_EVENT_FRAME:
            events->frames++;
            events->last = frame;
            if (frame.payload_size > 0) {
                memcpy(events->last_payload, frame.payload, frame.payload_size);
            }
            break;
        }
    }
}

/** Lets the link receive the stream in pieces of `piece` bytes. */
static void play(mk_link_t *link, const stream_t *stream, size_t piece, events_t *events)
{
    for (size_t at = 0; at < stream->size;) {
        const size_t left = stream->size - at;
        const size_t taken =
            mk_link_receive(link, stream->bytes + at, piece < left ? piece : left, 1000);
        REQUIRE(taken > 0);
        at += taken;
        fetch(link, events);
    }
}

/** A link that is mounted on node PEER. */
static void mount_link(mk_link_t *link)
{
    open_link(link);
    stream_t stream = { .size = 0 };
    stream_hello(&stream, PEER, "fleet-controller");
    events_t events = { 0 };
    play(link, &stream, stream.size, &events);
    REQUIRE(link->state == MK_LINK_MOUNTED);
    mk_outbox_take(&link->outbox, MK_HELLO_LENGTH);
}

static void expect_closed(mk_link_t *link, const stream_t *stream, mk_reason_code_t code)
{
    events_t events = { 0 };
    play(link, stream, stream->size, &events);
    CHECK_EQ(MK_LINK_CLOSED, link->state);
    CHECK_EQ(code, link->reason.code);
    CHECK_EQ(0, events.frames);
}

/* ---- hello ---- */

static void speaks_first(void)
{
    mk_link_t link;
    static const mk_link_self_t SEVENTH = { .node_id = 7, .identity = "raw-listener" };
    mk_link_init(&link, &SEVENTH);
    const uint8_t *bytes;
    CHECK_EQ(MK_LINK_IDLE, link.state);
    CHECK_EQ(0, mk_outbox_peek(&link.outbox, &bytes));
    mk_link_open(&link, MK_LEVEL_MK01, false, 0);
    CHECK_EQ(MK_LINK_GREETING, link.state);
    uint8_t hello[VECTOR_SIZE_MAX];
    const size_t size = vector_bytes(vector_named("mount_hello_reply")->net, hello);
    REQUIRE(mk_outbox_peek(&link.outbox, &bytes) == size);
    CHECK_BYTES(hello, bytes, size);
}

static void mounts_on_the_hello_of_the_peer(void)
{
    mk_link_t link;
    open_link(&link);
    stream_t stream = { .size = 0 };
    stream_hello(&stream, PEER, "fleet-controller");
    events_t events = { 0 };
    play(&link, &stream, 1, &events);
    CHECK_EQ(1, events.mounted);
    CHECK_EQ(MK_LINK_MOUNTED, link.state);
    CHECK_EQ(PEER, link.peer.node_id);
    CHECK_TEXT("fleet-controller", link.peer.identity);
    CHECK_EQ(MK_NEVER, mk_link_deadline_ms(&link));
}

static void closes_on_a_bad_hello(void)
{
    static const struct {
        const char *what;
        uint32_t node_id;
        mk_reason_code_t code;
    } CASES[] = {
        { "own id", OWN, MK_REASON_OWN_NODE_ID },
        { "id 0", 0, MK_REASON_BAD_NODE_ID },
        { "id 16", 16, MK_REASON_BAD_NODE_ID },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("%s", CASES[i].what);
        mk_link_t link;
        open_link(&link);
        stream_t stream = { .size = 0 };
        stream_hello(&stream, 1, "peer");
        stream.bytes[7] = (uint8_t)CASES[i].node_id;
        expect_closed(&link, &stream, CASES[i].code);
        CHECK_EQ(CASES[i].node_id, link.reason.value);
    }
    check_about("magic");
    mk_link_t link;
    open_link(&link);
    stream_t stream = { .size = 0 };
    stream_bytes(&stream, (const uint8_t *)"SSH-2.0-", 8);
    expect_closed(&link, &stream, MK_REASON_BAD_MAGIC);
    check_about("identity without NUL");
    open_link(&link);
    stream_clear(&stream);
    stream_hello(&stream, PEER, "peer");
    memset(stream.bytes + 8, 'a', 32);
    expect_closed(&link, &stream, MK_REASON_BAD_IDENTITY);
}

static void closes_when_the_hello_is_overdue(void)
{
    mk_link_t link;
    open_link(&link);
    CHECK_EQ(1000 + MK_HELLO_TIMEOUT_MS, mk_link_deadline_ms(&link));
    mk_link_tick(&link, 1000 + MK_HELLO_TIMEOUT_MS - 1);
    CHECK_EQ(MK_LINK_GREETING, link.state);
    mk_link_tick(&link, 1000 + MK_HELLO_TIMEOUT_MS);
    CHECK_EQ(MK_LINK_CLOSED, link.state);
    CHECK_EQ(MK_REASON_HELLO_TIMEOUT, link.reason.code);
}

static void half_a_hello_does_not_stop_the_clock(void)
{
    mk_link_t link;
    open_link(&link);
    stream_t stream = { .size = 0 };
    stream_hello(&stream, PEER, "peer");
    stream.size--;
    events_t events = { 0 };
    play(&link, &stream, 7, &events);
    mk_link_tick(&link, 1000 + MK_HELLO_TIMEOUT_MS);
    CHECK_EQ(MK_REASON_HELLO_TIMEOUT, link.reason.code);
}

static void tells_a_refusal_from_a_loss(void)
{
    mk_link_t link;
    open_link(&link);
    mk_link_ended(&link);
    CHECK_EQ(MK_LINK_CLOSED, link.state);
    CHECK_EQ(MK_REASON_REFUSED, link.reason.code);

    mount_link(&link);
    mk_link_ended(&link);
    CHECK_EQ(MK_REASON_ENDED, link.reason.code);
}

/* ---- frames ---- */

static void plays_the_recorded_mount(void)
{
    stream_t stream = { .size = 0 };
    stream_hex(&stream, vector_named("mount_hello_from_connector")->net);
    for (unsigned i = 0; i <= 10; i++) {
        char name[32];
        snprintf(name, sizeof name, "mount_stream_%02u", i);
        stream_hex(&stream, vector_named(name)->net);
    }
    /* 1: every byte alone; 13: no piece ends where a frame ends; all: frames behind the hello */
    const size_t pieces[] = { 1, 13, stream.size };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        check_about("pieces of %zu bytes", pieces[i]);
        mk_link_t link;
        static const mk_link_self_t SEVENTH = { .node_id = 7, .identity = "raw-listener" };
    mk_link_init(&link, &SEVENTH);
        mk_link_open(&link, MK_LEVEL_MK01, false, 0);
        events_t events = { 0 };
        play(&link, &stream, pieces[i], &events);
        CHECK_EQ(MK_LINK_MOUNTED, link.state);
        CHECK_EQ(1, events.mounted);
        CHECK_EQ(4, events.names); /* ns, sensor and late come, late goes */
        CHECK_EQ(2, events.frames);
        CHECK_EQ(200, events.last.type);
        CHECK_EQ(mk_actor_id(7, 0x01020304), events.last.dest);
        CHECK_EQ(mk_actor_id(2, 1), mk_registry_find(&link.names, "ns"));
        CHECK_EQ(mk_actor_id(2, 2), mk_registry_find(&link.names, "sensor"));
        CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&link.names, "late"));
        CHECK_EQ(0, link.counters.wrong_dest + link.counters.wrong_source);
    }
}

static void a_frame_may_fill_the_inbound_buffer(void)
{
    static const uint8_t PAYLOAD[MK_PAYLOAD_MAX] = { [MK_PAYLOAD_MAX - 1] = 0x5A };
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    stream_frame(&stream, mk_actor_id(PEER, 1), mk_actor_id(OWN, 2), 1, PAYLOAD, MK_PAYLOAD_MAX);
    stream_frame(&stream, mk_actor_id(PEER, 1), mk_actor_id(OWN, 2), 2, PAYLOAD, MK_PAYLOAD_MAX);
    events_t events = { 0 };
    play(&link, &stream, stream.size, &events);
    CHECK_EQ(2, events.frames);
    CHECK_EQ(2, events.last.type);
    CHECK_BYTES(PAYLOAD, events.last_payload, MK_PAYLOAD_MAX);
}

static void lying_lengths_close(void)
{
    const uint32_t sizes[] = { (1u << 20) + 1, 0xFFFFFFF0, 0xFFFFFFFF };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        check_about("payload_size=0x%08x", (unsigned)sizes[i]);
        mk_link_t link;
        mount_link(&link);
        stream_t stream = { .size = 0 };
        stream_header(&stream, 200, sizes[i]);
        expect_closed(&link, &stream, MK_REASON_PAYLOAD_TOO_LARGE);
        CHECK_EQ(sizes[i], link.reason.value);
    }
}

static void a_payload_without_room_is_skipped(void)
{
    static const uint8_t PAYLOAD[MK_PAYLOAD_MAX + 5000] = { 1 };
    static const size_t PIECES[] = { 1, 7, MK_LINK_FRAME_MAX, sizeof PAYLOAD };
    for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
        check_about("pieces of %zu", PIECES[i]);
        mk_link_t link;
        mount_link(&link);
        static stream_t stream;
        stream_clear(&stream);
        stream_frame(&stream, mk_actor_id(PEER, 1), mk_actor_id(OWN, 2), 300, PAYLOAD,
                     MK_PAYLOAD_MAX + 1);
        stream_frame(&stream, mk_actor_id(PEER, 1), mk_actor_id(OWN, 2), 301, PAYLOAD,
                     sizeof PAYLOAD);
        stream_frame(&stream, mk_actor_id(PEER, 1), mk_actor_id(OWN, 2), 302, "abc", 3);
        events_t events = { 0 };
        play(&link, &stream, PIECES[i], &events);
        CHECK_EQ(MK_LINK_MOUNTED, link.state);
        CHECK_EQ(2, events.too_large);
        CHECK_EQ(1, events.frames);
        CHECK_EQ(302, events.last.type);
    }
}

static void a_system_frame_of_the_wrong_size_closes_from_its_header(void)
{
    static const uint32_t TYPES[] = {
        MK_TYPE_TIMER,         MK_TYPE_CHILD_EXIT,      MK_TYPE_NAME_REGISTER,
        MK_TYPE_NAME_UNREGISTER, MK_TYPE_PATH_REGISTER, MK_TYPE_PATH_UNREGISTER,
        MK_TYPE_CAPS_REQUEST,
    };
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        uint32_t right_size = 0;
        REQUIRE(mk_type_fixed_size(TYPES[i], &right_size) == MK_STATUS_OK);
        const uint32_t wrong_sizes[] = { right_size + 1, right_size - 1 };
        for (size_t j = 0; j < (right_size > 0 ? 2 : 1); j++) {
            check_about("type 0x%08x, %u bytes", (unsigned)TYPES[i], (unsigned)wrong_sizes[j]);
            mk_link_t link;
            mount_link(&link);
            stream_t stream = { .size = 0 };
            stream_header(&stream, TYPES[i], wrong_sizes[j]);
            expect_closed(&link, &stream, MK_REASON_SYSTEM_SIZE);
            CHECK_EQ(wrong_sizes[j], link.reason.value);
            CHECK_EQ(right_size, link.reason.limit);
        }
    }
}

static void a_malformed_name_or_path_closes(void)
{
    static const struct {
        uint32_t type;
        uint32_t size;
        mk_reason_code_t code;
    } CASES[] = {
        { MK_TYPE_NAME_REGISTER, 72, MK_REASON_BAD_NAME },
        { MK_TYPE_NAME_UNREGISTER, 64, MK_REASON_BAD_NAME },
        { MK_TYPE_PATH_REGISTER, 136, MK_REASON_BAD_PATH },
        { MK_TYPE_PATH_UNREGISTER, 128, MK_REASON_BAD_PATH },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("type 0x%08x", (unsigned)CASES[i].type);
        uint8_t payload[136];
        memset(payload, '/', sizeof payload); /* no NUL */
        mk_link_t link;
        mount_link(&link);
        stream_t stream = { .size = 0 };
        stream_frame(&stream, 0, 0, CASES[i].type, payload, CASES[i].size);
        expect_closed(&link, &stream, CASES[i].code);
    }
}

static void frames_behind_a_fault_are_not_read(void)
{
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    stream_header(&stream, 200, UINT32_MAX);
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "late", mk_actor_id(PEER, 1));
    expect_closed(&link, &stream, MK_REASON_PAYLOAD_TOO_LARGE);
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&link.names, "late"));
    CHECK_EQ(5, mk_link_receive(&link, stream.bytes, 5, 1000)); /* swallowed */
}

static void frames_with_wrong_ends_are_dropped_and_counted(void)
{
    static const struct {
        const char *what;
        mk_actor_id_t source, dest;
        uint32_t type;
        unsigned frames, wrong_source, wrong_dest;
    } CASES[] = {
        { "to us", 0x200000001, 0xE00000002, 200, 1, 0, 0 },
        { "from nobody", 0, 0xE00000002, 200, 1, 0, 0 },
        { "from a third node", 0x300000001, 0xE00000002, 200, 0, 1, 0 },
        { "from ourselves", 0xE00000001, 0xE00000002, 200, 0, 1, 0 },
        { "from a number without node", 5, 0xE00000002, 200, 0, 1, 0 },
        { "to a third node", 0x200000001, 0x300000001, 200, 0, 0, 1 },
        { "to the peer", 0x200000001, 0x200000001, 200, 0, 0, 1 },
        { "to nobody", 0x200000001, 0, 200, 0, 0, 1 },
        { "system, to the node itself", 0x200000001, 0, MK_TYPE_CAPS_REQUEST, 1, 0, 0 },
        { "system, to an actor", 0x200000001, 0xE00000002, MK_TYPE_CAPS_REQUEST, 1, 0, 0 },
        { "system, to a third node", 0x200000001, 0x300000001, MK_TYPE_CAPS_REQUEST, 0, 0, 1 },
        { "system, from a third node", 0x300000001, 0, MK_TYPE_CAPS_REQUEST, 0, 1, 0 },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("%s", CASES[i].what);
        mk_link_t link;
        mount_link(&link);
        stream_t stream = { .size = 0 };
        stream_frame(&stream, CASES[i].source, CASES[i].dest, CASES[i].type, NULL, 0);
        events_t events = { 0 };
        play(&link, &stream, stream.size, &events);
        CHECK_EQ(MK_LINK_MOUNTED, link.state);
        CHECK_EQ(CASES[i].frames, events.frames);
        CHECK_EQ(CASES[i].wrong_source, link.counters.wrong_source);
        CHECK_EQ(CASES[i].wrong_dest, link.counters.wrong_dest);
    }
}

static void unknown_system_types_are_ignored_and_counted(void)
{
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    stream_frame(&stream, 0, mk_actor_id(OWN, 2), 0xFF0000FF, "?", 1);
    stream_frame(&stream, 0, 0, 0xFFFFFFFF, NULL, 0);
    stream_frame(&stream, 0, mk_actor_id(OWN, 2), 0xFEFFFFFF, NULL, 0); /* the last user type */
    events_t events = { 0 };
    play(&link, &stream, stream.size, &events);
    CHECK_EQ(MK_LINK_MOUNTED, link.state);
    CHECK_EQ(2, link.counters.unknown_system);
    CHECK_EQ(1, events.frames);
}

/* ---- names ---- */

static void names_of_other_nodes_are_not_learnt(void)
{
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "telemetry", mk_actor_id(3, 1));
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "telemetry", mk_actor_id(OWN, 1));
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "telemetry", MK_ACTOR_NONE);
    stream_registry(&stream, MK_TYPE_PATH_REGISTER, "/telemetry", mk_actor_id(3, 1));
    events_t events = { 0 };
    play(&link, &stream, stream.size, &events);
    CHECK_EQ(MK_LINK_MOUNTED, link.state);
    CHECK_EQ(4, link.counters.foreign_names);
    CHECK_EQ(0, events.names);
    CHECK_EQ(0, link.names.count);
}

static void a_full_table_refuses_and_counts(void)
{
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    for (unsigned i = 0; i < MK_REGISTRY_CAPACITY + 3; i++) {
        char name[MK_NAME_SIZE];
        snprintf(name, sizeof name, "name-%u", i);
        stream_registry(&stream, MK_TYPE_NAME_REGISTER, name, mk_actor_id(PEER, 1 + i));
    }
    events_t events = { 0 };
    play(&link, &stream, stream.size, &events);
    CHECK_EQ(MK_LINK_MOUNTED, link.state);
    CHECK_EQ(MK_REGISTRY_CAPACITY, events.names);
    CHECK_EQ(3, events.names_full);
    CHECK_EQ(3, link.counters.names_full);
}

static void names_and_output_end_with_the_link(void)
{
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    stream_registry(&stream, MK_TYPE_NAME_REGISTER, "telemetry", mk_actor_id(PEER, 1));
    events_t events = { 0 };
    play(&link, &stream, stream.size, &events);
    CHECK_EQ(MK_STATUS_OK, mk_link_send(&link, &(mk_frame_t){ .type = 200 }));
    mk_outbox_take(&link.outbox, 5); /* half of the frame is on the wire already */
    mk_link_ended(&link);
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&link.names, "telemetry"));
    mk_link_open(&link, MK_LEVEL_MK01, false, 9000);
    const uint8_t *bytes;
    REQUIRE(mk_outbox_peek(&link.outbox, &bytes) == MK_HELLO_LENGTH);
    CHECK_EQ('M', bytes[0]);
    CHECK_EQ(9000 + MK_HELLO_TIMEOUT_MS, mk_link_deadline_ms(&link));
}

static void half_a_frame_of_the_old_connection_is_forgotten(void)
{
    mk_link_t link;
    mount_link(&link);
    stream_t stream = { .size = 0 };
    stream_frame(&stream, 0, mk_actor_id(OWN, 2), 200, "payload", 7);
    stream.size -= 3;
    events_t events = { 0 };
    play(&link, &stream, stream.size, &events);
    mk_link_ended(&link);
    mk_link_open(&link, MK_LEVEL_MK01, false, 0);
    stream_clear(&stream);
    stream_hello(&stream, PEER, "peer");
    play(&link, &stream, stream.size, &events);
    CHECK_EQ(MK_LINK_MOUNTED, link.state);
    CHECK_EQ(0, events.frames);
}

/* ---- output ---- */

/** Reads whole frames off `bytes`. @return the bytes that make no whole frame */
static size_t count_frames(const uint8_t *bytes, size_t size, unsigned *frames)
{
    mk_frame_t frame;
    mk_reason_t reason;
    while (mk_wire_decode(MK_WIRE_NETWORK, bytes, size, MK_PAYLOAD_MAX, &frame, &reason)
           == MK_STATUS_OK) {
        bytes += mk_wire_size(&frame);
        size -= mk_wire_size(&frame);
        ++*frames;
    }
    return size;
}

static void a_full_outbox_never_holds_half_a_frame(void)
{
    static const uint8_t PAYLOAD[100];
    static uint8_t wire[1u << 20];
    size_t wire_size = 0;
    unsigned accepted = 0;
    mk_link_t link;
    mount_link(&link);
    for (unsigned i = 0; i < 3000; i++) {
        const mk_frame_t frame = { .dest = mk_actor_id(PEER, 1), .type = i,
                                   .payload_size = i % 100, .payload = PAYLOAD };
        accepted += mk_link_send(&link, &frame) == MK_STATUS_OK;
        /* The transport takes less than is queued, in pieces that know nothing of frames. */
        const uint8_t *bytes;
        const size_t waiting = mk_outbox_peek(&link.outbox, &bytes);
        const size_t taken = waiting < i % 67 ? waiting : i % 67;
        memcpy(wire + wire_size, bytes, taken);
        wire_size += taken;
        mk_outbox_take(&link.outbox, taken);
    }
    const uint8_t *bytes;
    const size_t waiting = mk_outbox_peek(&link.outbox, &bytes);
    memcpy(wire + wire_size, bytes, waiting);
    wire_size += waiting;

    unsigned frames = 0;
    CHECK_EQ(0, count_frames(wire, wire_size, &frames));
    CHECK_EQ(accepted, frames);
    CHECK_EQ(3000 - accepted, link.outbox.refused_total);
    CHECK_RANGE(100, 2900, accepted);
}

int main(void)
{
    RUN(speaks_first);
    RUN(mounts_on_the_hello_of_the_peer);
    RUN(closes_on_a_bad_hello);
    RUN(closes_when_the_hello_is_overdue);
    RUN(half_a_hello_does_not_stop_the_clock);
    RUN(tells_a_refusal_from_a_loss);
    RUN(plays_the_recorded_mount);
    RUN(a_frame_may_fill_the_inbound_buffer);
    RUN(lying_lengths_close);
    RUN(a_payload_without_room_is_skipped);
    RUN(a_system_frame_of_the_wrong_size_closes_from_its_header);
    RUN(a_malformed_name_or_path_closes);
    RUN(frames_behind_a_fault_are_not_read);
    RUN(frames_with_wrong_ends_are_dropped_and_counted);
    RUN(unknown_system_types_are_ignored_and_counted);
    RUN(names_of_other_nodes_are_not_learnt);
    RUN(a_full_table_refuses_and_counts);
    RUN(names_and_output_end_with_the_link);
    RUN(half_a_frame_of_the_old_connection_is_forgotten);
    RUN(a_full_outbox_never_holds_half_a_frame);
    return check_result();
}
