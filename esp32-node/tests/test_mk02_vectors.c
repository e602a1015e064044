/* Every vector of docs/wire/mk02-vectors.json, which Java's tests read, too. */
#include "check.h"
#include "vectors.h"

#include "mk/extensions.h"
#include "mk/link_keys.h"
#include "mk/link_msg.h"
#include "mk/message_type.h"
#include "mk/node_hello.h"
#include "mk/sha256.h"

#include <string.h>

#define SIZE_MAX_HERE 2048u

/** One of them; what it does not have is 0 or NULL. Bytes are in hex. */
typedef struct vector02 {
    const char *name, *kind, *net, *payload, *extensions, *text;
    const char *psk, *hello_of_connector, *hello_of_listener, *proof_of_connector;
    const char *proof_of_listener, *frames_to_connector, *frames_to_listener, *key;
    const char *nonce, *identity, *trace, *frames[4];
    uint64_t type, payload_size, source, dest, reason, deadline, sequence, not_understood;
    uint64_t version_min, version_max, node_id, incarnation, features, payload_max, window;
    uint64_t heartbeat, authentication;
} vector02_t;

#include "vectors02_data.h"

static const mk_crypto_t CRYPTO = { .hmac_sha256 = mk_hmac_sha256 };
static unsigned seen;

/** Bytes of a vector, which may be longer than those of MK01. */
static mk_bytes_t bytes_of(const char *hex, uint8_t *out)
{
    const size_t size = strlen(hex) / 2;
    REQUIRE(size <= SIZE_MAX_HERE);
    for (size_t at = 0; at < size; at += VECTOR_SIZE_MAX) {
        char part[2 * VECTOR_SIZE_MAX + 1];
        const size_t left = size - at < VECTOR_SIZE_MAX ? size - at : VECTOR_SIZE_MAX;
        memcpy(part, hex + 2 * at, 2 * left);
        part[2 * left] = '\0';
        vector_bytes(part, out + at);
    }
    return (mk_bytes_t){ .bytes = out, .size = size };
}

static void for_each(const char *kind, void (*test)(const vector02_t *vector))
{
    unsigned count = 0;
    for (size_t i = 0; i < sizeof VECTORS / sizeof VECTORS[0]; i++) {
        if (strcmp(VECTORS[i].kind, kind) == 0) {
            check_about("%s", VECTORS[i].name);
            test(&VECTORS[i]);
            count++;
        }
    }
    REQUIRE(count > 0);
    seen += count;
}

static void check_hex(const char *hex, const uint8_t *actual, size_t size)
{
    uint8_t expected[SIZE_MAX_HERE];
    CHECK_EQ(bytes_of(hex, expected).size, size);
    CHECK_BYTES(expected, actual, size);
}

/* ---- hellos ---- */

static void hello(const vector02_t *vector)
{
    uint8_t room[SIZE_MAX_HERE];
    const mk_bytes_t net = bytes_of(vector->net, room);
    mk_node_hello_t hello;
    mk_reason_t reason;
    size_t length = 0;
    for (size_t size = 0; size < net.size; size++) {
        CHECK_EQ(MK_STATUS_NEED_MORE,
                 mk_node_hello_decode(net.bytes, size, &hello, &length, &reason));
    }
    REQUIRE(mk_node_hello_decode(net.bytes, net.size, &hello, &length, &reason) == MK_STATUS_OK);
    CHECK_EQ(net.size, length);
    CHECK_EQ(vector->version_min, hello.version_min);
    CHECK_EQ(vector->version_max, hello.version_max);
    CHECK_EQ(vector->node_id, hello.node_id);
    CHECK_EQ(vector->incarnation, hello.incarnation);
    CHECK_EQ(vector->features, hello.features);
    CHECK_EQ(vector->payload_max, hello.payload_max);
    CHECK_EQ(vector->window, hello.window);
    CHECK_EQ(vector->heartbeat, hello.heartbeat_ms);
    CHECK_EQ(vector->authentication, hello.authenticates);
    CHECK_TEXT(vector->identity, hello.identity);
    check_hex(vector->nonce, hello.nonce, MK_NONCE_SIZE);
    uint8_t again[MK_NODE_HELLO_SIZE_MAX];
    const size_t written = mk_node_hello_encode(&hello, again);
    if (written == net.size) { /* else there was something of a later version behind it */
        CHECK_BYTES(net.bytes, again, written);
    } else {
        CHECK_EQ(9, vector->version_max);
    }
}

