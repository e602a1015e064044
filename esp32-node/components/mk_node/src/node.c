#include "mk/node.h"

#include "node_services.h"
#include "ping_actor.h"
#include "sensor_actor.h"

#include "mk/caps.h"
#include "mk/message_type.h"
#include "mk/registry_msg.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/** Turns that actors may take before the node looks after its link again. */
#define TURNS_PER_STEP 64u

static_assert(MK_OUTBOX_CAPACITY
                  >= MK_HELLO_LENGTH + MK_WIRE_HEADER_LENGTH + MK_REGISTRY_MSG_SIZE_MAX,
              "a path must fit into an empty outbox, else it could never be told");

/* ---- actors ---- */

static bool reaches(void *context, uint32_t node_id)
{
    const mk_node_t *node = context;
    return node->link.state == MK_LINK_MOUNTED && node->link.peer.node_id == node_id;
}

static mk_delivery_t transmit(void *context, const mk_frame_t *frame)
{
    mk_node_t *node = context;
    if (!reaches(node, mk_actor_node(frame->dest))) {
        return MK_REFUSED_STOPPED;
    }
    if (frame->payload_size > MK_OUTBOX_CAPACITY - MK_WIRE_HEADER_LENGTH) {
        return MK_REFUSED_TOO_LARGE;
    }
    return mk_link_send(&node->link, frame) == MK_STATUS_OK ? MK_ACCEPTED : MK_REFUSED_FULL;
}

/** Tells the peer which names and paths there are, as far as the outbox has room. */
static void announce(mk_node_t *node)
{
    uint32_t type;
    mk_registry_msg_t msg;
    while (node->link.state == MK_LINK_MOUNTED
           && mk_system_announcement(&node->system, &type, &msg)) {
        uint8_t payload[MK_REGISTRY_MSG_SIZE_MAX];
        const mk_frame_t frame = {
            .type = type,
            .payload_size = mk_registry_msg_encode(type, &msg, payload),
            .payload = payload,
        };
        if (mk_link_send(&node->link, &frame) != MK_STATUS_OK) {
            return; /* mk_node_written goes on */
        }
        mk_system_announced(&node->system);
    }
}

static void run_actors(mk_node_t *node)
{
    mk_system_run(&node->system, TURNS_PER_STEP);
    announce(node);
}

static void start_actors(mk_node_t *node)
{
    const mk_transmitter_t transmitter = {
        .context = node,
        .transmit = transmit,
        .reaches = reaches,
    };
    mk_system_init(&node->system, node->platform, transmitter, node->config.identity,
                   node->config.node_id, NULL);
    const struct {
        const char *name;
        const mk_actor_spec_t *spec;
        uint32_t sequence;
    } actors[] = {
        { "sensor/temp", &MK_SENSOR_ACTOR, MK_NODE_SENSOR_SEQUENCE },
        { "ping", &MK_PING_ACTOR, MK_NODE_PING_SEQUENCE },
    };
    for (size_t i = 0; i < sizeof actors / sizeof actors[0]; i++) {
        mk_actor_id_t id = MK_ACTOR_NONE;
        const mk_status_t status =
            mk_system_spawn(&node->system, actors[i].name, actors[i].spec, node, &id);
        assert(status == MK_STATUS_OK);
        assert(mk_actor_sequence(id) == actors[i].sequence);
        (void)status;
    }
    mk_system_run(&node->system, TURNS_PER_STEP);
}

/* ---- frames ---- */

static void on_caps_request(mk_node_t *node, const mk_frame_t *request)
{
    const mk_caps_t caps = {
        .platform = node->config.platform,
        .identity = node->config.identity,
        .node_id = node->config.node_id,
        .max_actors = MK_ACTORS_MAX - MK_ROOT_SEQUENCE - 1,
        .actor_count = mk_system_actor_count(&node->system),
    };
    char text[MK_CAPS_SIZE_MAX];
    const mk_frame_t reply = {
        .source = request->dest, /* whom the peer asked, be it nobody in particular */
        .dest = request->source,
        .type = MK_TYPE_CAPS_REPLY,
        .payload_size = mk_caps_format(&caps, text),
        .payload = (const uint8_t *)text,
    };
    if (request->source != MK_ACTOR_NONE && mk_link_send(&node->link, &reply) == MK_STATUS_OK) {
        node->counters.caps_answered++;
    } else {
        node->counters.caps_unanswerable++;
    }
}

static void on_frame(mk_node_t *node, const mk_frame_t *frame)
{
    if (frame->type == MK_TYPE_CAPS_REQUEST) {
        on_caps_request(node, frame);
        return;
    }
    if (frame->type == MK_TYPE_CHILD_EXIT || frame->type == MK_TYPE_TIMER) {
        node->system.counters.unhandled++; /* notices are the own node's to give */
        return;
    }
    mk_system_tell(&node->system, frame);
    run_actors(node); /* before the next frame, which finds room in the mailbox then */
}

