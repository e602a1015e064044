#include "tcp.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void set_error(tcp_t *tcp, int error)
{
    snprintf(tcp->error, sizeof tcp->error, "%s%s", strerror(error),
             error == ECONNREFUSED ? " (does the listener run there?)" : "");
}

static void close_socket(tcp_t *tcp)
{
    if (tcp->fd >= 0) {
        close(tcp->fd);
        tcp->fd = -1;
    }
}

static void forget_addresses(tcp_t *tcp)
{
    if (tcp->addresses != NULL) {
        freeaddrinfo(tcp->addresses);
        tcp->addresses = NULL;
    }
    tcp->next = NULL;
}

void tcp_init(tcp_t *tcp, tls_context_t *context)
{
    *tcp = (tcp_t){ .state = TCP_CLOSED, .fd = -1, .context = context };
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)address;
        return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)
               || (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) && v6->sin6_addr.s6_addr[12] == 127);
    }
    return false;
}

/** Notes who is at the other end. */
static void note_peer(tcp_t *tcp)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char host[46] = "?";
    char port[6] = "?";
    tcp->is_loopback = false;
    if (getpeername(tcp->fd, (struct sockaddr *)&address, &size) == 0) {
        tcp->is_loopback = is_loopback((struct sockaddr *)&address);
        getnameinfo((struct sockaddr *)&address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
    }
    snprintf(tcp->peer, sizeof tcp->peer, strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host,
             port);
}

/** Lets a socket neither block nor outlive an exec. @return false with errno */
static bool set_up_socket(int fd)
{
    const int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) >= 0
           && fcntl(fd, F_SETFD, FD_CLOEXEC) >= 0;
}

