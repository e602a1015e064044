#include "mk/node.h"

#include "node_services.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

static mk_link_counters_t dropped_by_all(const mk_node_t *node)
{
    mk_link_counters_t sum = { 0 };
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        const mk_link_counters_t *of_link = &node->mounts[i].link.counters;
        sum.wrong_source += of_link->wrong_source;
        sum.wrong_dest += of_link->wrong_dest;
        sum.unknown_system += of_link->unknown_system;
        sum.foreign_names += of_link->foreign_names;
        sum.names_full += of_link->names_full;
        sum.not_understood += of_link->not_understood;
        sum.unanswered += of_link->unanswered;
    }
    return sum;
}

void mk_node_log_totals(mk_node_t *node, const char *why)
{
    const mk_node_counters_t *totals = &node->counters;
    const mk_system_counters_t *actors = &node->system.counters;
    const mk_link_counters_t dropped = dropped_by_all(node);
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
        { "wrong_source", dropped.wrong_source },
        { "wrong_dest", dropped.wrong_dest },
        { "unknown_system", dropped.unknown_system },
        { "foreign_names", dropped.foreign_names },
        { "names_full", dropped.names_full },
        { "not_understood", dropped.not_understood },
        { "unanswered", dropped.unanswered },
        { "not_permitted", totals->not_permitted },
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
