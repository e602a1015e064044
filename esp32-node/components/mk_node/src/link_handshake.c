/* Hellos and proofs. Nothing of the peer is believed before they are through. */
#include "link_parts.h"

#include "byte_order.h"

#include <assert.h>
#include <string.h>

static mk_bytes_t inbound(const mk_link_t *link)
{
    return (mk_bytes_t){
        .bytes = link->inbound + link->start,
        .size = link->end - link->start,
    };
}

/* ---- the own hello ---- */

static void greet01(mk_link_t *link)
{
    mk_hello_t hello = { .node_id = link->self->node_id };
    memcpy(hello.identity, link->self->identity, sizeof hello.identity);
    uint8_t *room = mk_outbox_reserve(&link->outbox, MK_HELLO_LENGTH);
    assert(room != NULL); /* nothing else is there */
    mk_hello_encode(&hello, room);
}

static void greet02(mk_link_t *link)
{
    const mk_link_self_t *self = link->self;
    mk_node_hello_t hello = {
        .version_min = MK_NODE_VERSION,
        .version_max = MK_NODE_VERSION,
        .authenticates = self->key_count > 0,
        .node_id = self->node_id,
        .incarnation = self->incarnation,
        .features = self->receipts != NULL ? MK_FEATURE_CONFIRMS : 0,
        .payload_max = MK_PAYLOAD_MAX,
        .window = MK_WINDOW,
        .heartbeat_ms = self->heartbeat_ms,
    };
    if (!self->crypto->random(self->crypto->context, hello.nonce, sizeof hello.nonce)) {
        mk_link_break(link, MK_GOODBYE_OTHER, "there must be random bytes for a hello", 0);
        return;
    }
    memcpy(hello.identity, self->identity, sizeof self->identity);
    mk_link_session_t *session = &link->session;
    session->hello_size = mk_node_hello_encode(&hello, session->hello);
    uint8_t *room = mk_outbox_reserve(&link->outbox, session->hello_size);
    assert(room != NULL); /* nothing else is there */
    memcpy(room, session->hello, session->hello_size);
}

void mk_link_greet(mk_link_t *link)
{
    if (link->level == MK_LEVEL_MK01) {
        greet01(link);
    } else {
        greet02(link);
    }
}

/* ---- MK01 ---- */

static bool is_own_id(mk_link_t *link, uint32_t node_id)
{
    if (node_id == link->self->node_id) {
        const mk_reason_t reason = { .code = MK_REASON_OWN_NODE_ID, .value = node_id };
        mk_link_refuse(link, MK_GOODBYE_ID_IN_USE, &reason);
        return true;
    }
    return false;
}

static mk_link_event_t on_hello01(mk_link_t *link)
{
    mk_reason_t reason;
    mk_hello_t hello;
    const mk_bytes_t in = inbound(link);
    const mk_status_t status = mk_hello_decode(in.bytes, in.size, &hello, &reason);
    if (status == MK_STATUS_NEED_MORE) {
        return MK_LINK_EVENT_NONE;
    }
    if (status == MK_STATUS_MALFORMED) {
        mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
        return MK_LINK_EVENT_NONE;
    }
    link->peer = (mk_link_peer_t){ .node_id = hello.node_id };
    memcpy(link->peer.identity, hello.identity, sizeof hello.identity);
    if (is_own_id(link, hello.node_id)) {
        return MK_LINK_EVENT_NONE;
    }
    link->start += MK_HELLO_LENGTH;
    if (link->side == MK_SIDE_LISTENER) {
        link->state = MK_LINK_PROVEN;
        return MK_LINK_EVENT_PROVEN;
    }
    mk_link_mounted(link);
    return MK_LINK_EVENT_MOUNTED;
}

/* ---- MK02 ---- */

