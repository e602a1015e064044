#include "mk/node.h"

#include "device_actors.h"
#include "node_parts.h"
#include "node_services.h"
#include "ping_actor.h"
#include "sensor_actor.h"

#include <assert.h>
#include <string.h>

/** Turns that actors may take before the node looks after its links again. */
#define TURNS_PER_STEP 64u

void mk_node_run_actors(mk_node_t *node)
{
    mk_system_run(&node->system, TURNS_PER_STEP);
    mk_node_tell_peers(node);
}

/** Starts an actor below the node, if the platform has what it needs. */
static void start_actor(mk_node_t *node, const char *name, const mk_actor_spec_t *spec,
                        bool is_there, uint32_t sequence)
{
    mk_actor_id_t id = MK_ACTOR_NONE;
    if (is_there) {
        const mk_status_t status = mk_system_spawn(&node->system, name, spec, node, &id);
        assert(status == MK_STATUS_OK);
        assert(sequence == 0 || mk_actor_sequence(id) == sequence);
        (void)status;
        (void)sequence;
    }
}

static void start_actors(mk_node_t *node)
{
    static const mk_hardware_t NO_HARDWARE = { .gpio = NULL };
    const mk_platform_t *platform = node->platform;
    const mk_hardware_t *hardware = platform->hardware != NULL ? platform->hardware : &NO_HARDWARE;
    mk_system_init(&node->system, platform, mk_node_transmitter(node), node->config.identity,
                   node->config.node_id, NULL);
    start_actor(node, "sensor/temp", &MK_SENSOR_ACTOR, true, MK_NODE_SENSOR_SEQUENCE);
    start_actor(node, "ping", &MK_PING_ACTOR, true, MK_NODE_PING_SEQUENCE);
    start_actor(node, "metrics", &MK_METRICS_ACTOR, true, 0);
    start_actor(node, "gpio", &MK_GPIO_ACTOR, hardware->gpio != NULL, 0);
    start_actor(node, "i2c", &MK_I2C_ACTOR, hardware->i2c != NULL, 0);
    start_actor(node, "pwm", &MK_PWM_ACTOR, hardware->pwm != NULL, 0);
    start_actor(node, "led", &MK_LED_ACTOR, hardware->led != NULL, 0);
    start_actor(node, "store", &MK_STORE_ACTOR, platform->store != NULL, 0);
    mk_system_run(&node->system, TURNS_PER_STEP);
}

/** Random, not 0: another one than that of the life before. */
static uint64_t draw_incarnation(const mk_platform_t *platform)
{
    uint64_t incarnation = 0;
    const mk_crypto_t *crypto = platform->crypto;
    if (crypto != NULL
        && crypto->random(crypto->context, (uint8_t *)&incarnation, sizeof incarnation)
        && incarnation != 0) {
        return incarnation;
    }
    const uint64_t upper = platform->random_u32(platform->context);
    return upper << 32 | platform->random_u32(platform->context) | 1;
}

void mk_node_init(mk_node_t *node, const mk_node_config_t *config, const mk_platform_t *platform)
{
    assert(mk_identity_is_valid(config->identity));
    assert(config->interval_ms >= MK_INTERVAL_MIN_MS);
    assert(config->interval_ms <= MK_INTERVAL_MAX_MS);
    assert(config->endpoint_count <= MK_LINKS_MAX);
    assert(config->sensors <= MK_SENSORS_MAX);
    assert(platform->crypto != NULL || config->key_count == 0);
    node->config = *config;
    node->platform = platform;
    node->is_done = false;
    node->counters = (mk_node_counters_t){ 0 };
    node->sensor = (mk_sensor_actor_t){ .telemetry = MK_ACTOR_NONE };
    node->started_ms = platform->now_ms(platform->context);
    node->log = (mk_log_shipper_t){ .count = 0 };
    node->ping = (mk_ping_actor_t){ .asker = MK_ACTOR_NONE };
    node->self = (mk_link_self_t){
        .node_id = config->node_id,
        .incarnation = platform->crypto != NULL ? draw_incarnation(platform) : 0,
        .heartbeat_ms = config->heartbeat_ms == 0 ? MK_HEARTBEAT_MS : config->heartbeat_ms,
        .crypto = platform->crypto,
        .keys = config->keys,
        .key_count = config->key_count,
        .receipts = &node->receipts,
    };
    mk_receipts_init(&node->receipts, node->self.incarnation);
    memcpy(node->self.identity, config->identity, strlen(config->identity) + 1);
    mk_node_init_mounts(node);
    start_actors(node);
}

