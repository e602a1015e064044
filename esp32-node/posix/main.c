/** mk-node: the node as a process, which joins a listener over TCP. */
#include "hal_sim.h"
#include "options.h"
#include "port_posix.h"
#include "tcp.h"

#include "mk/node.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE        4096u
#define FAREWELL_MS      1000u /**< how long a node that ends waits for the peer to close, too */
#define EXIT_BAD_OPTIONS 2

typedef struct app {
    port_posix_t port;
    hal_sim_t sim;
    mk_platform_t platform;
    mk_node_t node;
    tcp_t tcp;
    int stop_fd; /**< readable once a signal asked the node to end */
} app_t;

/* ---- signals ---- */

/** A signal handler can be told nothing, so this is the one global of the program. */
static int stop_pipe_in = -1;

static void on_stop_signal(int signal_number)
{
    (void)signal_number;
    const int error = errno;
    (void)!write(stop_pipe_in, "", 1); /* a full pipe says it already */
    errno = error;
}

static bool make_nonblocking(int fd)
{
    const int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) >= 0
           && fcntl(fd, F_SETFD, FD_CLOEXEC) >= 0;
}

/** Lets SIGINT and SIGTERM make `stop_fd` readable. A second one ends the process the hard way. */
static bool catch_signals(int *stop_fd)
{
    int ends[2];
    if (pipe(ends) < 0 || !make_nonblocking(ends[0]) || !make_nonblocking(ends[1])) {
        return false;
    }
    *stop_fd = ends[0];
    stop_pipe_in = ends[1];
    struct sigaction stop = { .sa_handler = on_stop_signal, .sa_flags = (int)SA_RESETHAND };
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    return sigaction(SIGINT, &stop, NULL) == 0 && sigaction(SIGTERM, &stop, NULL) == 0
           && sigaction(SIGPIPE, &ignore, NULL) == 0;
}

/* ---- transport ---- */

static void keep_connecting(app_t *app, const options_t *options)
{
    const uint64_t now_ms = port_posix_now_ms(&app->port);
    const tcp_state_t state = app->tcp.state == TCP_CLOSED
                                  ? tcp_connect(&app->tcp, options->host, options->port, now_ms)
                                  : tcp_continue(&app->tcp, now_ms);
    if (state == TCP_CONNECTED) {
        mk_node_connected(&app->node);
    } else if (state == TCP_CLOSED) {
        mk_node_connect_failed(&app->node, app->tcp.error);
    }
}

/** Writes as much of the node's output as the socket takes now. */
static tcp_result_t flush(app_t *app)
{
    const uint8_t *bytes;
    size_t size;
    while ((size = mk_node_output(&app->node, &bytes)) > 0) {
        size_t moved;
        const tcp_result_t result = tcp_write(&app->tcp, bytes, size, &moved);
        if (result != TCP_DONE) {
            return result;
        }
        mk_node_written(&app->node, moved);
    }
    return TCP_DONE;
}

static void disconnected(app_t *app)
{
    tcp_close(&app->tcp);
    mk_node_disconnected(&app->node, app->tcp.error);
}

static void write_output(app_t *app)
{
    if (flush(app) == TCP_ENDED) {
        disconnected(app);
    }
}

static void read_input(app_t *app)
{
    uint8_t bytes[READ_SIZE];
    size_t moved;
    const tcp_result_t result = tcp_read(&app->tcp, bytes, sizeof bytes, &moved);
    if (result == TCP_ENDED) {
        disconnected(app);
        return;
    }
    if (result == TCP_DONE) {
        mk_node_received(&app->node, bytes, moved);
        if (mk_node_state(&app->node) == MK_NODE_WAITING) {
            tcp_close(&app->tcp); /* the node wants no more of this peer */
        }
    }
}

/* ---- loop ---- */

/** Milliseconds until `at_ms`, as poll wants them: -1 for never. */
static int poll_timeout(const app_t *app, uint64_t at_ms)
{
    if (at_ms == MK_NEVER) {
        return -1;
    }
    const uint64_t now_ms = app->platform.now_ms(app->platform.context);
    if (at_ms <= now_ms) {
        return 0;
    }
    return at_ms - now_ms < INT_MAX ? (int)(at_ms - now_ms) : INT_MAX;
}

