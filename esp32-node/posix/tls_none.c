/* For machines without OpenSSL. */
#include "tls.h"

#include <stdio.h>

bool tls_is_there(void)
{
    return false;
}

tls_context_t *tls_context_new(const tls_files_t *files, char *message)
{
    (void)files;
    snprintf(message, TLS_MESSAGE_SIZE,
             "this mk-node was built without TLS; install OpenSSL's development files"
             " (Debian: libssl-dev) and build it again, or use --psk-file");
    return NULL;
}

void tls_context_free(tls_context_t *context)
{
    (void)context;
}

tls_t *tls_new(tls_context_t *context, int fd, bool connects)
{
    (void)context;
    (void)fd;
    (void)connects;
    return NULL;
}

void tls_free(tls_t *tls)
{
    (void)tls;
}

tls_result_t tls_shake(tls_t *tls, char *message)
{
    (void)tls;
    (void)message;
    return TLS_ENDED;
}

tls_result_t tls_read(tls_t *tls, uint8_t *bytes, size_t size, size_t *moved, char *message)
{
    (void)tls;
    (void)bytes;
    (void)size;
    (void)moved;
    (void)message;
    return TLS_ENDED;
}

tls_result_t tls_write(tls_t *tls, const uint8_t *bytes, size_t size, size_t *moved, char *message)
{
    (void)tls;
    (void)bytes;
    (void)size;
    (void)moved;
    (void)message;
    return TLS_ENDED;
}

bool tls_has_input(const tls_t *tls)
{
    (void)tls;
    return false;
}

void tls_end_output(tls_t *tls)
{
    (void)tls;
}

bool tls_has_certificate(const tls_t *tls)
{
    (void)tls;
    return false;
}

bool tls_certifies(const tls_t *tls, const char *identity)
{
    (void)tls;
    (void)identity;
    return false;
}