/* ---- time ---- */

static void step_link(mk_node_t *node, mk_mount_t *mount, uint64_t now_ms)
{
    if (mount->state == MK_NODE_WAITING && now_ms >= mount->retry_at_ms
        && !mk_node_is_linked_otherwise(node, mount)) {
        mount->state = MK_NODE_CONNECTING;
    }
    if (mount->state == MK_NODE_LINKED) {
        mk_link_tick(&mount->link, now_ms);
        if (mount->link.state == MK_LINK_CLOSED) {
            mk_node_on_closed(node, mount, NULL);
        }
    }
}

void mk_node_step(mk_node_t *node)
{
    const uint64_t now_ms = mk_node_now_ms(node);
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        step_link(node, &node->mounts[i], now_ms);
    }
    if (!node->is_done) {
        mk_node_run_actors(node);
    }
}

mk_node_state_t mk_node_state(const mk_node_t *node, size_t link)
{
    assert(link < MK_LINKS_MAX);
    return node->is_done ? MK_NODE_DONE : node->mounts[link].state;
}

bool mk_node_is_done(const mk_node_t *node)
{
    return node->is_done;
}

static uint64_t wake_of(const mk_node_t *node, const mk_mount_t *mount)
{
    if (mount->state == MK_NODE_LINKED) {
        return mk_link_deadline_ms(&mount->link);
    }
    return mount->state == MK_NODE_WAITING && !mk_node_is_linked_otherwise(node, mount)
               ? mount->retry_at_ms
               : MK_NEVER;
}

uint64_t mk_node_wake_ms(const mk_node_t *node)
{
    if (node->is_done) {
        return MK_NEVER;
    }
    uint64_t wake_ms = mk_system_wake_ms(&node->system);
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        const uint64_t of_link_ms = wake_of(node, &node->mounts[i]);
        wake_ms = of_link_ms < wake_ms ? of_link_ms : wake_ms;
    }
    return wake_ms;
}

/* ---- bytes ---- */

static void serve_events(mk_node_t *node, mk_mount_t *mount)
{
    mk_frame_t frame;
    for (;;) {
        const mk_link_event_t event = mk_link_next(&mount->link, &frame);
        switch (event) {
        case MK_LINK_EVENT_NONE:
            return;
        case MK_LINK_EVENT_PROVEN:
            mk_node_on_proven(node, mount);
            break;
        case MK_LINK_EVENT_MOUNTED:
            mk_node_on_mounted(node, mount);
            break;
        default:
            mk_node_on_event(node, mount, event, &frame);
            break;
        }
    }
}

void mk_node_received(mk_node_t *node, size_t link, const uint8_t *bytes, size_t size)
{
    mk_mount_t *mount = &node->mounts[link];
    assert(mount->state == MK_NODE_LINKED);
    const uint64_t now_ms = mk_node_now_ms(node);
    while (size > 0 && mount->link.state != MK_LINK_CLOSED) {
        const size_t taken = mk_link_receive(&mount->link, bytes, size, now_ms);
        assert(taken > 0); /* every event was fetched, so there is room */
        bytes += taken;
        size -= taken;
        serve_events(node, mount);
    }
    if (mount->link.state == MK_LINK_CLOSED && mount->state == MK_NODE_LINKED) {
        mk_node_on_closed(node, mount, NULL);
    }
}

size_t mk_node_output(const mk_node_t *node, size_t link, const uint8_t **bytes)
{
    return mk_outbox_peek(&node->mounts[link].link.outbox, bytes);
}

void mk_node_written(mk_node_t *node, size_t link, size_t size)
{
    mk_link_written(&node->mounts[link].link, size);
    mk_sensor_written(node);
    if (mk_sensor_is_done(node)) {
        node->is_done = true;
    } else {
        mk_node_tell_peers(node);
    }
}