static void malformed_hello(const vector02_t *vector)
{
    uint8_t room[SIZE_MAX_HERE];
    const mk_bytes_t net = bytes_of(vector->net, room);
    mk_node_hello_t hello;
    size_t length;
    mk_reason_t reason = { .code = MK_REASON_NONE };
    CHECK_EQ(MK_STATUS_MALFORMED,
             mk_node_hello_decode(net.bytes, net.size, &hello, &length, &reason));
    char text[MK_REASON_TEXT_SIZE];
    mk_reason_format(&reason, text, sizeof text);
    CHECK(text[0] != '\0');
}

/* ---- frames ---- */

/** Reads the frame, whose header is checked, too. */
static mk_frame_t read_frame(const vector02_t *vector, uint8_t *room)
{
    const mk_bytes_t net = bytes_of(vector->net, room);
    mk_frame_t frame;
    mk_reason_t reason;
    REQUIRE(mk_wire_decode(MK_WIRE_NETWORK, net.bytes, net.size, SIZE_MAX_HERE, &frame, &reason)
            == MK_STATUS_OK);
    CHECK_EQ(net.size, mk_wire_size(&frame));
    return frame;
}

static void system_message(const vector02_t *vector)
{
    uint8_t room[SIZE_MAX_HERE];
    const mk_frame_t frame = read_frame(vector, room);
    mk_link_msg_t msg;
    mk_reason_t reason;
    REQUIRE(mk_type_is_system(frame.type) && mk_link_msg_is(frame.type));
    CHECK_EQ(vector->type, frame.type);
    REQUIRE(mk_link_msg_decode(frame.type, frame.payload, frame.payload_size, &msg, &reason)
            == MK_STATUS_OK);
    CHECK_EQ(vector->reason, msg.reason);
    if (vector->text != NULL) {
        CHECK_EQ(strlen(vector->text), msg.text_size);
        CHECK(msg.text_size == 0 || memcmp(vector->text, msg.text, msg.text_size) == 0);
    }
    uint8_t again[MK_LINK_MSG_SIZE_MAX];
    CHECK_EQ(frame.payload_size, mk_link_msg_encode(&msg, again));
    check_hex(vector->payload, again, frame.payload_size);
}

static void malformed_system(const vector02_t *vector)
{
    uint8_t room[SIZE_MAX_HERE];
    const mk_frame_t frame = read_frame(vector, room);
    mk_link_msg_t msg;
    mk_reason_t reason;
    CHECK_EQ(MK_STATUS_MALFORMED,
             mk_link_msg_decode(frame.type, frame.payload, frame.payload_size, &msg, &reason));
}

static void message(const vector02_t *vector)
{
    uint8_t room[SIZE_MAX_HERE];
    mk_frame_t frame = read_frame(vector, room);
    mk_extensions_t extensions;
    mk_reason_t reason;
    REQUIRE(mk_extensions_take(room, &frame, &extensions, &reason) == MK_STATUS_OK);
    CHECK_EQ(vector->source, frame.source);
    CHECK_EQ(vector->dest, frame.dest);
    CHECK_EQ(vector->type, frame.type);
    CHECK_EQ(vector->payload_size - strlen(vector->extensions) / 2, frame.payload_size);
    check_hex(vector->payload, frame.payload, frame.payload_size);
    CHECK_EQ(vector->deadline, extensions.has_deadline ? extensions.deadline_ms : 0);
    CHECK_EQ(vector->sequence, extensions.sequence);
    CHECK_EQ(vector->not_understood, extensions.not_understood);
    CHECK_EQ(vector->trace != NULL, extensions.trace != NULL);
    if (vector->trace != NULL) {
        /* 00-traceid-parentid-flags: the two ids stand there in hex, at these places. */
        char hex[2 * 25 + 1] = { 0 };
        memcpy(hex, vector->trace + 3, 32);
        memcpy(hex + 32, vector->trace + 36, 16);
        memcpy(hex + 48, vector->trace + 53, 2);
        check_hex(hex, extensions.trace, 25);
    }
}

