#include "sensor_actor.h"

#include "node_services.h"

#include "mk/message_type.h"
#include "mk/reading.h"

#include <inttypes.h>

#define TELEMETRY_NAME "telemetry"
#define SENSOR_NUMBER  1

/** Whether readings are still to be queued; those that wait count as if they were written. */
static bool wants_more(const mk_node_t *node)
{
    return node->config.count == 0
           || node->counters.readings_written + node->sensor.queued < node->config.count;
}

void mk_sensor_init(mk_node_t *node)
{
    node->sensor = (mk_sensor_actor_t){ .telemetry = MK_ACTOR_NONE };
    mk_ticker_init(&node->sensor.ticker, node->config.interval_ms);
}

mk_verdict_t mk_sensor_receive(mk_node_t *node, const mk_frame_t *frame)
{
    (void)node;
    (void)frame;
    return MK_UNHANDLED; /* the sensor only speaks */
}

void mk_sensor_follow_names(mk_node_t *node)
{
    const mk_hello_t *peer = &node->link.peer;
    const mk_actor_id_t telemetry = mk_registry_find(&node->link.names, TELEMETRY_NAME);
    if (telemetry == node->sensor.telemetry) {
        return;
    }
    node->sensor.telemetry = telemetry;
    mk_ticker_stop(&node->sensor.ticker);
    if (telemetry == MK_ACTOR_NONE) {
        mk_node_log(node, MK_LOG_INFO,
                    "%s(%" PRIu32 ") has no '" TELEMETRY_NAME "' any more:"
                    " readings stop until it has",
                    peer->identity, peer->node_id);
    } else if (wants_more(node)) {
        mk_ticker_start(&node->sensor.ticker, mk_node_now_ms(node));
        mk_node_log(node, MK_LOG_INFO,
                    "sending a reading every %" PRIu32 " ms to '" TELEMETRY_NAME
                    "' of %s(%" PRIu32 ")",
                    node->config.interval_ms, peer->identity, peer->node_id);
    }
}

/** Reads the sensor; tells the owner when it begins and when it ceases to fail. */
static mk_status_t measure(mk_node_t *node, float *celsius)
{
    const mk_sensor_t *sensor = &node->platform->sensor;
    const mk_status_t status = sensor->read(sensor->context, celsius);
    const bool failed = status != MK_STATUS_OK;
    if (failed) {
        node->counters.sensor_failures++;
    }
    if (failed && !node->sensor.failing) {
        mk_node_log(node, MK_LOG_WARN,
                    "sensor %d does not answer: its readings are left out; check its wiring",
                    SENSOR_NUMBER);
    } else if (!failed && node->sensor.failing) {
        mk_node_log(node, MK_LOG_INFO, "sensor %d answers again", SENSOR_NUMBER);
    }
    node->sensor.failing = failed;
    return status;
}

static void send_reading(mk_node_t *node)
{
    mk_reading_t reading = { .sensor = SENSOR_NUMBER };
    if (measure(node, &reading.celsius) != MK_STATUS_OK) {
        return;
    }
    uint8_t payload[MK_READING_SIZE];
    mk_reading_encode(&reading, payload);
    const mk_frame_t frame = {
        .source = mk_actor_id(node->config.node_id, MK_NODE_SENSOR_SEQUENCE),
        .dest = node->sensor.telemetry,
        .type = MK_TYPE_READING,
        .payload_size = sizeof payload,
        .payload = payload,
    };
    if (mk_link_send(&node->link, &frame) != MK_STATUS_OK) {
        node->counters.readings_refused++;
        return;
    }
    mk_node_log(node, MK_LOG_DEBUG, "reading: %.2f degrees Celsius", (double)reading.celsius);
    node->sensor.queued++;
    node->sensor.queued_end = node->link.outbox.bytes_in;
}

void mk_sensor_tick(mk_node_t *node)
{
    if (mk_ticker_due(&node->sensor.ticker, mk_node_now_ms(node))) {
        send_reading(node);
        if (!wants_more(node)) {
            mk_ticker_stop(&node->sensor.ticker);
        }
    }
}

void mk_sensor_written(mk_node_t *node)
{
    if (node->link.outbox.bytes_out >= node->sensor.queued_end) {
        node->counters.readings_written += node->sensor.queued;
        node->sensor.queued = 0;
    }
}

void mk_sensor_link_closed(mk_node_t *node)
{
    node->sensor.telemetry = MK_ACTOR_NONE;
    node->sensor.queued = 0;
    mk_ticker_stop(&node->sensor.ticker);
}

bool mk_sensor_is_done(const mk_node_t *node)
{
    return node->config.count != 0 && node->counters.readings_written >= node->config.count;
}
