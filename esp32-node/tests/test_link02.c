/* Two links of MK02 that talk to each other, and what a peer may do wrong. */
#include "check.h"
#include "link_pair.h"

#include "mk/message_type.h"

#include <string.h>

#define ACTOR_A mk_actor_id(NODE_A, 2)
#define ACTOR_B mk_actor_id(NODE_B, 3)

static const uint8_t OTHER_SECRET[] = "another key, as long as it must be";

static mk_status_t send(mk_link_t *link, uint32_t type, const void *payload, uint32_t size)
{
    const bool is_a = link == &p.a;
    return mk_link_send(link, &(mk_frame_t){
                                  .source = is_a ? ACTOR_A : ACTOR_B,
                                  .dest = is_a ? ACTOR_B : ACTOR_A,
                                  .type = type,
                                  .payload_size = size,
                                  .payload = payload,
                              });
}

/** Lets both be told of the time. */
static void pass_ms(uint64_t ms)
{
    p.now_ms += ms;
    mk_link_tick(&p.a, p.now_ms);
    mk_link_tick(&p.b, p.now_ms);
}

static void expect_closed(const mk_link_t *link, const char *rule)
{
    char text[MK_REASON_TEXT_SIZE];
    CHECK_EQ(MK_LINK_CLOSED, link->state);
    mk_reason_format(&link->reason, text, sizeof text);
    CHECK_CONTAINS(rule, text);
}

/** What the peer has said when it closed the link. */
static void expect_goodbye(const mk_link_t *link, mk_goodbye_t goodbye, const char *words)
{
    CHECK_EQ(MK_LINK_CLOSED, link->state);
    CHECK_EQ(MK_REASON_GOODBYE, link->reason.code);
    CHECK_EQ(goodbye, link->goodbye);
    CHECK_CONTAINS(words, link->farewell);
}

/* ---- handshake ---- */

static void mounts_in_pieces_of_any_size(void)
{
    for (size_t piece = 1; piece <= 64; piece++) {
        check_about("pieces of %zu", piece);
        pair_init();
        pair_connect(false);
        pair_settle(piece);
        CHECK_EQ(MK_LINK_MOUNTED, p.a.state);
        CHECK_EQ(MK_LINK_MOUNTED, p.b.state);
        CHECK_EQ(1, p.events[0].mounted);
        CHECK_EQ(1, p.events[1].proven);
        CHECK_TEXT("berta", p.a.peer.identity);
        CHECK_EQ(NODE_B, p.a.peer.node_id);
        CHECK_EQ(101, p.a.peer.incarnation);
        CHECK_TEXT("anna", p.b.peer.identity);
        CHECK_EQ(NODE_A, p.b.peer.node_id);
    }
}

static void messages_go_both_ways_with_tags(void)
{
    pair_mount();
    CHECK(p.a.session.is_tagged && p.b.session.is_tagged);
    for (unsigned i = 0; i < 50; i++) {
        CHECK_EQ(MK_STATUS_OK, send(&p.a, 200 + i, &i, sizeof i));
        CHECK_EQ(MK_STATUS_OK, send(&p.b, 300 + i, NULL, 0));
        pair_settle(7);
    }
    CHECK_EQ(50, p.events[0].frames);
    CHECK_EQ(50, p.events[1].frames);
    CHECK_EQ(249, p.events[1].last.type);
    CHECK_EQ(ACTOR_A, p.events[1].last.source);
    CHECK_EQ(49, p.events[1].last_payload[0] + p.events[1].last_payload[3]); /* either byte order */
    CHECK_EQ(349, p.events[0].last.type);
}

static void without_keys_or_within_tls_there_are_no_tags(void)
{
    for (int tls = 0; tls < 2; tls++) {
        check_about(tls ? "TLS" : "no keys");
        pair_init();
        if (!tls) {
            p.self[0].key_count = 0;
            p.self[1].key_count = 0;
        }
        pair_connect(tls);
        pair_settle(SIZE_MAX);
        CHECK_EQ(MK_LINK_MOUNTED, p.a.state);
        CHECK(!p.a.session.is_tagged && !p.b.session.is_tagged);
        CHECK_EQ(MK_STATUS_OK, send(&p.a, 200, "abc", 3));
        pair_settle(SIZE_MAX);
        CHECK_EQ(1, p.events[1].frames);
    }
}

