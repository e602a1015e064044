#include "device_actors.h"

#include "byte_order.h"

#include "mk/metrics.h"
#include "mk/node.h"

void mk_metrics_encode(const mk_metrics_t *metrics, uint8_t *out)
{
    const uint32_t numbers[] = {
        metrics->actors,       metrics->messages,
        metrics->restarts,     metrics->given_up,
        metrics->dead_letters, metrics->unhandled,
        metrics->stalls,       metrics->blocks,
        metrics->blocks_max,   metrics->blocks_total,
        metrics->links,        metrics->mounts,
        metrics->free_memory,  (uint32_t)metrics->signal_dbm,
    };
    mk_write_u64_le(out, metrics->uptime_ms);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        mk_write_u32_le(out + 8 + 4 * i, numbers[i]);
    }
}

static uint32_t count_mounted(const mk_node_t *node)
{
    uint32_t count = 0;
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        count += node->mounts[i].link.state == MK_LINK_MOUNTED ? 1 : 0;
    }
    return count;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    const mk_node_t *node = mk_state(context);
    const mk_system_t *system = &node->system;
    if (message->type != MK_TYPE_METRICS_GET || message->payload_size != 0) {
        return MK_NEXT_UNHANDLED;
    }
    mk_metrics_t metrics = {
        .uptime_ms = mk_now_ms(context) - node->started_ms,
        .actors = mk_system_actor_count(system),
        .messages = system->counters.messages,
        .restarts = system->counters.restarts,
        .given_up = system->counters.given_up,
        .dead_letters = system->dead_letters.total,
        .unhandled = system->counters.unhandled,
        .stalls = system->counters.stalls,
        .blocks = system->pool.used,
        .blocks_max = system->pool.used_max,
        .blocks_total = MK_BLOCKS,
        .links = count_mounted(node),
        .mounts = node->counters.mounts,
    };
    const mk_platform_t *platform = node->platform;
    if (platform->measure != NULL) {
        platform->measure(platform->context, &metrics.free_memory, &metrics.signal_dbm);
    }
    uint8_t payload[MK_METRICS_SIZE];
    mk_metrics_encode(&metrics, payload);
    mk_answer(context, message, MK_TYPE_METRICS, payload, sizeof payload);
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "metrics", .receive = receive };

const mk_actor_spec_t MK_METRICS_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 4,
    .restart = MK_PERMANENT,
};
