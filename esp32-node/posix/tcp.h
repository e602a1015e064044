/**
 * A TCP connection that never blocks, apart from the look-up of a host name. It tries the addresses
 * of a host one after the other, and speaks TLS if it is told to. Only the task that owns it may
 * call these functions.
 */
#ifndef MK_TCP_H
#define MK_TCP_H

#include "tls.h"

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How long one address may take to answer, and TLS to be agreed on, in milliseconds. */
#define TCP_CONNECT_TIMEOUT_MS 5000u

/** Longest host name, with its NUL. */
#define TCP_HOST_SIZE 254u

typedef enum tcp_state {
    TCP_CLOSED,     /**< after a failure, tcp->error says why */
    TCP_CONNECTING, /**< wait until the socket is writable or the deadline is over */
    TCP_SECURING,   /**< wait for tcp_events or the deadline */
    TCP_CONNECTED
} tcp_state_t;

typedef enum tcp_result {
    TCP_DONE,  /**< some bytes were moved */
    TCP_LATER, /**< none can be moved now */
    TCP_ENDED  /**< the connection is gone; tcp->error says why */
} tcp_result_t;

typedef struct tcp {
    tcp_state_t state;
    int fd;                      /**< -1 unless connecting or connected */
    struct addrinfo *addresses;  /**< of the host; owned while connecting, else NULL */
    struct addrinfo *next;       /**< the address to try next */
    uint64_t deadline_ms;        /**< for the address that is being tried, or the handshake */
    tls_context_t *context;      /**< NULL = no TLS; not owned */
    tls_t *tls;                  /**< owned; NULL = no TLS */
    bool wants_read;             /**< what TLS needs to go on, whatever is to be moved */
    bool wants_write;
    char peer[64];               /**< the address of the other end, once there is one */
    bool is_loopback;            /**< whether that is this machine */
    char error[TLS_MESSAGE_SIZE];
} tcp_t;

/** A closed connection; also makes fresh memory one. `context` is NULL for no TLS. */
void tcp_init(tcp_t *tcp, tls_context_t *context);

/**
 * Listens at an address, or at any of the machine's if the host is empty.
 * @param[out] is_loopback whether only this machine can connect
 * @param[out] error on failure, TLS_MESSAGE_SIZE bytes
 * @return a socket, or -1
 */
int tcp_listen(const char *host, const char *port, bool *is_loopback, char *error);

/** The port that a listening socket has; 0 if it cannot be told. */
unsigned tcp_port(int listening_fd);

/** Takes a connection that waits; `tcp` must be closed. @return the state reached at once */
tcp_state_t tcp_accept(tcp_t *tcp, int listening_fd, uint64_t now_ms);

/** The events that poll is to wait for, if there is output or not. */
short tcp_events(const tcp_t *tcp, bool has_output);

/** Starts to connect; `tcp` must be closed. @return the state reached at once */
tcp_state_t tcp_connect(tcp_t *tcp, const char *host, const char *port, uint64_t now_ms);

/** Goes on connecting, as far as the socket and the time allow. @return the state reached */
tcp_state_t tcp_continue(tcp_t *tcp, uint64_t now_ms);

/** Reads up to `size` bytes, *moved in number. */
tcp_result_t tcp_read(tcp_t *tcp, uint8_t *bytes, size_t size, size_t *moved);

/** Writes up to `size` bytes, *moved in number. */
tcp_result_t tcp_write(tcp_t *tcp, const uint8_t *bytes, size_t size, size_t *moved);

/** Tells the peer that nothing more will be written; it may still write. */
void tcp_end_output(tcp_t *tcp);

/** Closes what is open. */
void tcp_close(tcp_t *tcp);

#endif
