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

void tcp_init(tcp_t *tcp)
{
    *tcp = (tcp_t){ .state = TCP_CLOSED, .fd = -1 };
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
    const int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0
        || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
        const int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static tcp_state_t set_connected(tcp_t *tcp)
{
    forget_addresses(tcp);
    tcp->state = TCP_CONNECTED;
    return tcp->state;
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
            return set_connected(tcp);
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
    assert(tcp->state == TCP_CONNECTING);
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
    return set_connected(tcp);
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

tcp_result_t tcp_read(tcp_t *tcp, uint8_t *bytes, size_t size, size_t *moved)
{
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
    const ssize_t count = send(tcp->fd, bytes, size, 0);
    if (count < 0) {
        return failure(tcp, errno);
    }
    *moved = (size_t)count;
    return TCP_DONE;
}

void tcp_end_output(tcp_t *tcp)
{
    if (tcp->state == TCP_CONNECTED) {
        shutdown(tcp->fd, SHUT_WR);
    }
}

void tcp_close(tcp_t *tcp)
{
    close_socket(tcp);
    forget_addresses(tcp);
    tcp->state = TCP_CLOSED;
}