/* ---- link ---- */

static void on_mounted(mk_node_t *node)
{
    node->counters.mounts++;
    node->mounted_at_ms = mk_node_now_ms(node);
    node->names_full_told = false;
    mk_node_log(node, MK_LOG_INFO, "mounted on %s(%" PRIu32 ") at %s", node->link.peer.identity,
                node->link.peer.node_id, node->config.endpoint);
    announce(node);
}

static void on_names_full(mk_node_t *node)
{
    if (!node->names_full_told) {
        node->names_full_told = true;
        mk_node_log(node, MK_LOG_WARN,
                    "%s(%" PRIu32 ") has more than %u names: further ones are not kept;"
                    " build with a larger MK_REGISTRY_CAPACITY",
                    node->link.peer.identity, node->link.peer.node_id, MK_REGISTRY_CAPACITY);
    }
}

static void serve_events(mk_node_t *node)
{
    mk_frame_t frame;
    for (;;) {
        switch (mk_link_next(&node->link, &frame)) {
        case MK_LINK_EVENT_NONE:
            return;
        case MK_LINK_EVENT_MOUNTED:
            on_mounted(node);
            break;
        case MK_LINK_EVENT_NAMES:
            mk_sensor_follow_names(node);
            run_actors(node);
            break;
        case MK_LINK_EVENT_NAMES_FULL:
            on_names_full(node);
            break;
        case MK_LINK_EVENT_FRAME:
            on_frame(node, &frame);
            break;
        }
    }
}

/* ---- connection ---- */

