#include "connections.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE   4096u
#define FAREWELL_MS 1000u /**< how long a node that ends waits for its peers to close, too */

static uint64_t now_ms(const connections_t *connections)
{
    return connections->platform->now_ms(connections->platform->context);
}

void connections_init(connections_t *connections, mk_node_t *node, const mk_platform_t *platform,
                      const options_t *options, tls_context_t *context, int stop_fd)
{
    *connections = (connections_t){
        .node = node,
        .options = options,
        .platform = platform,
        .listening_fd = -1,
        .stop_fd = stop_fd,
    };
    tcp_init(&connections->arriving, context);
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        tcp_init(&connections->tcp[i], context);
    }
}

bool connections_listen(connections_t *connections, char *message)
{
    const options_t *options = connections->options;
    const options_endpoint_t *at = &options->listen;
    char error[TLS_MESSAGE_SIZE];
    bool is_loopback;
    connections->listening_fd = tcp_listen(at->host, at->port, &is_loopback, error);
    if (connections->listening_fd < 0) {
        snprintf(message, OPTIONS_MESSAGE_SIZE, "cannot listen at %.100s: %s", at->text, error);
        return false;
    }
    if (!is_loopback && options->key_count == 0 && options->tls.ca == NULL) {
        snprintf(message, OPTIONS_MESSAGE_SIZE,
                 "--listen must be at an address of this machine only, got '%.100s';"
                 " add --psk-file or --tls-ca to let others join",
                 at->text);
        return false;
    }
    char line[128];
    snprintf(line, sizeof line, "listening on port %u", tcp_port(connections->listening_fd));
    connections->platform->log(connections->platform->context, MK_LOG_INFO, line);
    return true;
}

/* ---- one connection ---- */

static bool certifies(void *context, const char *identity)
{
    const tcp_t *tcp = context;
    return tls_certifies(tcp->tls, identity);
}

/**
 * Whether MK01 may be spoken there. A node that has a key or TLS opens no such connection beyond
 * this machine, whatever it lets in: somebody in between could only pretend that the peer is an old
 * one.
 */
static bool allows_mk01(const options_t *options, const tcp_t *tcp, bool connects)
{
    const bool is_protected = options->key_count > 0 || options->tls.ca != NULL;
    if (tcp->tls != NULL || options->mk01 == OPTIONS_MK01_NEVER) {
        return false;
    }
    return tcp->is_loopback || (options->mk01 == OPTIONS_MK01_ANY && !(connects && is_protected));
}

/** What the node is to know of a connection; `tcp` is where it stays. */
static mk_transport_t transport_of(const connections_t *connections, tcp_t *tcp, bool connects)
{
    const bool is_certified = tcp->tls != NULL && tls_has_certificate(tcp->tls);
    return (mk_transport_t){
        .is_private = tcp->tls != NULL,
        .allows_mk01 = allows_mk01(connections->options, tcp, connects),
        .certifies = is_certified ? certifies : NULL,
        .context = tcp,
    };
}

static void keep_connecting(connections_t *connections, size_t link)
{
    tcp_t *tcp = &connections->tcp[link];
    const options_endpoint_t *to = &connections->options->connects[link];
    const uint64_t now = now_ms(connections);
    const tcp_state_t state = tcp->state == TCP_CLOSED ? tcp_connect(tcp, to->host, to->port, now)
                                                       : tcp_continue(tcp, now);
    if (state == TCP_CONNECTED) {
        mk_node_connected(connections->node, link, transport_of(connections, tcp, true));
    } else if (state == TCP_CLOSED) {
        mk_node_connect_failed(connections->node, link, tcp->error);
    }
}

/** Writes as much of the node's output as the socket takes now. */
static tcp_result_t flush(connections_t *connections, size_t link)
{
    const uint8_t *bytes;
    size_t size;
    while ((size = mk_node_output(connections->node, link, &bytes)) > 0) {
        size_t moved;
        const tcp_result_t result = tcp_write(&connections->tcp[link], bytes, size, &moved);
        if (result != TCP_DONE) {
            return result;
        }
        mk_node_written(connections->node, link, moved);
    }
    return TCP_DONE;
}

static void disconnected(connections_t *connections, size_t link)
{
    tcp_t *tcp = &connections->tcp[link];
    mk_node_disconnected(connections->node, link, tcp->error);
    tcp_close(tcp);
}