static void malformed_frame(const vector02_t *vector)
{
    uint8_t room[SIZE_MAX_HERE];
    mk_frame_t frame = read_frame(vector, room);
    mk_extensions_t extensions;
    mk_reason_t reason;
    CHECK_EQ(MK_STATUS_MALFORMED, mk_extensions_take(room, &frame, &extensions, &reason));
}

/* ---- keys ---- */

static void keys(const vector02_t *vector)
{
    uint8_t psk[64];
    uint8_t connector[SIZE_MAX_HERE];
    uint8_t listener[SIZE_MAX_HERE];
    uint8_t mac[MK_MAC_SIZE];
    const mk_bytes_t secret = bytes_of(vector->psk, psk);
    const mk_key_t key = { .bytes = secret.bytes, .size = secret.size };
    const mk_bytes_t hello_c = bytes_of(vector->hello_of_connector, connector);
    const mk_bytes_t hello_l = bytes_of(vector->hello_of_listener, listener);
    mk_link_proof(&CRYPTO, &key, MK_SIDE_CONNECTOR, hello_c, hello_l, mac);
    check_hex(vector->proof_of_connector, mac, sizeof mac);
    mk_link_proof(&CRYPTO, &key, MK_SIDE_LISTENER, hello_c, hello_l, mac);
    check_hex(vector->proof_of_listener, mac, sizeof mac);
    mk_link_frame_key(&CRYPTO, &key, MK_SIDE_CONNECTOR, hello_c, hello_l, mac);
    check_hex(vector->frames_to_connector, mac, sizeof mac);
    mk_link_frame_key(&CRYPTO, &key, MK_SIDE_LISTENER, hello_c, hello_l, mac);
    check_hex(vector->frames_to_listener, mac, sizeof mac);
}

static void tagged(const vector02_t *vector)
{
    uint8_t key[MK_MAC_SIZE];
    uint8_t net[SIZE_MAX_HERE];
    bytes_of(vector->key, key);
    const size_t size = bytes_of(vector->net, net).size;
    size_t at = 0;
    for (uint64_t number = 0; number < 4 && vector->frames[number] != NULL; number++) {
        uint8_t room[SIZE_MAX_HERE];
        uint8_t tag[MK_TAG_SIZE];
        const mk_bytes_t frame = bytes_of(vector->frames[number], room);
        REQUIRE(at + frame.size + sizeof tag <= size);
        CHECK_BYTES(frame.bytes, net + at, frame.size);
        mk_link_tag(&CRYPTO, key, number, frame, tag);
        CHECK_BYTES(net + at + frame.size, tag, sizeof tag);
        at += frame.size + sizeof tag;
    }
    CHECK_EQ(size, at);
}

static void all_vectors(void)
{
    for_each("hello", hello);
    for_each("malformed_hello", malformed_hello);
    for_each("system", system_message);
    for_each("malformed_system", malformed_system);
    for_each("message", message);
    for_each("malformed_frame", malformed_frame);
    for_each("keys", keys);
    for_each("tagged", tagged);
    check_about("each kind of vector has a test");
    CHECK_EQ(sizeof VECTORS / sizeof VECTORS[0], seen);
}

int main(void)
{
    RUN(all_vectors);
    return check_result();
}