static void another_key_is_refused_by_the_listener(void)
{
    pair_init();
    p.key[0].bytes = OTHER_SECRET;
    pair_connect(false);
    pair_settle(SIZE_MAX);
    expect_closed(&p.b, "prove that it has the key");
    expect_goodbye(&p.a, MK_GOODBYE_NOT_AUTHENTICATED, "prove that it has the key");
    CHECK_EQ(0, p.events[0].mounted + p.events[1].proven);
}

static void a_key_must_be_on_both_sides(void)
{
    for (size_t without = 0; without < 2; without++) {
        check_about("without a key: %s", without == 0 ? "connector" : "listener");
        pair_init();
        p.self[without].key_count = 0;
        pair_connect(false);
        pair_settle(SIZE_MAX);
        CHECK_EQ(MK_LINK_CLOSED, p.a.state);
        CHECK_EQ(MK_LINK_CLOSED, p.b.state);
        expect_closed(&p.b, without == 0 ? "this node demands a pre-shared key"
                                         : "the other node demands a pre-shared key");
        CHECK_EQ(0, p.events[0].mounted + p.events[1].proven);
    }
}

static void a_key_may_be_of_one_identity(void)
{
    pair_init();
    const mk_key_t keys[] = {
        { .bytes = OTHER_SECRET, .size = sizeof OTHER_SECRET },
        { .identity = "anna", .bytes = p.key[0].bytes, .size = p.key[0].size },
    };
    p.self[1].keys = keys;
    p.self[1].key_count = 2;
    pair_connect(false);
    pair_settle(SIZE_MAX);
    CHECK_EQ(MK_LINK_MOUNTED, p.b.state);

    pair_init();
    const mk_key_t of_another = { .identity = "carla",
                                  .bytes = keys[1].bytes,
                                  .size = keys[1].size };
    p.self[1].keys = &of_another;
    pair_connect(false);
    pair_settle(SIZE_MAX);
    expect_closed(&p.b, "no key for a node of that identity");
    CHECK_EQ(MK_GOODBYE_NOT_AUTHENTICATED, p.a.goodbye);
}

static void a_node_with_the_own_id_is_refused(void)
{
    pair_init();
    p.self[0].node_id = NODE_B;
    pair_connect(false);
    pair_settle(SIZE_MAX);
    CHECK_EQ(MK_REASON_OWN_NODE_ID, p.b.reason.code);
    CHECK_EQ(MK_LINK_CLOSED, p.a.state);
}

static void any_changed_byte_of_the_handshake_mounts_nobody(void)
{
    uint8_t hello[MK_NODE_HELLO_SIZE_MAX];
    pair_init();
    pair_connect(false);
    const size_t size = pair_take(&p.a, hello, sizeof hello);
    for (size_t i = 0; i < size; i++) {
        check_about("byte %zu", i);
        pair_init();
        pair_connect(false);
        REQUIRE(pair_take(&p.a, hello, sizeof hello) == size);
        hello[i] ^= 1;
        pair_give(&p.b, hello, size);
        pair_settle(SIZE_MAX);
        CHECK(p.a.state != MK_LINK_MOUNTED);
        CHECK(p.b.state != MK_LINK_MOUNTED);
        pass_ms(MK_HELLO_TIMEOUT_MS); /* a longer length has it wait for more */
        CHECK_EQ(MK_LINK_CLOSED, p.b.state);
    }
}

static void a_proof_of_another_connection_is_worth_nothing(void)
{
    uint8_t wire[256];
    pair_init();
    pair_connect(false);
    size_t size = pair_take(&p.a, wire, sizeof wire);
    pair_give(&p.b, wire, size);
    size = pair_take(&p.b, wire, sizeof wire);
    pair_give(&p.a, wire, size);
    uint8_t proof[256];
    const size_t proof_size = pair_take(&p.a, proof, sizeof proof);
    mk_link_ended(&p.a);
    mk_link_ended(&p.b);

    pair_connect(false);
    size = pair_take(&p.a, wire, sizeof wire);
    pair_give(&p.b, wire, size);
    pair_give(&p.b, proof, proof_size);
    expect_closed(&p.b, "prove that it has the key");
}