/** Gives up the connection for now and logs why, as printf. */
MK_PRINTF_LIKE(2, 3)
static void retry_later(mk_node_t *node, const char *format, ...)
{
    char why[MK_LOG_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(why, sizeof why, format, values);
    va_end(values);

    const mk_platform_t *platform = node->platform;
    const uint32_t wait_ms =
        mk_backoff_next_ms(&node->backoff, platform->random_u32(platform->context));
    node->state = MK_NODE_WAITING;
    node->retry_at_ms = mk_node_now_ms(node) + wait_ms;
    mk_node_log(node, MK_LOG_WARN, "%s; retrying in %" PRIu32 ".%" PRIu32 " s", why, wait_ms / 1000,
                wait_ms % 1000 / 100);
}

/** The link has closed; `transport_error` is what the port said, if the transport went first. */
static void on_link_closed(mk_node_t *node, const char *transport_error)
{
    const uint64_t mounted_at_ms = node->mounted_at_ms;
    if (mounted_at_ms != MK_NEVER
        && mk_node_now_ms(node) - mounted_at_ms >= MK_BACKOFF_RESET_AFTER_MS) {
        mk_backoff_reset(&node->backoff);
    }
    node->mounted_at_ms = MK_NEVER;
    mk_sensor_link_closed(node);
    mk_system_forget_announced(&node->system);
    mk_system_node_down(&node->system, node->link.peer.node_id);

    const mk_hello_t *peer = &node->link.peer;
    const mk_node_config_t *config = &node->config;
    char reason[MK_REASON_TEXT_SIZE];
    mk_reason_format(&node->link.reason, reason, sizeof reason);
    switch (node->link.reason.code) {
    case MK_REASON_REFUSED:
        retry_later(node,
                    "%s ended the connection without a hello: it refuses this node:"
                    " id %" PRIu32 " is probably in use there; %s",
                    config->endpoint, config->node_id, config->id_advice);
        break;
    case MK_REASON_ENDED:
        retry_later(node, "lost %s(%" PRIu32 ") at %s: %s", peer->identity, peer->node_id,
                    config->endpoint, transport_error);
        break;
    case MK_REASON_OWN_NODE_ID:
        retry_later(node, "closed the connection to %s: %s; %s", config->endpoint, reason,
                    config->id_advice);
        break;
    default:
        retry_later(node, "closed the connection to %s: %s; check that MK01 is spoken there",
                    config->endpoint, reason);
        break;
    }
}

void mk_node_init(mk_node_t *node, const mk_node_config_t *config, const mk_platform_t *platform)
{
    assert(mk_identity_is_valid(config->identity));
    assert(config->interval_ms >= MK_INTERVAL_MIN_MS);
    assert(config->interval_ms <= MK_INTERVAL_MAX_MS);
    node->config = *config;
    node->platform = platform;
    node->state = MK_NODE_CONNECTING;
    node->retry_at_ms = MK_NEVER;
    node->mounted_at_ms = MK_NEVER;
    node->names_full_told = false;
    node->counters = (mk_node_counters_t){ 0 };
    mk_backoff_reset(&node->backoff);
    node->sensor = (mk_sensor_actor_t){ .telemetry = MK_ACTOR_NONE };

    mk_hello_t self = { .node_id = config->node_id };
    memcpy(self.identity, config->identity, strlen(config->identity) + 1);
    mk_link_init(&node->link, &self);
    start_actors(node);
}

mk_node_state_t mk_node_step(mk_node_t *node)
{
    const uint64_t now_ms = mk_node_now_ms(node);
    if (node->state == MK_NODE_WAITING && now_ms >= node->retry_at_ms) {
        node->state = MK_NODE_CONNECTING;
    }
    if (node->state == MK_NODE_LINKED) {
        mk_link_tick(&node->link, now_ms);
        if (node->link.state == MK_LINK_CLOSED) {
            on_link_closed(node, NULL);
        }
    }
    if (node->state != MK_NODE_DONE) {
        run_actors(node);
    }
    return node->state;
}

mk_node_state_t mk_node_state(const mk_node_t *node)
{
    return node->state;
}

uint64_t mk_node_wake_ms(const mk_node_t *node)
{
    if (node->state == MK_NODE_DONE) {
        return MK_NEVER;
    }
    uint64_t wake_ms = mk_system_wake_ms(&node->system);
    if (node->state == MK_NODE_WAITING && node->retry_at_ms < wake_ms) {
        wake_ms = node->retry_at_ms;
    }
    if (node->state == MK_NODE_LINKED && mk_link_deadline_ms(&node->link) < wake_ms) {
        wake_ms = mk_link_deadline_ms(&node->link);
    }
    return wake_ms;
}

void mk_node_connected(mk_node_t *node)
{
    assert(node->state == MK_NODE_CONNECTING);
    node->state = MK_NODE_LINKED;
    mk_link_open(&node->link, mk_node_now_ms(node));
}

void mk_node_connect_failed(mk_node_t *node, const char *why)
{
    assert(node->state == MK_NODE_CONNECTING);
    retry_later(node, "cannot connect to %s: %s", node->config.endpoint, why);
}

void mk_node_received(mk_node_t *node, const uint8_t *bytes, size_t size)
{
    assert(node->state == MK_NODE_LINKED);
    while (size > 0 && node->link.state != MK_LINK_CLOSED) {
        const size_t taken = mk_link_receive(&node->link, bytes, size);
        assert(taken > 0); /* every event was fetched, so there is room */
        bytes += taken;
        size -= taken;
        serve_events(node);
    }
    if (node->link.state == MK_LINK_CLOSED) {
        on_link_closed(node, NULL);
    }
}

size_t mk_node_output(const mk_node_t *node, const uint8_t **bytes)
{
    return mk_outbox_peek(&node->link.outbox, bytes);
}

void mk_node_written(mk_node_t *node, size_t size)
{
    assert(node->state == MK_NODE_LINKED || node->state == MK_NODE_DONE);
    mk_outbox_take(&node->link.outbox, size);
    mk_sensor_written(node);
    if (mk_sensor_is_done(node)) {
        node->state = MK_NODE_DONE;
    } else {
        announce(node);
    }
}

void mk_node_disconnected(mk_node_t *node, const char *why)
{
    assert(node->state == MK_NODE_LINKED);
    mk_link_ended(&node->link);
    on_link_closed(node, why);
}

void mk_node_log_totals(const mk_node_t *node, const char *why)
{
    const mk_node_counters_t *totals = &node->counters;
    const mk_system_counters_t *actors = &node->system.counters;
    const mk_link_counters_t *dropped = &node->link.counters;
    const struct {
        const char *name;
        uint32_t value;
    } rare[] = {
        { "readings_refused", totals->readings_refused },
        { "sensor_failures", totals->sensor_failures },
        { "pings_answered", totals->pings_answered },
        { "pings_unanswerable", totals->pings_unanswerable },
        { "caps_answered", totals->caps_answered },
        { "caps_unanswerable", totals->caps_unanswerable },
        { "unhandled", actors->unhandled },
        { "dead_letters", node->system.dead_letters.total },
        { "restarts", actors->restarts },
        { "given_up", actors->given_up },
        { "stalls", actors->stalls },
        { "wrong_source", dropped->wrong_source },
        { "wrong_dest", dropped->wrong_dest },
        { "unknown_system", dropped->unknown_system },
        { "foreign_names", dropped->foreign_names },
        { "names_full", dropped->names_full },
    };
    /* Each entry takes at most a blank, its name, '=' and ten digits. */
    char text[sizeof rare / sizeof rare[0] * 32];
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof rare / sizeof rare[0]; i++) {
        if (rare[i].value > 0) {
            const int added = snprintf(text + length, sizeof text - length, " %s=%" PRIu32,
                                       rare[i].name, rare[i].value);
            assert(added > 0 && (size_t)added < sizeof text - length);
            length += (size_t)added;
        }
    }
    mk_node_log(node, MK_LOG_INFO,
                "stopping: %s; mounts=%" PRIu32 " readings_written=%" PRIu32 "%s", why,
                totals->mounts, totals->readings_written, text);
}
