/** mk-node: the node as a process, which joins other nodes over TCP. */
#include "connections.h"
#include "file_store.h"
#include "hal_mock.h"
#include "hal_sim.h"
#include "key_files.h"
#include "options.h"
#include "port_posix.h"
#include "stop_signal.h"

#include "mk/node.h"
#include "mk/sha256.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_BAD_OPTIONS 2

typedef struct app {
    port_posix_t port;
    hal_sim_t sim;
    hal_mock_t board;
    file_store_t store;
    mk_crypto_t crypto;
    mk_platform_t platform;
    mk_node_t node;
    key_files_t keys;
    connections_t connections;
} app_t;

static int complain(const char *message)
{
    fprintf(stderr, "mk-node: %s\n", message);
    return EXIT_BAD_OPTIONS;
}

static void prepare_platform(app_t *app, const options_t *options)
{
    port_posix_init(&app->port, options->identity, options->node_id,
                    options->verbose ? MK_LOG_DEBUG : MK_LOG_INFO);
    app->crypto = (mk_crypto_t){
        .context = &app->port,
        .hmac_sha256 = mk_hmac_sha256,
        .random = port_posix_random,
    };
    app->platform = (mk_platform_t){
        .context = &app->port,
        .now_ms = port_posix_now_ms,
        .random_u32 = port_posix_random_u32,
        .log = port_posix_log,
        .sensor = { .context = &app->sim, .read = hal_sim_read },
        .crypto = &app->crypto,
        .hardware = &app->board.hardware,
        .store = options->state != NULL ? &app->store.store : NULL,
    };
    hal_mock_init(&app->board);
    hal_sim_init(&app->sim, options->identity, &app->platform);
}

static void prepare_node(app_t *app, const options_t *options)
{
    const char *endpoints[MK_LINKS_MAX];
    for (size_t i = 0; i < options->connect_count; i++) {
        endpoints[i] = options->connects[i].text;
    }
    const mk_node_config_t config = {
        .identity = options->identity,
        .node_id = options->node_id,
        .platform = "posix",
        .endpoints = endpoints,
        .endpoint_count = options->connect_count,
        .id_advice = "try --node-id N",
        .interval_ms = options->interval_ms,
        .sensors = options->sensors,
        .count = options->count,
        .heartbeat_ms = options->heartbeat_ms,
        .keys = app->keys.keys,
        .key_count = options->key_count,
        .permissions = options->permissions,
        .permission_count = options->permission_count,
    };
    mk_node_init(&app->node, &config, &app->platform);
}

int main(int argc, char *argv[])
{
    static app_t app;
    static options_t options;
    char message[OPTIONS_MESSAGE_SIZE];
    switch (options_parse(argc, (const char *const *)argv, &options, message)) {
    case OPTIONS_RUN:
        break;
    case OPTIONS_HELP:
        fputs(options_help(), stdout);
        return EXIT_SUCCESS;
    case OPTIONS_VERSION:
        puts("mk-node " MK_VERSION);
        return EXIT_SUCCESS;
    case OPTIONS_BAD:
        return complain(message);
    }
    if (!key_files_read(&app.keys, &options, message)) {
        return complain(message);
    }
    app.store.folder = -1;
    if (options.state != NULL && !file_store_open(&app.store, options.state, message)) {
        return complain(message);
    }
    tls_context_t *tls = NULL;
    if (options.tls.ca != NULL) {
        tls = tls_context_new(&options.tls, message);
        if (tls == NULL) {
            return complain(message);
        }
    }
    int stop_fd;
    if (!stop_signal_catch(&stop_fd)) {
        fprintf(stderr, "mk-node: cannot set up signals: %s\n", strerror(errno));
        return EXIT_FAILURE;
    }
    prepare_platform(&app, &options);
    prepare_node(&app, &options);
    connections_init(&app.connections, &app.node, &app.platform, &options, tls, stop_fd);
    if (options.listens && !connections_listen(&app.connections, message)) {
        return complain(message);
    }
    const char *why = connections_run(&app.connections);
    connections_leave(&app.connections);
    mk_node_log_totals(&app.node, why);
    tls_context_free(tls);
    file_store_close(&app.store);
    return EXIT_SUCCESS;
}
