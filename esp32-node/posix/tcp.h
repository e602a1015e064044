/**
 * A TCP connection that never blocks, apart from the look-up of a host name. It tries the addresses
 * of a host one after the other. Only the task that owns it may call these functions.
 */
#ifndef MK_TCP_H
#define MK_TCP_H

#include <netdb.h>
#include <stddef.h>
#include <stdint.h>

/** How long one address may take to answer, in milliseconds. */
#define TCP_CONNECT_TIMEOUT_MS 5000u

typedef enum tcp_state {
    TCP_CLOSED,     /**< after a failure, tcp->error says why */
    TCP_CONNECTING, /**< wait until the socket is writable or the deadline is over */
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
    uint64_t deadline_ms;        /**< for the address that is being tried */
    char error[128];
} tcp_t;

/** A closed connection; also makes fresh memory one. */
void tcp_init(tcp_t *tcp);

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