static void an_overdue_handshake_is_given_up(void)
{
    pair_init();
    mk_link_accept(&p.b, false, false, p.now_ms);
    CHECK_EQ(p.now_ms + MK_HELLO_TIMEOUT_MS, mk_link_deadline_ms(&p.b));
    pass_ms(MK_HELLO_TIMEOUT_MS - 1);
    CHECK_EQ(MK_LINK_ACCEPTED, p.b.state);
    pass_ms(1);
    CHECK_EQ(MK_REASON_HELLO_TIMEOUT, p.b.reason.code);
}

static bool no_random(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 0, size);
    return false;
}

static void without_random_bytes_there_is_no_hello(void)
{
    pair_init();
    const mk_crypto_t crypto = { .hmac_sha256 = TEST_CRYPTO.hmac_sha256, .random = no_random };
    p.self[0].crypto = &crypto;
    mk_link_open(&p.a, MK_LEVEL_MK02, false, p.now_ms);
    expect_closed(&p.a, "random bytes");
}

static void a_listener_lets_mk01_in_only_where_it_may(void)
{
    static const mk_hello_t HELLO = { .node_id = 9, .identity = "old" };
    uint8_t hello[MK_HELLO_LENGTH];
    mk_hello_encode(&HELLO, hello);
    for (int allowed = 0; allowed < 2; allowed++) {
        check_about(allowed ? "allowed" : "not allowed");
        pair_init();
        p.self[1].node_id = 7;
        mk_link_accept(&p.b, allowed, false, p.now_ms);
        pair_give(&p.b, hello, sizeof hello);
        CHECK_EQ(allowed ? MK_LINK_MOUNTED : MK_LINK_CLOSED, p.b.state);
        uint8_t answer[256];
        CHECK_EQ(allowed ? MK_HELLO_LENGTH : 0, pair_take(&p.b, answer, sizeof answer));
        if (allowed) {
            CHECK_EQ(MK_LEVEL_MK01, p.b.level);
            CHECK_EQ(9, p.b.peer.node_id);
        }
    }
}

/* ---- tags ---- */

/** A mounted pair, and a frame from a to b that was not given yet. */
static size_t frame_on_the_way(uint8_t *wire, size_t wire_size)
{
    pair_mount();
    CHECK_EQ(MK_STATUS_OK, send(&p.a, 200, "payload", 7));
    return pair_take(&p.a, wire, wire_size);
}

static void a_changed_repeated_or_missing_frame_ends_the_connection(void)
{
    uint8_t wire[256];
    const size_t size = frame_on_the_way(wire, sizeof wire);
    for (size_t i = 0; i < size; i++) {
        check_about("byte %zu", i);
        REQUIRE(frame_on_the_way(wire, sizeof wire) == size);
        wire[i] ^= 0x40;
        pair_give(&p.b, wire, size);
        CHECK_EQ(0, p.events[1].frames);
        CHECK(p.b.state == MK_LINK_CLOSED || (i >= 20 && i < 24)); /* a longer payload is awaited */
    }
    check_about("repeated");
    REQUIRE(frame_on_the_way(wire, sizeof wire) == size);
    pair_give(&p.b, wire, size);
    CHECK_EQ(1, p.events[1].frames);
    pair_give(&p.b, wire, size);
    expect_closed(&p.b, "must have the tag");
    CHECK_EQ(1, p.events[1].frames);
    check_about("left out");
    REQUIRE(frame_on_the_way(wire, sizeof wire) == size);
    CHECK_EQ(MK_STATUS_OK, send(&p.a, 201, NULL, 0));
    pair_settle(SIZE_MAX);
    expect_closed(&p.b, "must have the tag");
    expect_goodbye(&p.a, MK_GOODBYE_MALFORMED, "must have the tag");
    check_about("sent back");
    REQUIRE(frame_on_the_way(wire, sizeof wire) == size);
    pair_give(&p.a, wire, size);
    expect_closed(&p.a, "must have the tag");
}

/* ---- what is said on a link ---- */