/**
 * Hangs up; the last words go out as far as the socket takes them. What has come meanwhile is read
 * and dropped, since a socket with unread input is reset, and the words with it.
 */
static void hang_up(connections_t *connections, size_t link)
{
    tcp_t *tcp = &connections->tcp[link];
    if (tcp->state == TCP_CONNECTED) {
        uint8_t unread[READ_SIZE];
        size_t moved;
        (void)flush(connections, link);
        tcp_end_output(tcp);
        for (unsigned i = 0; i < 16 && tcp_read(tcp, unread, sizeof unread, &moved) == TCP_DONE;
             i++) {
        }
    }
    tcp_close(tcp);
}

static void read_input(connections_t *connections, size_t link)
{
    uint8_t bytes[READ_SIZE];
    tcp_t *tcp = &connections->tcp[link];
    do {
        size_t moved;
        switch (tcp_read(tcp, bytes, sizeof bytes, &moved)) {
        case TCP_DONE:
            mk_node_received(connections->node, link, bytes, moved);
            break;
        case TCP_ENDED:
            disconnected(connections, link);
            return;
        case TCP_LATER:
            return;
        }
    } while (tcp->tls != NULL && tls_has_input(tcp->tls)
             && mk_node_state(connections->node, link) == MK_NODE_LINKED);
}

/* ---- those who join ---- */

/** A connection that is ready finds its link, where its socket goes, too. */
static void settle_arriving(connections_t *connections)
{
    tcp_t *tcp = &connections->arriving;
    if (tcp->state != TCP_CONNECTED) {
        return; /* it secures itself, or is gone */
    }
    mk_transport_t transport = transport_of(connections, tcp, false);
    mk_node_t *node = connections->node;
    for (size_t i = connections->options->connect_count; i < MK_LINKS_MAX; i++) {
        if (mk_node_state(node, i) == MK_NODE_FREE) {
            hang_up(connections, i); /* what the one before has left */
        }
    }
    size_t link = MK_NODE_NO_LINK;
    for (size_t i = connections->options->connect_count; i < MK_LINKS_MAX; i++) {
        if (mk_node_state(node, i) == MK_NODE_FREE && link == MK_NODE_NO_LINK) {
            transport.context = &connections->tcp[i];
            link = mk_node_accepted(node, tcp->peer, transport);
        }
    }
    if (link == MK_NODE_NO_LINK) {
        (void)mk_node_accepted(node, tcp->peer, transport); /* which says so in the log */
        tcp_close(tcp);
        return;
    }
    connections->tcp[link] = *tcp;
    tcp_init(tcp, connections->tcp[link].context);
}

static void arrive(connections_t *connections, bool is_waiting)
{
    tcp_t *tcp = &connections->arriving;
    if (tcp->state == TCP_SECURING) {
        (void)tcp_continue(tcp, now_ms(connections));
    } else if (is_waiting) {
        (void)tcp_accept(tcp, connections->listening_fd, now_ms(connections));
    }
    settle_arriving(connections);
}

/* ---- loop ---- */

/** Does for each link what the node wants now. */
static void act(connections_t *connections)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        switch (mk_node_state(connections->node, i)) {
        case MK_NODE_CONNECTING:
            if (connections->tcp[i].state == TCP_CONNECTED) {
                hang_up(connections, i); /* what is left of the attempt before */
            }
            keep_connecting(connections, i);
            break;
        case MK_NODE_LINKED:
            if (flush(connections, i) == TCP_ENDED) {
                disconnected(connections, i);
            }
            break;
        case MK_NODE_WAITING:
        case MK_NODE_FREE:
            hang_up(connections, i);
            break;
        case MK_NODE_DONE:
            break;
        }
    }
}

/** Milliseconds until `at_ms`, as poll wants them: -1 for never. */
static int poll_timeout(const connections_t *connections, uint64_t at_ms)
{
    const uint64_t now = now_ms(connections);
    if (at_ms == MK_NEVER) {
        return -1;
    }
    if (at_ms <= now) {
        return 0;
    }
    return at_ms - now < INT_MAX ? (int)(at_ms - now) : INT_MAX;
}

