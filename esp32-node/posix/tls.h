/**
 * TLS over a socket that does not block. One of tls_openssl.c and tls_none.c is built in. Only the
 * task that owns the connection may call these functions.
 */
#ifndef MK_TLS_H
#define MK_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLS_MESSAGE_SIZE 256u

/** Files in PEM. With a certificate and its key this node shows who it is. */
typedef struct tls_files {
    const char *ca;          /**< whom peers' certificates must come from */
    const char *certificate; /**< NULL = none; a listener needs one */
    const char *key;
    bool is_optional; /**< a peer that connects may do without a certificate, since it has a key */
} tls_files_t;

typedef enum tls_result {
    TLS_DONE,
    TLS_WANTS_READ,
    TLS_WANTS_WRITE,
    TLS_ENDED /**< the message says why */
} tls_result_t;

typedef struct tls_context tls_context_t;
typedef struct tls tls_t;

/** Whether this program has TLS at all. */
bool tls_is_there(void);

/** What all connections share. @return NULL with a message of at most TLS_MESSAGE_SIZE bytes */
tls_context_t *tls_context_new(const tls_files_t *files, char *message);

void tls_context_free(tls_context_t *context);

/**
 * Begins TLS on a connected socket, which stays the caller's.
 * @param host whose name the certificate must have, if this node has connected; NULL if the peer
 * has
 * @return NULL if there is no memory
 */
tls_t *tls_new(tls_context_t *context, int fd, bool connects);

void tls_free(tls_t *tls);

/** Goes on with the handshake. */
tls_result_t tls_shake(tls_t *tls, char *message);

tls_result_t tls_read(tls_t *tls, uint8_t *bytes, size_t size, size_t *moved, char *message);
tls_result_t tls_write(tls_t *tls, const uint8_t *bytes, size_t size, size_t *moved, char *message);

/** Whether bytes wait here of which the socket does not tell any more. */
bool tls_has_input(const tls_t *tls);

/** Tells the peer that nothing more will be written. */
void tls_end_output(tls_t *tls);

/** Whether the peer has shown a certificate. */
bool tls_has_certificate(const tls_t *tls);

/** Whether the peer's certificate names this identity among its DNS names. */
bool tls_certifies(const tls_t *tls, const char *identity);

#endif