/** Has the peer of b, which is a, say something that no link would say. */
static void say(uint32_t type, const void *payload, uint32_t size)
{
    uint8_t wire[1024];
    uint8_t *at = wire;
    const mk_frame_t frame = { .type = type, .payload_size = size, .payload = payload };
    REQUIRE(mk_wire_encode(MK_WIRE_NETWORK, &frame, wire, sizeof wire) == MK_STATUS_OK);
    at += mk_wire_size(&frame);
    if (p.a.session.is_tagged) {
        mk_link_tag(&TEST_CRYPTO, p.a.session.key_out, p.a.session.frames_out++,
                    (mk_bytes_t){ .bytes = wire, .size = mk_wire_size(&frame) }, at);
        at += MK_TAG_SIZE;
    }
    pair_give(&p.b, wire, (size_t)(at - wire));
}

static void what_is_not_allowed_at_the_moment_closes(void)
{
    static const uint8_t ZERO[32] = { 0 };
    static const struct {
        uint32_t type;
        uint32_t size;
        const char *rule;
    } CASES[] = {
        { MK_LINK_RESUME, 16, "RESUME must be the first" },
        { MK_LINK_PROOF, 32, "PROOF must be sent in the handshake only" },
        { MK_LINK_PING, 7, "must have the fields of its type" },
        { MK_LINK_CREDIT, 8, "CREDIT must not fall" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("type 0x%08x", (unsigned)CASES[i].type);
        pair_mount();
        say(CASES[i].type, ZERO, CASES[i].size);
        expect_closed(&p.b, CASES[i].rule);
        pair_settle(SIZE_MAX);
        expect_goodbye(&p.a, MK_GOODBYE_MALFORMED, "");
    }
    check_about("an ACK of what was not sent");
    pair_mount();
    static const uint8_t ONE[8] = { [7] = 1 };
    say(MK_LINK_ACK, ONE, 8);
    expect_closed(&p.b, "ACK must be of what was sent");
}

static void unknown_system_types_and_those_of_mk01_are_counted(void)
{
    pair_mount();
    say(0xFF0200AA, NULL, 0);
    say(MK_TYPE_CAPS_REQUEST, NULL, 0);
    CHECK_EQ(2, p.b.counters.unknown_system);
    CHECK_EQ(MK_LINK_MOUNTED, p.b.state);
}

static void the_first_frame_must_be_resume(void)
{
    pair_mount();
    p.b.session.resumed = false; /* as if it had not come */
    CHECK_EQ(MK_STATUS_OK, send(&p.a, 200, NULL, 0));
    pair_settle(SIZE_MAX);
    expect_closed(&p.b, "RESUME must be the first");
}

static void names_are_told_and_taken_back(void)
{
    pair_mount();
    mk_registry_msg_t msg = { .text = "echo", .actor = ACTOR_A };
    CHECK_EQ(MK_STATUS_OK, mk_link_announce(&p.a, MK_TYPE_NAME_REGISTER, &msg));
    const mk_registry_msg_t path = { .text = "/node/anna/echo", .actor = ACTOR_A };
    CHECK_EQ(MK_STATUS_OK, mk_link_announce(&p.a, MK_TYPE_PATH_REGISTER, &path));
    const mk_registry_msg_t foreign = { .text = "foreign", .actor = mk_actor_id(99, 1) };
    CHECK_EQ(MK_STATUS_OK, mk_link_announce(&p.a, MK_TYPE_NAME_REGISTER, &foreign));
    mk_link_names_told(&p.a);
    pair_settle(SIZE_MAX);
    CHECK_EQ(ACTOR_A, mk_registry_find(&p.b.names, "echo"));
    CHECK_EQ(1, p.b.names.count);
    CHECK_EQ(1, p.b.counters.foreign_names);
    CHECK(p.a.session.names_told);
    msg.actor = MK_ACTOR_NONE;
    CHECK_EQ(MK_STATUS_OK, mk_link_announce(&p.a, MK_TYPE_NAME_UNREGISTER, &msg));
    pair_settle(SIZE_MAX);
    CHECK_EQ(0, p.b.names.count);
}

static void watches_and_ends_are_told(void)
{
    pair_mount();
    const mk_link_msg_t watch = { .type = MK_LINK_WATCH, .first = ACTOR_B };
    const mk_link_msg_t unwatch = { .type = MK_LINK_UNWATCH, .first = ACTOR_B };
    const mk_link_msg_t ended = { .type = MK_LINK_TERMINATED, .first = ACTOR_B, .reason = 2 };
    const mk_link_msg_t lie = { .type = MK_LINK_TERMINATED, .first = ACTOR_A, .reason = 2 };
    CHECK_EQ(MK_STATUS_OK, mk_link_tell(&p.a, &watch));
    CHECK_EQ(MK_STATUS_OK, mk_link_tell(&p.a, &unwatch));
    CHECK_EQ(MK_STATUS_OK, mk_link_tell(&p.b, &ended));
    CHECK_EQ(MK_STATUS_OK, mk_link_tell(&p.b, &lie));
    pair_settle(SIZE_MAX);
    CHECK_EQ(1, p.events[1].watches);
    CHECK_EQ(1, p.events[1].unwatches);
    CHECK_EQ(1, p.events[0].terminated); /* not the end of an actor that is not the peer's */
    CHECK_EQ(ACTOR_B, p.events[0].last_message.first);
    CHECK_EQ(2, p.events[0].last_message.reason);
    CHECK_EQ(1, p.a.counters.wrong_source);
}

static void wrong_ends_are_dropped_and_counted(void)
{
    pair_mount();
    const mk_frame_t stranger = { .source = mk_actor_id(99, 1), .dest = ACTOR_B, .type = 200 };
    const mk_frame_t astray = { .source = ACTOR_A, .dest = mk_actor_id(99, 1), .type = 200 };
    CHECK_EQ(MK_STATUS_OK, mk_link_send(&p.a, &stranger));
    CHECK_EQ(MK_STATUS_OK, mk_link_send(&p.a, &astray));
    pair_settle(SIZE_MAX);
    CHECK_EQ(1, p.b.counters.wrong_source);
    CHECK_EQ(1, p.b.counters.wrong_dest);
    CHECK_EQ(0, p.events[1].frames);
    CHECK_EQ(MK_LINK_MOUNTED, p.b.state);
}

/** Has a send a message with extensions in front of its payload. */
static void say_extended(const uint8_t *extensions, uint8_t size, const char *payload)
{
    uint8_t wire[256] = { 0 };
    uint8_t content[128];
    memcpy(content, extensions, size);
    memcpy(content + size, payload, strlen(payload));
    const mk_frame_t frame = {
        .source = ACTOR_A,
        .dest = ACTOR_B,
        .type = 300,
        .payload_size = (uint32_t)(size + strlen(payload)),
        .payload = content,
    };
    REQUIRE(mk_wire_encode(MK_WIRE_NETWORK, &frame, wire, sizeof wire) == MK_STATUS_OK);
    wire[27] = size;
    const size_t whole = mk_wire_size(&frame);
    mk_link_tag(&TEST_CRYPTO, p.a.session.key_out, p.a.session.frames_out++,
                (mk_bytes_t){ .bytes = wire, .size = whole }, wire + whole);
    pair_give(&p.b, wire, whole + MK_TAG_SIZE);
}

static void extensions_are_taken_off(void)
{
    static const uint8_t DEADLINE[] = { 2, 4, 0, 0, 0, 0 };
    static const uint8_t UNKNOWN[] = { 0x80, 1, 0 };
    pair_mount();
    say_extended(DEADLINE, sizeof DEADLINE, "abc");
    CHECK_EQ(1, p.events[1].frames);
    CHECK_EQ(3, p.events[1].last.payload_size);
    CHECK_BYTES((const uint8_t *)"abc", p.events[1].last_payload, 3);
    say_extended(UNKNOWN, sizeof UNKNOWN, "abc");
    CHECK_EQ(1, p.events[1].frames);
    CHECK_EQ(1, p.b.counters.not_understood);
    pair_settle(SIZE_MAX);
    CHECK_EQ(1, p.events[0].undeliverable);
    CHECK_EQ(MK_UNDELIVERABLE_NOT_UNDERSTOOD, p.events[0].last_message.reason);
    CHECK_EQ(300, p.events[0].last_message.message_type);
    say_extended(DEADLINE, 5, "");
    expect_closed(&p.b, "extensions must be");
}

/* ---- confirmed delivery ---- */

static void say_numbered(uint8_t number)
{
    const uint8_t sequence[] = { 3, 8, 0, 0, 0, 0, 0, 0, 0, number };
    say_extended(sequence, sizeof sequence, "abc");
}

/** What b confirms in that which it has written since it was read last; 0 = nothing. */
static uint64_t acknowledged(void)
{
    uint8_t wire[1024];
    const size_t size = pair_take(&p.b, wire, sizeof wire);
    uint64_t last = 0;
    mk_frame_t frame;
    mk_reason_t reason;
    for (size_t at = 0; at < size; at += mk_wire_size(&frame) + MK_TAG_SIZE) {
        REQUIRE(mk_wire_decode(MK_WIRE_NETWORK, wire + at, size - at, MK_PAYLOAD_MAX, &frame, &reason)
                == MK_STATUS_OK);
        mk_link_msg_t msg;
        if (frame.type == MK_LINK_ACK) {
            REQUIRE(mk_link_msg_decode(frame.type, frame.payload, frame.payload_size, &msg, &reason)
                    == MK_STATUS_OK);
            last = msg.first;
        }
    }
    return last;
}

static void a_confirmed_message_is_delivered_once_over_all_links(void)
{
    static mk_receipts_t receipts;
    pair_init();
    mk_receipts_init(&receipts, 77);
    p.self[1].receipts = &receipts;
    pair_connect(false);
    pair_settle(SIZE_MAX);
    (void)acknowledged();
    say_numbered(1);
    CHECK_EQ(1, p.events[1].frames);
    CHECK_EQ(1, acknowledged());
    check_about("sent again");
    say_numbered(1);
    CHECK_EQ(1, p.events[1].frames);
    CHECK_EQ(1, acknowledged());
    check_about("behind a gap");
    say_numbered(3);
    CHECK_EQ(1, p.events[1].frames);
    CHECK_EQ(0, acknowledged());
    CHECK_EQ(2, p.b.counters.repeated);
    check_about("what was missing");
    say_numbered(2);
    CHECK_EQ(2, p.events[1].frames);
    CHECK_EQ(2, acknowledged());

    check_about("another link");
    mk_link_ended(&p.a);
    mk_link_ended(&p.b);
    pair_connect(false);
    pair_settle(SIZE_MAX);
    expect_closed(&p.a, "RESUME must be of what was sent"); /* a has never asked for confirmation */
    CHECK_EQ(77, p.b.session.receipt.session);
    CHECK_EQ(2, p.b.session.receipt.last);
}

static void without_receipts_nothing_is_confirmed(void)
{
    pair_mount();
    say_numbered(5);
    CHECK_EQ(1, p.events[1].frames);
    CHECK_EQ(0, acknowledged());
}

/* ---- flow control ---- */

static void a_sender_stops_without_credit_and_goes_on_with_it(void)
{
    static const uint8_t PAYLOAD[1000];
    uint8_t wire[MK_OUTBOX_CAPACITY];
    pair_mount();
    unsigned sent = 0;
    while (p.a.session.bytes_out < p.a.session.limit_out) {
        REQUIRE(send(&p.a, 200, PAYLOAD, sizeof PAYLOAD) == MK_STATUS_OK);
        pair_take(&p.a, wire, sizeof wire); /* b hears nothing of it */
        sent++;
    }
    CHECK_EQ((MK_WINDOW + 1027) / 1028, sent);
    CHECK_EQ(MK_STATUS_FULL, send(&p.a, 200, NULL, 0));
    const mk_link_msg_t watch = { .type = MK_LINK_WATCH, .first = ACTOR_B };
    CHECK_EQ(MK_STATUS_OK, mk_link_tell(&p.a, &watch)); /* which needs none */

    pair_mount();
    for (unsigned i = 0; i < 100; i++) {
        check_about("message %u", i);
        REQUIRE(send(&p.a, 200, PAYLOAD, sizeof PAYLOAD) == MK_STATUS_OK);
        pair_settle(SIZE_MAX);
    }
    CHECK_EQ(100, p.events[1].frames);
}

static void more_than_there_is_credit_for_closes(void)
{
    static const uint8_t PAYLOAD[1000];
    pair_mount();
    p.b.session.bytes_in = p.b.session.limit_in;
    REQUIRE(send(&p.a, 200, PAYLOAD, sizeof PAYLOAD) == MK_STATUS_OK);
    pair_settle(SIZE_MAX);
    expect_closed(&p.b, "no more may be sent than there is credit for");
}

static void a_payload_beyond_the_peers_limit_is_not_sent(void)
{
    pair_mount();
    CHECK_EQ(MK_PAYLOAD_MAX, mk_link_payload_max(&p.a));
    p.a.peer.payload_max = 1u << 20;
    CHECK_EQ(MK_OUTBOX_CAPACITY - MK_OUTBOX_RESERVE - MK_WIRE_HEADER_LENGTH - MK_TAG_SIZE,
             mk_link_payload_max(&p.a));
    static const uint8_t PAYLOAD[MK_PAYLOAD_MAX + 1];
    REQUIRE(send(&p.a, 200, PAYLOAD, sizeof PAYLOAD) == MK_STATUS_OK); /* which it never does */
    pair_settle(SIZE_MAX);
    expect_closed(&p.b, "a payload must not be longer");
}

static void what_found_no_room_is_sent_later(void)
{
    static const uint8_t PAYLOAD[MK_PAYLOAD_MAX];
    uint8_t wire[MK_OUTBOX_CAPACITY];
    pair_mount();
    while (send(&p.b, 200, PAYLOAD, 500) == MK_STATUS_OK) {
    }
    while (send(&p.b, 200, NULL, 0) == MK_STATUS_OK) {
    }
    const mk_link_msg_t watch = { .type = MK_LINK_WATCH, .first = ACTOR_A };
    while (mk_link_tell(&p.b, &watch) == MK_STATUS_OK) { /* which fill what messages leave free */
    }
    CHECK_EQ(1, p.b.counters.unanswered);
    static const uint8_t TOKEN[8] = { 1, 2, 3 };
    say(MK_LINK_PING, TOKEN, 8);
    CHECK(p.b.session.owes_pong);
    const uint64_t limit = p.b.session.limit_in;
    while (!p.b.session.owes_credit) {
        REQUIRE(send(&p.a, 200, PAYLOAD, 1500) == MK_STATUS_OK);
        const size_t size = pair_take(&p.a, wire, sizeof wire);
        pair_give(&p.b, wire, size);
    }
    CHECK_EQ(limit, p.b.session.limit_in); /* it counts once it is told */
    pair_settle(SIZE_MAX);
    CHECK(!p.b.session.owes_pong && !p.b.session.owes_credit);
    CHECK_EQ(p.b.session.limit_in, p.a.session.limit_out);
    CHECK(p.b.session.limit_in > limit);
    CHECK_EQ(MK_LINK_MOUNTED, p.a.state);
}

/* ---- liveness ---- */

static void pings_are_answered_every_heartbeat(void)
{
    pair_mount();
    for (unsigned i = 0; i < 60; i++) {
        const uint64_t at_a = mk_link_deadline_ms(&p.a);
        const uint64_t at_b = mk_link_deadline_ms(&p.b);
        const uint64_t at = at_a < at_b ? at_a : at_b;
        REQUIRE(i == 0 || at > p.now_ms);
        p.now_ms = at;
        mk_link_tick(&p.a, p.now_ms);
        mk_link_tick(&p.b, p.now_ms);
        p.now_ms += 30; /* that the bytes take */
        pair_settle(SIZE_MAX);
    }
    CHECK_EQ(MK_LINK_MOUNTED, p.a.state);
    CHECK_EQ(MK_LINK_MOUNTED, p.b.state);
    CHECK_EQ(30, p.a.session.round_trip_ms);
    CHECK_RANGE(30000, 90000, p.now_ms - 50000);
}

static void a_peer_that_is_silent_for_three_of_its_heartbeats_is_gone(void)
{
    pair_mount();
    p.now_ms += 3 * 2000 - 1; /* of b's */
    mk_link_tick(&p.a, p.now_ms);
    CHECK_EQ(MK_LINK_MOUNTED, p.a.state);
    CHECK(mk_link_is_silent(&p.a, p.now_ms));
    p.now_ms += 1;
    mk_link_tick(&p.a, p.now_ms);
    CHECK_EQ(MK_REASON_SILENT, p.a.reason.code);
    CHECK_EQ(6000, p.a.reason.value);
}

static void goodbye_says_why(void)
{
    pair_mount();
    mk_link_leave(&p.a, MK_GOODBYE_STOPPING, "this node is stopping");
    CHECK_EQ(MK_LINK_CLOSED, p.a.state);
    pair_settle(SIZE_MAX);
    expect_goodbye(&p.b, MK_GOODBYE_STOPPING, "this node is stopping");
}

static void long_last_words_are_cut_between_characters(void)
{
    uint8_t payload[4 + 200] = { 0, 1, 0, 200, 'x' };
    for (size_t i = 5; i + 1 < sizeof payload; i += 2) {
        payload[i] = 0xC3; /* a-umlaut, at every odd place */
        payload[i + 1] = 0xA4;
    }
    payload[sizeof payload - 1] = 'x';
    pair_mount();
    say(MK_LINK_GOODBYE, payload, sizeof payload);
    CHECK_EQ(MK_REASON_GOODBYE, p.b.reason.code);
    const size_t length = strlen(p.b.farewell);
    CHECK_EQ(MK_FAREWELL_SIZE - 1, length);
    CHECK_EQ(0xA4, (uint8_t)p.b.farewell[length - 1]);
    payload[4] = 0xC3; /* now at every even one */
    for (size_t i = 4; i + 1 < sizeof payload; i += 2) {
        payload[i] = 0xC3;
        payload[i + 1] = 0xA4;
    }
    pair_mount();
    say(MK_LINK_GOODBYE, payload, sizeof payload);
    CHECK_EQ(MK_FAREWELL_SIZE - 2, strlen(p.b.farewell));
}

static void nothing_of_the_old_connection_stays(void)
{
    pair_mount();
    const mk_registry_msg_t msg = { .text = "echo", .actor = ACTOR_A };
    mk_link_announce(&p.a, MK_TYPE_NAME_REGISTER, &msg);
    pair_settle(SIZE_MAX);
    send(&p.a, 200, "half", 4);
    mk_link_written(&p.a, 5);
    mk_link_ended(&p.a);
    mk_link_ended(&p.b);
    CHECK_EQ(0, p.b.names.count);
    pair_connect(false);
    pair_settle(SIZE_MAX);
    CHECK_EQ(MK_LINK_MOUNTED, p.a.state);
    CHECK_EQ(MK_LINK_MOUNTED, p.b.state);
    CHECK_EQ(0, p.events[1].frames);
    CHECK_EQ(MK_STATUS_OK, send(&p.a, 201, NULL, 0));
    pair_settle(SIZE_MAX);
    CHECK_EQ(1, p.events[1].frames);
}

int main(void)
{
    RUN(mounts_in_pieces_of_any_size);
    RUN(messages_go_both_ways_with_tags);
    RUN(without_keys_or_within_tls_there_are_no_tags);
    RUN(another_key_is_refused_by_the_listener);
    RUN(a_key_must_be_on_both_sides);
    RUN(a_key_may_be_of_one_identity);
    RUN(a_node_with_the_own_id_is_refused);
    RUN(any_changed_byte_of_the_handshake_mounts_nobody);
    RUN(a_proof_of_another_connection_is_worth_nothing);
    RUN(an_overdue_handshake_is_given_up);
    RUN(without_random_bytes_there_is_no_hello);
    RUN(a_listener_lets_mk01_in_only_where_it_may);
    RUN(a_changed_repeated_or_missing_frame_ends_the_connection);
    RUN(what_is_not_allowed_at_the_moment_closes);
    RUN(unknown_system_types_and_those_of_mk01_are_counted);
    RUN(the_first_frame_must_be_resume);
    RUN(names_are_told_and_taken_back);
    RUN(watches_and_ends_are_told);
    RUN(wrong_ends_are_dropped_and_counted);
    RUN(extensions_are_taken_off);
    RUN(a_confirmed_message_is_delivered_once_over_all_links);
    RUN(without_receipts_nothing_is_confirmed);
    RUN(a_sender_stops_without_credit_and_goes_on_with_it);
    RUN(more_than_there_is_credit_for_closes);
    RUN(a_payload_beyond_the_peers_limit_is_not_sent);
    RUN(what_found_no_room_is_sent_later);
    RUN(pings_are_answered_every_heartbeat);
    RUN(a_peer_that_is_silent_for_three_of_its_heartbeats_is_gone);
    RUN(goodbye_says_why);
    RUN(long_last_words_are_cut_between_characters);
    RUN(nothing_of_the_old_connection_stays);
    return check_result();
}