static short wanted_events(const app_t *app)
{
    const uint8_t *bytes;
    switch (app->tcp.state) {
    case TCP_CONNECTING:
        return POLLOUT;
    case TCP_CONNECTED:
        return mk_node_output(&app->node, &bytes) > 0 ? POLLIN | POLLOUT : POLLIN;
    case TCP_CLOSED:
        break;
    }
    return 0;
}

/** Sleeps until there is something to do, and reads what came in. @return false on a signal */
static bool wait_and_read(app_t *app)
{
    const uint64_t wake_ms = app->tcp.state == TCP_CONNECTING ? app->tcp.deadline_ms
                                                              : mk_node_wake_ms(&app->node);
    struct pollfd fds[] = {
        { .fd = app->stop_fd, .events = POLLIN },
        { .fd = app->tcp.fd, .events = wanted_events(app) },
    };
    if (poll(fds, 2, poll_timeout(app, wake_ms)) < 0) {
        return true; /* EINTR: the pipe will tell */
    }
    if (fds[0].revents != 0) {
        return false;
    }
    const bool has_input = (fds[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
    if (has_input && app->tcp.state == TCP_CONNECTED) {
        read_input(app);
    }
    return true;
}

/** Runs the node until it is done or a signal comes. @return why it ends */
static const char *run(app_t *app, const options_t *options)
{
    do {
        switch (mk_node_step(&app->node)) {
        case MK_NODE_CONNECTING:
            keep_connecting(app, options);
            break;
        case MK_NODE_LINKED:
            write_output(app);
            break;
        case MK_NODE_WAITING:
            tcp_close(&app->tcp);
            break;
        case MK_NODE_DONE:
            break;
        }
        if (mk_node_state(&app->node) == MK_NODE_DONE) {
            return "all readings are written";
        }
    } while (wait_and_read(app));
    return "a signal asks for it";
}

/**
 * Ends a connection so that nothing written is lost: what is queued goes out whole, and the socket
 * stays open until the peer has read it and closes, too. A socket closed with unread input would
 * be reset instead, and the peer might never read the last frames.
 */
static void leave(app_t *app)
{
    const uint64_t deadline_ms = port_posix_now_ms(&app->port) + FAREWELL_MS;
    tcp_result_t output = TCP_LATER;
    while (app->tcp.state == TCP_CONNECTED && port_posix_now_ms(&app->port) < deadline_ms) {
        if (output == TCP_LATER) {
            output = flush(app);
            if (output == TCP_DONE) {
                tcp_end_output(&app->tcp);
            }
        }
        struct pollfd fd = { .fd = app->tcp.fd, .events = wanted_events(app) };
        if (poll(&fd, 1, poll_timeout(app, deadline_ms)) > 0) {
            uint8_t unread[READ_SIZE];
            size_t moved;
            if (tcp_read(&app->tcp, unread, sizeof unread, &moved) == TCP_ENDED) {
                tcp_close(&app->tcp);
            }
        }
    }
    tcp_close(&app->tcp);
}

int main(int argc, char *argv[])
{
    options_t options;
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
        fprintf(stderr, "mk-node: %s\n", message);
        return EXIT_BAD_OPTIONS;
    }

    app_t app;
    if (!catch_signals(&app.stop_fd)) {
        fprintf(stderr, "mk-node: cannot set up signals: %s\n", strerror(errno));
        return EXIT_FAILURE;
    }
    tcp_init(&app.tcp);
    port_posix_init(&app.port, options.identity, options.node_id,
                    options.verbose ? MK_LOG_DEBUG : MK_LOG_INFO);
    app.platform = (mk_platform_t){
        .context = &app.port,
        .now_ms = port_posix_now_ms,
        .random_u32 = port_posix_random_u32,
        .log = port_posix_log,
        .sensor = { .context = &app.sim, .read = hal_sim_read },
    };
    hal_sim_init(&app.sim, options.identity, &app.platform);
    const mk_node_config_t config = {
        .identity = options.identity,
        .node_id = options.node_id,
        .platform = "posix",
        .endpoint = options.endpoint,
        .id_advice = "try --node-id N",
        .interval_ms = options.interval_ms,
        .count = options.count,
    };
    mk_node_init(&app.node, &config, &app.platform);

    const char *why = run(&app, &options);
    leave(&app);
    mk_node_log_totals(&app.node, why);
    return EXIT_SUCCESS;
}