static uint64_t wake_ms(const connections_t *connections)
{
    uint64_t wake = mk_node_wake_ms(connections->node);
    for (size_t i = 0; i <= MK_LINKS_MAX; i++) {
        const tcp_t *tcp = i < MK_LINKS_MAX ? &connections->tcp[i] : &connections->arriving;
        if ((tcp->state == TCP_CONNECTING || tcp->state == TCP_SECURING)
            && tcp->deadline_ms < wake) {
            wake = tcp->deadline_ms;
        }
    }
    return wake;
}

static struct pollfd wanted(const connections_t *connections, size_t link)
{
    const uint8_t *bytes;
    const tcp_t *tcp = &connections->tcp[link];
    return (struct pollfd){
        .fd = tcp->fd,
        .events = tcp_events(tcp, mk_node_output(connections->node, link, &bytes) > 0),
    };
}

/** Sleeps until there is something to do, and reads what came in. @return false to stop */
static bool wait_and_read(connections_t *connections)
{
    struct pollfd fds[MK_LINKS_MAX + 3];
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        fds[i] = wanted(connections, i);
    }
    tcp_t *arriving = &connections->arriving;
    const bool accepts = arriving->state == TCP_CLOSED;
    fds[MK_LINKS_MAX] = (struct pollfd){ .fd = connections->stop_fd, .events = POLLIN };
    fds[MK_LINKS_MAX + 1] =
        (struct pollfd){ .fd = arriving->fd, .events = tcp_events(arriving, false) };
    fds[MK_LINKS_MAX + 2] = (struct pollfd){
        .fd = accepts ? connections->listening_fd : -1,
        .events = POLLIN,
    };
    if (poll(fds, MK_LINKS_MAX + 3, poll_timeout(connections, wake_ms(connections))) < 0) {
        return true; /* EINTR: the pipe will tell */
    }
    if (fds[MK_LINKS_MAX].revents != 0) {
        return false;
    }
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        const bool has_input = fds[i].revents != 0;
        if (has_input && connections->tcp[i].state == TCP_CONNECTED
            && mk_node_state(connections->node, i) == MK_NODE_LINKED) {
            read_input(connections, i);
        }
    }
    if (!accepts || fds[MK_LINKS_MAX + 2].revents != 0) {
        arrive(connections, fds[MK_LINKS_MAX + 2].revents != 0);
    }
    return true;
}

const char *connections_run(connections_t *connections)
{
    do {
        mk_node_step(connections->node);
        act(connections);
        if (mk_node_is_done(connections->node)) {
            return "all readings are written";
        }
    } while (wait_and_read(connections));
    return "a signal asks for it";
}

/* ---- end ---- */

/** Goes on with a farewell. @return whether it is over */
static bool part(connections_t *connections, size_t link, bool *ended)
{
    tcp_t *tcp = &connections->tcp[link];
    if (tcp->state != TCP_CONNECTED) {
        tcp_close(tcp);
        return true;
    }
    if (!*ended && flush(connections, link) == TCP_DONE) {
        tcp_end_output(tcp);
        *ended = true;
    }
    uint8_t unread[READ_SIZE];
    size_t moved;
    tcp_result_t result;
    while ((result = tcp_read(tcp, unread, sizeof unread, &moved)) == TCP_DONE) {
    }
    if (result == TCP_ENDED) {
        tcp_close(tcp);
    }
    return result == TCP_ENDED;
}

void connections_leave(connections_t *connections)
{
    const uint64_t deadline_ms = now_ms(connections) + FAREWELL_MS;
    bool ended[MK_LINKS_MAX] = { false };
    bool is_over = false;
    mk_node_leave(connections->node);
    if (connections->listening_fd >= 0) {
        close(connections->listening_fd);
    }
    tcp_close(&connections->arriving);
    while (!is_over && now_ms(connections) < deadline_ms) {
        struct pollfd fds[MK_LINKS_MAX];
        is_over = true;
        for (size_t i = 0; i < MK_LINKS_MAX; i++) {
            is_over &= part(connections, i, &ended[i]);
            fds[i] = wanted(connections, i);
        }
        if (!is_over) {
            (void)poll(fds, MK_LINKS_MAX, poll_timeout(connections, deadline_ms));
        }
    }
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        tcp_close(&connections->tcp[i]);
    }
}
