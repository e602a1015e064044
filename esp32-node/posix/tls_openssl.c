#include "tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tls_context {
    SSL_CTX *ssl;
};

struct tls {
    SSL *ssl;
};

bool tls_is_there(void)
{
    return true;
}

/** The oldest error of OpenSSL's queue, which is empty then. */
static void take_error(const char *what, char *message)
{
    char text[160];
    const unsigned long error = ERR_get_error();
    ERR_error_string_n(error, text, sizeof text);
    ERR_clear_error();
    const char *reason = error != 0 ? ERR_reason_error_string(error) : NULL;
    snprintf(message, TLS_MESSAGE_SIZE, "%s: %s", what, reason != NULL ? reason : text);
}

/** Reads the files. @return false with a message */
static bool load(SSL_CTX *ssl, const tls_files_t *files, char *message)
{
    char what[128];
    if (SSL_CTX_load_verify_locations(ssl, files->ca, NULL) != 1) {
        snprintf(what, sizeof what, "cannot read the CA's certificate '%.80s'", files->ca);
        take_error(what, message);
        return false;
    }
    if (files->certificate == NULL) {
        return true;
    }
    if (SSL_CTX_use_certificate_chain_file(ssl, files->certificate) != 1) {
        snprintf(what, sizeof what, "cannot read the certificate '%.80s'", files->certificate);
        take_error(what, message);
        return false;
    }
    if (SSL_CTX_use_PrivateKey_file(ssl, files->key, SSL_FILETYPE_PEM) != 1
        || SSL_CTX_check_private_key(ssl) != 1) {
        snprintf(what, sizeof what, "cannot use '%.80s' as the certificate's key", files->key);
        take_error(what, message);
        return false;
    }
    return true;
}

tls_context_t *tls_context_new(const tls_files_t *files, char *message)
{
    tls_context_t *context = calloc(1, sizeof *context);
    if (context == NULL) {
        snprintf(message, TLS_MESSAGE_SIZE, "no memory");
        return NULL;
    }
    context->ssl = SSL_CTX_new(TLS_method());
    if (context->ssl == NULL || !load(context->ssl, files, message)) {
        tls_context_free(context);
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context->ssl, TLS1_2_VERSION);
    SSL_CTX_set_mode(context->ssl,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(context->ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    /* A listener wants a certificate, too: without one, or a key, nothing tells who has connected. */
    const int demand = files->is_optional ? 0 : SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER | demand, NULL);
    return context;
}

void tls_context_free(tls_context_t *context)
{
    if (context != NULL) {
        SSL_CTX_free(context->ssl);
        free(context);
    }
}

tls_t *tls_new(tls_context_t *context, int fd, bool connects)
{
    tls_t *tls = calloc(1, sizeof *tls);
    if (tls == NULL) {
        return NULL;
    }
    tls->ssl = SSL_new(context->ssl);
    if (tls->ssl == NULL || SSL_set_fd(tls->ssl, fd) != 1) {
        tls_free(tls);
        return NULL;
    }
    if (connects) {
        SSL_set_connect_state(tls->ssl);
    } else {
        SSL_set_accept_state(tls->ssl);
    }
    return tls;
}

void tls_free(tls_t *tls)
{
    if (tls != NULL) {
        SSL_free(tls->ssl);
        free(tls);
    }
}

/** What an operation that moved nothing means. */
static tls_result_t outcome(const tls_t *tls, int result, char *message)
{
    const int error = errno;
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return TLS_WANTS_READ;
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANTS_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        snprintf(message, TLS_MESSAGE_SIZE, "closed by the peer");
        break;
    case SSL_ERROR_SYSCALL:
        snprintf(message, TLS_MESSAGE_SIZE, "%s",
                 error != 0 ? strerror(error) : "closed by the peer");
        break;
    default: {
        const long verdict = SSL_get_verify_result(tls->ssl);
        if (verdict != X509_V_OK) {
            snprintf(message, TLS_MESSAGE_SIZE, "its certificate is not accepted: %s",
                     X509_verify_cert_error_string(verdict));
        } else {
            take_error("TLS", message);
        }
        break;
    }
    }
    ERR_clear_error();
    return TLS_ENDED;
}

tls_result_t tls_shake(tls_t *tls, char *message)
{
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(tls->ssl);
    return result == 1 ? TLS_DONE : outcome(tls, result, message);
}

tls_result_t tls_read(tls_t *tls, uint8_t *bytes, size_t size, size_t *moved, char *message)
{
    ERR_clear_error();
    errno = 0;
    const int result = SSL_read_ex(tls->ssl, bytes, size, moved);
    return result == 1 ? TLS_DONE : outcome(tls, result, message);
}

tls_result_t tls_write(tls_t *tls, const uint8_t *bytes, size_t size, size_t *moved, char *message)
{
    ERR_clear_error();
    errno = 0;
    const int result = SSL_write_ex(tls->ssl, bytes, size, moved);
    return result == 1 ? TLS_DONE : outcome(tls, result, message);
}

bool tls_has_input(const tls_t *tls)
{
    return SSL_pending(tls->ssl) > 0;
}

void tls_end_output(tls_t *tls)
{
    SSL_shutdown(tls->ssl);
    ERR_clear_error();
}

bool tls_has_certificate(const tls_t *tls)
{
    return SSL_get0_peer_certificate(tls->ssl) != NULL;
}

bool tls_certifies(const tls_t *tls, const char *identity)
{
    X509 *certificate = SSL_get0_peer_certificate(tls->ssl);
    /* No wildcards, and not the subject's common name: the name itself, among the alternatives. */
    const unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_WILDCARDS;
    return certificate != NULL
           && X509_check_host(certificate, identity, strlen(identity), flags, NULL) == 1;
}