static const mk_key_t *key_for(const mk_link_self_t *self, const char *identity)
{
    const mk_key_t *common = NULL;
    for (size_t i = 0; i < self->key_count; i++) {
        const mk_key_t *key = &self->keys[i];
        if (key->identity != NULL && strcmp(key->identity, identity) == 0) {
            return key;
        }
        if (key->identity == NULL) {
            common = key;
        }
    }
    return common;
}

/** Computes proofs and frame keys from the own hello and these bytes of the peer's. */
static void derive(mk_link_t *link, const mk_key_t *key, mk_bytes_t hello_of_peer)
{
    const mk_crypto_t *crypto = link->self->crypto;
    mk_link_session_t *session = &link->session;
    const mk_bytes_t own = { .bytes = session->hello, .size = session->hello_size };
    const bool connects = link->side == MK_SIDE_CONNECTOR;
    const mk_bytes_t of_connector = connects ? own : hello_of_peer;
    const mk_bytes_t of_listener = connects ? hello_of_peer : own;
    const mk_side_t side = link->side;
    const mk_side_t other = mk_other_side(side);
    session->proof_size = MK_MAC_SIZE;
    mk_link_proof(crypto, key, side, of_connector, of_listener, session->proof);
    mk_link_proof(crypto, key, other, of_connector, of_listener, session->proof_of_peer);
    mk_link_frame_key(crypto, key, side, of_connector, of_listener, session->key_in);
    mk_link_frame_key(crypto, key, other, of_connector, of_listener, session->key_out);
}

/** Whether this node goes on with a peer that says this of itself. */
static bool agrees(mk_link_t *link, const mk_node_hello_t *hello, const mk_key_t **key)
{
    const bool demands = link->self->key_count > 0;
    *key = NULL;
    if (hello->version_min > MK_NODE_VERSION) {
        mk_link_break(link, MK_GOODBYE_VERSION, "a peer must speak version 1", hello->version_min);
        return false;
    }
    if (demands != hello->authenticates) {
        mk_link_break(link, MK_GOODBYE_NOT_AUTHENTICATED,
                      demands ? "this node demands a pre-shared key, and the other has none"
                              : "the other node demands a pre-shared key, and this one has none",
                      hello->authenticates);
        return false;
    }
    if (demands) {
        *key = key_for(link->self, hello->identity);
        if (*key == NULL) {
            mk_link_break(link, MK_GOODBYE_NOT_AUTHENTICATED,
                          "this node has no key for a node of that identity", 0);
            return false;
        }
    }
    return !is_own_id(link, hello->node_id);
}

static mk_link_event_t on_hello02(mk_link_t *link)
{
    mk_reason_t reason;
    mk_node_hello_t hello;
    size_t length;
    const mk_bytes_t in = inbound(link);
    const mk_status_t status = mk_node_hello_decode(in.bytes, in.size, &hello, &length, &reason);
    if (status == MK_STATUS_NEED_MORE) {
        return MK_LINK_EVENT_NONE;
    }
    if (link->side == MK_SIDE_LISTENER) {
        mk_link_greet(link); /* the answer, whatever it is, comes behind a hello */
    }
    if (link->state == MK_LINK_CLOSED) {
        return MK_LINK_EVENT_NONE;
    }
    if (status == MK_STATUS_MALFORMED) {
        mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
        return MK_LINK_EVENT_NONE;
    }
    link->peer = (mk_link_peer_t){
        .node_id = hello.node_id,
        .incarnation = hello.incarnation,
        .payload_max = hello.payload_max,
        .heartbeat_ms = hello.heartbeat_ms,
    };
    memcpy(link->peer.identity, hello.identity, sizeof hello.identity);
    const mk_key_t *key;
    if (!agrees(link, &hello, &key)) {
        return MK_LINK_EVENT_NONE;
    }
    if (key != NULL) {
        derive(link, key, (mk_bytes_t){ .bytes = in.bytes, .size = length });
    }
    link->start += length;
    link->session.limit_out = hello.window;
    link->state = MK_LINK_PROVING;
    if (link->side == MK_SIDE_CONNECTOR) {
        const mk_link_msg_t proof = {
            .type = MK_LINK_PROOF,
            .text = link->session.proof,
            .text_size = link->session.proof_size,
        };
        const mk_status_t sent = mk_link_put_msg(link, &proof);
        assert(sent == MK_STATUS_OK); /* only the hello is there */
        (void)sent;
    }
    return MK_LINK_EVENT_NONE;
}

