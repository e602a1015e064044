#include "listener.h"

#include "check.h"

#include "mk/message_type.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/** A bound that no well-behaved answer comes near to. */
#define PAYLOAD_MAX 4096u

static void await(int fd, short events)
{
    struct pollfd waiting = { .fd = fd, .events = events };
    int ready;
    do {
        ready = poll(&waiting, 1, LISTENER_PATIENCE_MS);
    } while (ready < 0 && errno == EINTR);
    REQUIRE(ready == 1);
}

/** A node that inherited the socket would keep it open when the listener closes it. */
static void keep_from_children(int fd)
{
    REQUIRE(fcntl(fd, F_SETFD, FD_CLOEXEC) == 0);
}

void listener_open(listener_t *listener, uint16_t port)
{
    listener->fd = -1;
    listener->listening_fd = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(listener->listening_fd >= 0);
    keep_from_children(listener->listening_fd);
    const int on = 1;
    setsockopt(listener->listening_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const int receive_size = 16384; /* so that a peer that does not read is felt soon */
    setsockopt(listener->listening_fd, SOL_SOCKET, SO_RCVBUF, &receive_size, sizeof receive_size);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) },
    };
    socklen_t size = sizeof address;
    REQUIRE(bind(listener->listening_fd, (const struct sockaddr *)&address, size) == 0);
    REQUIRE(listen(listener->listening_fd, 4) == 0);
    REQUIRE(getsockname(listener->listening_fd, (struct sockaddr *)&address, &size) == 0);
    listener->port = ntohs(address.sin_port);
}

/** Hangs up on MK02 without a word, as nodes do that know MK01 only. @return whether it has */
static bool hangs_up_on_mk02(listener_t *listener)
{
    char magic[4] = { 0 };
    await(listener->fd, POLLIN);
    const ssize_t count = recv(listener->fd, magic, sizeof magic, MSG_PEEK | MSG_WAITALL);
    if (count == (ssize_t)sizeof magic && memcmp(magic, "MK02", sizeof magic) == 0) {
        char hello[1024];
        (void)!recv(listener->fd, hello, sizeof hello, 0); /* else the end would be a reset */
        listener_hang_up(listener);
        return true;
    }
    return false;
}

void listener_accept(listener_t *listener)
{
    do {
        await(listener->listening_fd, POLLIN);
        listener->fd = accept(listener->listening_fd, NULL, NULL);
        REQUIRE(listener->fd >= 0);
        keep_from_children(listener->fd);
    } while (hangs_up_on_mk02(listener));
    listener->start = 0;
    listener->end = 0;
}

/** Reads what there is, after waiting for it. @return false at the end of the connection */
static bool read_more(listener_t *listener)
{
    memmove(listener->buffer, listener->buffer + listener->start, listener->end - listener->start);
    listener->end -= listener->start;
    listener->start = 0;
    await(listener->fd, POLLIN);
    const ssize_t count = recv(listener->fd, listener->buffer + listener->end,
                               sizeof listener->buffer - listener->end, 0);
    if (count <= 0) {
        return false;
    }
    listener->end += (size_t)count;
    return true;
}

void listener_read_hello(listener_t *listener, mk_hello_t *hello)
{
    mk_reason_t reason;
    mk_status_t status;
    while ((status = mk_hello_decode(listener->buffer + listener->start,
                                     listener->end - listener->start, hello, &reason))
           == MK_STATUS_NEED_MORE) {
        REQUIRE(read_more(listener));
    }
    REQUIRE(status == MK_STATUS_OK);
    listener->start += MK_HELLO_LENGTH;
}

bool listener_read_frame(listener_t *listener, mk_frame_t *frame)
{
    mk_reason_t reason;
    mk_status_t status;
    while ((status = mk_wire_decode(MK_WIRE_NETWORK, listener->buffer + listener->start,
                                    listener->end - listener->start, PAYLOAD_MAX, frame, &reason))
           == MK_STATUS_NEED_MORE) {
        if (!read_more(listener)) {
            CHECK_EQ(listener->end, listener->start); /* else the last frame is a half one */
            return false;
        }
    }
    REQUIRE(status == MK_STATUS_OK);
    listener->start += mk_wire_size(frame);
    return true;
}

bool listener_is_quiet(listener_t *listener)
{
    struct pollfd waiting = { .fd = listener->fd, .events = POLLIN };
    return listener->start == listener->end && poll(&waiting, 1, 50) == 0;
}

bool listener_write(listener_t *listener, const stream_t *stream)
{
    for (size_t at = 0; at < stream->size;) {
        await(listener->fd, POLLOUT);
        const ssize_t count =
            send(listener->fd, stream->bytes + at, stream->size - at, MSG_NOSIGNAL);
        if (count < 0) {
            return false;
        }
        at += (size_t)count;
    }
    return true;
}

void listener_mount(listener_t *listener, const char *identity)
{
    listener_accept(listener);
    mk_hello_t hello;
    listener_read_hello(listener, &hello);
    CHECK_TEXT(identity, hello.identity);
    CHECK_EQ(mk_node_id_from_identity(identity), hello.node_id);
    stream_t answer = { .size = 0 };
    stream_hello(&answer, 2, "fleet-controller");
    REQUIRE(listener_write(listener, &answer));
    for (unsigned i = 0; i < LISTENER_OWN_PATHS; i++) {
        mk_frame_t frame;
        REQUIRE(listener_read_frame(listener, &frame));
        CHECK_EQ(MK_TYPE_PATH_REGISTER, frame.type);
    }
}

void listener_hang_up(listener_t *listener)
{
    REQUIRE(close(listener->fd) == 0);
    listener->fd = -1;
}

void listener_close(listener_t *listener)
{
    if (listener->fd >= 0) {
        listener_hang_up(listener);
    }
    REQUIRE(close(listener->listening_fd) == 0);
    listener->listening_fd = -1;
}