/** A socket that neither blocks nor collects small frames. @return -1 with errno */
static int open_socket(const struct addrinfo *address)
{
    const int fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (fd < 0) {
        return -1;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* slower without it, not wrong */
    if (!set_up_socket(fd)) {
        const int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/** Goes on with TLS. */
static tcp_state_t secure(tcp_t *tcp, uint64_t now_ms)
{
    const tls_result_t result = tls_shake(tcp->tls, tcp->error);
    tcp->wants_read = result == TLS_WANTS_READ;
    tcp->wants_write = result == TLS_WANTS_WRITE;
    if (result == TLS_DONE) {
        tcp->state = TCP_CONNECTED;
    } else if (result == TLS_ENDED) {
        tcp_close(tcp);
    } else if (now_ms >= tcp->deadline_ms) {
        set_error(tcp, ETIMEDOUT);
        tcp_close(tcp);
    }
    return tcp->state;
}

static tcp_state_t set_connected(tcp_t *tcp, bool connects, uint64_t now_ms)
{
    forget_addresses(tcp);
    note_peer(tcp);
    tcp->state = TCP_CONNECTED;
    if (tcp->context == NULL) {
        return tcp->state;
    }
    tcp->tls = tls_new(tcp->context, tcp->fd, connects);
    if (tcp->tls == NULL) {
        set_error(tcp, ENOMEM);
        tcp_close(tcp);
        return tcp->state;
    }
    tcp->state = TCP_SECURING;
    tcp->deadline_ms = now_ms + TCP_CONNECT_TIMEOUT_MS;
    return secure(tcp, now_ms);
}

/** Tries the addresses that are left until one answers or is being waited for. */
static tcp_state_t try_next_address(tcp_t *tcp, uint64_t now_ms)
{
    close_socket(tcp);
    while (tcp->next != NULL) {
        const struct addrinfo *address = tcp->next;
        tcp->next = address->ai_next;
        tcp->fd = open_socket(address);
        if (tcp->fd >= 0 && connect(tcp->fd, address->ai_addr, address->ai_addrlen) == 0) {
            return set_connected(tcp, true, now_ms);
        }
        if (tcp->fd >= 0 && errno == EINPROGRESS) {
            tcp->state = TCP_CONNECTING;
            tcp->deadline_ms = now_ms + TCP_CONNECT_TIMEOUT_MS;
            return tcp->state;
        }
        set_error(tcp, errno);
        close_socket(tcp);
    }
    tcp_close(tcp);
    return tcp->state;
}

tcp_state_t tcp_connect(tcp_t *tcp, const char *host, const char *port, uint64_t now_ms)
{
    assert(tcp->state == TCP_CLOSED);
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV,
    };
    const int error = getaddrinfo(host, port, &hints, &tcp->addresses);
    if (error != 0) {
        tcp->addresses = NULL;
        snprintf(tcp->error, sizeof tcp->error, "%s (is the host name right?)",
                 gai_strerror(error));
        return tcp->state;
    }
    tcp->next = tcp->addresses;
    return try_next_address(tcp, now_ms);
}

tcp_state_t tcp_continue(tcp_t *tcp, uint64_t now_ms)
{
    assert(tcp->state == TCP_CONNECTING || tcp->state == TCP_SECURING);
    if (tcp->state == TCP_SECURING) {
        return secure(tcp, now_ms);
    }
    struct pollfd writable = { .fd = tcp->fd, .events = POLLOUT };
    if (poll(&writable, 1, 0) <= 0) {
        if (now_ms < tcp->deadline_ms) {
            return tcp->state;
        }
        set_error(tcp, ETIMEDOUT);
        return try_next_address(tcp, now_ms);
    }
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(tcp->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) {
        error = errno;
    }
    if (error != 0) {
        set_error(tcp, error);
        return try_next_address(tcp, now_ms);
    }
    return set_connected(tcp, true, now_ms);
}

/** What a failed read or write means. */
static tcp_result_t failure(tcp_t *tcp, int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK || error == EINTR) {
        return TCP_LATER;
    }
    set_error(tcp, error);
    return TCP_ENDED;
}

/** What an operation on a TLS connection means; notes what it waits for. */
static tcp_result_t secured(tcp_t *tcp, tls_result_t result)
{
    tcp->wants_read = result == TLS_WANTS_READ;
    tcp->wants_write = result == TLS_WANTS_WRITE;
    if (result == TLS_ENDED) {
        return TCP_ENDED;
    }
    return result == TLS_DONE ? TCP_DONE : TCP_LATER;
}

tcp_result_t tcp_read(tcp_t *tcp, uint8_t *bytes, size_t size, size_t *moved)
{
    if (tcp->tls != NULL) {
        return secured(tcp, tls_read(tcp->tls, bytes, size, moved, tcp->error));
    }
    const ssize_t count = recv(tcp->fd, bytes, size, 0);
    if (count < 0) {
        return failure(tcp, errno);
    }
    if (count == 0) {
        snprintf(tcp->error, sizeof tcp->error, "closed by the peer");
        return TCP_ENDED;
    }
    *moved = (size_t)count;
    return TCP_DONE;
}

tcp_result_t tcp_write(tcp_t *tcp, const uint8_t *bytes, size_t size, size_t *moved)
{
    if (tcp->tls != NULL) {
        return secured(tcp, tls_write(tcp->tls, bytes, size, moved, tcp->error));
    }
    const ssize_t count = send(tcp->fd, bytes, size, 0);
    if (count < 0) {
        return failure(tcp, errno);
    }
    *moved = (size_t)count;
    return TCP_DONE;
}

short tcp_events(const tcp_t *tcp, bool has_output)
{
    switch (tcp->state) {
    case TCP_CONNECTING:
        return POLLOUT;
    case TCP_SECURING:
        return tcp->wants_write ? POLLOUT : POLLIN;
    case TCP_CONNECTED:
        /* TLS that waits to read something before it can write must not be woken to write. */
        return has_output && !tcp->wants_read ? POLLIN | POLLOUT : POLLIN;
    case TCP_CLOSED:
        break;
    }
    return 0;
}

void tcp_end_output(tcp_t *tcp)
{
    if (tcp->state == TCP_CONNECTED) {
        if (tcp->tls != NULL) {
            tls_end_output(tcp->tls);
        }
        shutdown(tcp->fd, SHUT_WR);
    }
}

void tcp_close(tcp_t *tcp)
{
    tls_free(tcp->tls);
    tcp->tls = NULL;
    tcp->wants_read = false;
    tcp->wants_write = false;
    close_socket(tcp);
    forget_addresses(tcp);
    tcp->state = TCP_CLOSED;
}

/* ---- listening ---- */

int tcp_listen(const char *host, const char *port, bool *only_loopback, char *error)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV | AI_PASSIVE,
    };
    struct addrinfo *addresses;
    const int failed = getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &addresses);
    if (failed != 0) {
        snprintf(error, TLS_MESSAGE_SIZE, "%s", gai_strerror(failed));
        return -1;
    }
    int fd = -1;
    snprintf(error, TLS_MESSAGE_SIZE, "there is no such address");
    for (const struct addrinfo *at = addresses; at != NULL && fd < 0; at = at->ai_next) {
        const int on = 1;
        fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        *only_loopback = is_loopback(at->ai_addr);
        if (fd >= 0
            && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 || !set_up_socket(fd)
                || bind(fd, at->ai_addr, at->ai_addrlen) < 0 || listen(fd, 8) < 0)) {
            snprintf(error, TLS_MESSAGE_SIZE, "%s", strerror(errno));
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(addresses);
    return fd;
}

unsigned tcp_port(int listening_fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(listening_fd, (struct sockaddr *)&address, &size) < 0) {
        return 0;
    }
    return address.ss_family == AF_INET6
               ? ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port)
               : ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
}

tcp_state_t tcp_accept(tcp_t *tcp, int listening_fd, uint64_t now_ms)
{
    assert(tcp->state == TCP_CLOSED);
    tcp->fd = accept(listening_fd, NULL, NULL);
    if (tcp->fd < 0) {
        return tcp->state; /* it was gone again */
    }
    const int on = 1;
    setsockopt(tcp->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!set_up_socket(tcp->fd)) {
        set_error(tcp, errno);
        tcp_close(tcp);
        return tcp->state;
    }
    return set_connected(tcp, false, now_ms);
}