static mk_link_event_t on_proof(mk_link_t *link)
{
    mk_link_session_t *session = &link->session;
    const mk_link_msg_t *msg = &link->message;
    if (msg->text_size != session->proof_size
        || !mk_bytes_equal_in_constant_time(msg->text, session->proof_of_peer, msg->text_size)) {
        mk_link_break(link, MK_GOODBYE_NOT_AUTHENTICATED,
                      "a peer must prove that it has the key: both need the same", 0);
        return MK_LINK_EVENT_NONE;
    }
    if (link->side == MK_SIDE_LISTENER) {
        link->state = MK_LINK_PROVEN;
        return MK_LINK_EVENT_PROVEN;
    }
    mk_link_mounted(link);
    return MK_LINK_EVENT_MOUNTED;
}

static mk_link_event_t on_handshake_frame(mk_link_t *link)
{
    mk_frame_t frame;
    mk_reason_t reason;
    mk_status_t status = mk_link02_take(link, &frame, &reason);
    if (status == MK_STATUS_NEED_MORE) {
        return MK_LINK_EVENT_NONE;
    }
    if (status == MK_STATUS_OK && frame.type != MK_LINK_PROOF && frame.type != MK_LINK_GOODBYE) {
        mk_link_break(link, MK_GOODBYE_MALFORMED, "PROOF must follow the hello", frame.type);
        return MK_LINK_EVENT_NONE;
    }
    if (status == MK_STATUS_OK) {
        status = mk_link_msg_decode(frame.type, frame.payload, frame.payload_size, &link->message,
                                    &reason);
    }
    if (status == MK_STATUS_MALFORMED) {
        mk_link_refuse(link, MK_GOODBYE_MALFORMED, &reason);
        return MK_LINK_EVENT_NONE;
    }
    if (frame.type == MK_LINK_GOODBYE) {
        mk_link02_on_goodbye(link, &link->message);
        return MK_LINK_EVENT_NONE;
    }
    return on_proof(link);
}

/* ---- both ---- */

/** The first four bytes tell the level of a peer that has connected. */
static bool choose_level(mk_link_t *link)
{
    const mk_bytes_t in = inbound(link);
    if (in.size < 4) {
        return false;
    }
    const uint32_t magic = mk_read_u32_be(in.bytes);
    if (magic == MK_NODE_HELLO_MAGIC && link->self->crypto != NULL) {
        link->level = MK_LEVEL_MK02;
        return true;
    }
    link->level = MK_LEVEL_MK01;
    if (magic == MK_HELLO_MAGIC
        && !(link->allows_mk01 && mk_node_id_is_valid(link->self->node_id))) {
        mk_link_break(link, MK_GOODBYE_VERSION,
                      "MK01 knows no authentication and is not let in here", magic);
        return false;
    }
    return true; /* any other magic is a malformed MK01 hello */
}

mk_link_event_t mk_link_shake(mk_link_t *link)
{
    if (link->state == MK_LINK_ACCEPTED) {
        if (!choose_level(link)) {
            return MK_LINK_EVENT_NONE;
        }
        link->state = MK_LINK_GREETING;
    }
    if (link->state == MK_LINK_GREETING) {
        const mk_link_event_t event =
            link->level == MK_LEVEL_MK01 ? on_hello01(link) : on_hello02(link);
        if (link->state != MK_LINK_PROVING) {
            return event;
        }
    }
    return on_handshake_frame(link);
}
