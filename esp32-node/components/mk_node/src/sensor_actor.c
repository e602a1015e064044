#include "sensor_actor.h"

#include "node_services.h"

#include "mk/message_type.h"
#include "mk/reading.h"

#include <inttypes.h>

#define TELEMETRY_NAME "telemetry"
#define READING_TIMER  1u

/** Whether readings are still to be queued; those that wait count as if they were written. */
static bool wants_more(const mk_node_t *node)
{
    return node->config.count == 0
           || node->counters.readings_written + node->sensor.queued < node->config.count;
}

static void stop_readings(mk_node_t *node)
{
    mk_timers_stop(&node->system.timers, MK_NODE_SENSOR_SEQUENCE, READING_TIMER);
}

/** Has a reading sent at once, and then every interval. */
static void start_readings(mk_node_t *node)
{
    const mk_status_t status =
        mk_timers_start(&node->system.timers, MK_NODE_SENSOR_SEQUENCE, READING_TIMER,
                        mk_node_now_ms(node), 0, node->config.interval_ms);
    if (status != MK_STATUS_OK) {
        mk_node_log(node, MK_LOG_WARN,
                    "no timer is free: no readings are sent; build with a larger MK_TIMERS_MAX");
    }
}

/** The first link whose peer has the name; the one that has it now is asked first. */
static mk_actor_id_t find_telemetry(const mk_node_t *node, size_t *link)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        *link = (node->sensor.link + i) % MK_LINKS_MAX;
        const mk_actor_id_t id = mk_registry_find(&node->mounts[*link].link.names, TELEMETRY_NAME);
        if (id != MK_ACTOR_NONE) {
            return id;
        }
    }
    return MK_ACTOR_NONE;
}

void mk_sensor_follow_names(mk_node_t *node)
{
    size_t link;
    const mk_actor_id_t telemetry = find_telemetry(node, &link);
    if (telemetry == node->sensor.telemetry) {
        return;
    }
    const mk_link_peer_t *old = &node->mounts[node->sensor.link].link.peer;
    node->sensor.telemetry = telemetry;
    stop_readings(node);
    if (telemetry == MK_ACTOR_NONE) {
        mk_node_log(node, MK_LOG_INFO,
                    "%s(%" PRIu32 ") has no '" TELEMETRY_NAME "' any more:"
                    " readings stop until it has",
                    old->identity, old->node_id);
        return;
    }
    if (link != node->sensor.link) {
        node->sensor.queued = 0; /* what waits for the other peer is not counted any more */
        node->sensor.link = link;
    }
    if (wants_more(node)) {
        const mk_link_peer_t *peer = &node->mounts[link].link.peer;
        start_readings(node);
        mk_node_log(node, MK_LOG_INFO,
                    "sending a reading every %" PRIu32 " ms to '" TELEMETRY_NAME "' of %s(%" PRIu32
                    ")",
                    node->config.interval_ms, peer->identity, peer->node_id);
    }
}

/** Reads a sensor; tells the owner when it begins and when it ceases to fail. */
static mk_status_t measure(mk_node_t *node, uint32_t number, float *celsius)
{
    const mk_sensor_t *sensor = &node->platform->sensor;
    const uint32_t bit = UINT32_C(1) << number;
    const mk_status_t status = sensor->read(sensor->context, number, celsius);
    const bool failed = status != MK_STATUS_OK;
    const bool failed_before = (node->sensor.failing & bit) != 0;
    if (failed) {
        node->counters.sensor_failures++;
    }
    if (failed && !failed_before) {
        mk_node_log(node, MK_LOG_WARN,
                    "sensor %" PRIu32
                    " does not answer: its readings are left out; check its wiring",
                    number);
    } else if (!failed && failed_before) {
        mk_node_log(node, MK_LOG_INFO, "sensor %" PRIu32 " answers again", number);
    }
    node->sensor.failing = failed ? node->sensor.failing | bit : node->sensor.failing & ~bit;
    return status;
}

static void send_reading(mk_context_t *context, mk_node_t *node, uint32_t number)
{
    mk_reading_t reading = { .sensor = (int32_t)number };
    if (measure(node, number, &reading.celsius) != MK_STATUS_OK) {
        return;
    }
    uint8_t payload[MK_READING_SIZE];
    mk_reading_encode(&reading, payload);
    if (mk_tell(context, node->sensor.telemetry, MK_TYPE_READING, payload, sizeof payload)
        != MK_ACCEPTED) {
        node->counters.readings_refused++;
        return;
    }
    mk_node_log(node, MK_LOG_DEBUG, "reading of sensor %" PRIu32 ": %.2f degrees Celsius", number,
                (double)reading.celsius);
    node->sensor.queued++;
    node->sensor.queued_end = node->mounts[node->sensor.link].link.outbox.bytes_in;
}

static void send_readings(mk_context_t *context, mk_node_t *node)
{
    const uint32_t sensors = node->config.sensors == 0 ? 1 : node->config.sensors;
    for (uint32_t number = 1; number <= sensors && wants_more(node); number++) {
        send_reading(context, node, number);
    }
}

static mk_next_t start(mk_context_t *context)
{
    mk_node_t *node = mk_state(context);
    if (node->sensor.telemetry != MK_ACTOR_NONE && wants_more(node)) {
        start_readings(node); /* the timer of the life before ended with it */
    }
    return MK_NEXT_SAME;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    mk_node_t *node = mk_state(context);
    uint32_t timer;
    if (!mk_timer_notice(context, message, &timer)) {
        return MK_NEXT_UNHANDLED; /* the sensor only speaks */
    }
    send_readings(context, node);
    if (!wants_more(node)) {
        stop_readings(node);
    }
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "sensor", .start = start, .receive = receive };

const mk_actor_spec_t MK_SENSOR_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 4,
    .restart = MK_PERMANENT,
};

void mk_sensor_written(mk_node_t *node)
{
    if (node->mounts[node->sensor.link].link.outbox.bytes_out >= node->sensor.queued_end) {
        node->counters.readings_written += node->sensor.queued;
        node->sensor.queued = 0;
    }
}

void mk_sensor_link_closed(mk_node_t *node, size_t link)
{
    if (link == node->sensor.link) {
        node->sensor.telemetry = MK_ACTOR_NONE;
        node->sensor.queued = 0;
        stop_readings(node);
        mk_sensor_follow_names(node); /* another peer may have it, too */
    }
}

bool mk_sensor_is_done(const mk_node_t *node)
{
    return node->config.count != 0 && node->counters.readings_written >= node->config.count;
}
