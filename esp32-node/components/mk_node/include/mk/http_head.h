/**
 * The head of an HTTP/1.1 response, read byte by byte as it comes in (RFC 9112): the status line
 * and the fields that say how the body is framed. Pure: no socket, no memory but the reader itself.
 *
 * Strict where leniency is how responses are smuggled: no bare LF, no blank before a colon, no
 * folded lines, no second Content-Length with another value, not both Content-Length and
 * Transfer-Encoding.
 */
#ifndef MK_HTTP_HEAD_H
#define MK_HTTP_HEAD_H

#include "mk/limits.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Room for a value that is kept, with its NUL; a longer value of such a field is malformed. */
#define MK_HTTP_VALUE_SIZE 64u

/** How the body ends. */
typedef enum mk_http_framing {
    MK_HTTP_NO_BODY,    /**< there is none: status 1xx, 204, 304, or the answer to HEAD */
    MK_HTTP_LENGTH,     /**< after content_length bytes */
    MK_HTTP_CHUNKED,    /**< by its last chunk */
    MK_HTTP_UNTIL_CLOSE /**< with the connection */
} mk_http_framing_t;

typedef enum mk_http_fault {
    MK_HTTP_FAULT_NONE,
    MK_HTTP_FAULT_STATUS_LINE,     /**< not "HTTP/1.0" or "HTTP/1.1", blank, three digits, blank */
    MK_HTTP_FAULT_LINE_END,        /**< a CR without LF, or a LF without CR */
    MK_HTTP_FAULT_FIELD_NAME,      /**< empty, or with a byte that no token may have */
    MK_HTTP_FAULT_FIELD_VALUE,     /**< a control character, or a kept value that is too long */
    MK_HTTP_FAULT_CONTENT_LENGTH,  /**< not a number below 2^32, or two that differ */
    MK_HTTP_FAULT_TRANSFER_CODING, /**< something else than "chunked", or beside Content-Length */
    MK_HTTP_FAULT_TOO_LARGE,       /**< the head is longer than MK_HTTP_HEAD_MAX */
    MK_HTTP_FAULT_CHUNK            /**< a malformed chunk size, end or trailer */
} mk_http_fault_t;

typedef struct mk_http_head {
    uint16_t status;           /**< 100..599, once the status line is complete */
    bool to_head;              /**< the request was HEAD */
    bool keep_alive;           /**< the connection may be used again after the body */
    mk_http_framing_t framing; /**< valid once the head is complete */
    uint32_t content_length;   /**< with MK_HTTP_LENGTH */
    char content_type[MK_HTTP_VALUE_SIZE];
    char accept_key[MK_HTTP_VALUE_SIZE]; /**< Sec-WebSocket-Accept */
    bool upgrade_websocket; /**< "Upgrade: websocket" and "Connection: ... upgrade ..." */
    mk_http_fault_t fault;
    /* How far it is; not for others. */
    uint8_t state;
    uint8_t minor_version;
    uint32_t size;
    bool has_length;
    bool has_coding;
    bool has_upgrade;
    bool has_connection_upgrade;
    bool has_close;
    bool has_keep_alive;
    uint16_t at;
    char name[24]; /**< of the field that is read; cut where no kept field is as long */
    bool name_cut;
    char value[MK_HTTP_VALUE_SIZE];
    bool value_cut;
} mk_http_head_t;

/** Ready for the first byte of the response to a request, `to_head` if that was HEAD. */
void mk_http_head_init(mk_http_head_t *head, bool to_head);

/**
 * Reads on.
 * @param[out] taken how many of the bytes belong to the head; the rest is body
 * @return MK_STATUS_OK: the head is complete; MK_STATUS_NEED_MORE; MK_STATUS_MALFORMED: head->fault
 *     says why, and nothing can be read any more
 */
mk_status_t mk_http_head_read(mk_http_head_t *head, const uint8_t *bytes, size_t size,
                              size_t *taken);

/** What a fault is, as a sentence without a full stop; a constant. */
const char *mk_http_fault_text(mk_http_fault_t fault);

#endif
