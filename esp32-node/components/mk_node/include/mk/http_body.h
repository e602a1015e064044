/**
 * The body of an HTTP/1.1 response, taken out of its framing as it comes in (RFC 9112, 6 and 7).
 * Pure: pieces of the body are given as places in the caller's bytes, nothing is kept.
 */
#ifndef MK_HTTP_BODY_H
#define MK_HTTP_BODY_H

#include "mk/http_head.h"

typedef struct mk_http_body {
    mk_http_framing_t framing;
    mk_http_fault_t fault;
    uint8_t state;
    uint32_t left;     /**< bytes of the body, or of the chunk, still to come */
    uint32_t line;     /**< bytes of this chunk size or trailer line so far */
    uint32_t trailers; /**< bytes of all trailer lines so far */
} mk_http_body_t;

/** Ready for the first byte behind `head`, which is complete. */
void mk_http_body_init(mk_http_body_t *body, const mk_http_head_t *head);

/**
 * Reads on, as far as the next piece of the body goes.
 * @param[out] taken how many of the bytes belong to the body and its framing
 * @param[out] piece the next piece, in `bytes`; valid if *piece_size is not 0, whatever is returned
 * @return MK_STATUS_OK: the body is complete; MK_STATUS_NEED_MORE: call again with what is left, or
 *     with more if *taken was `size`; MK_STATUS_MALFORMED: body->fault says why
 */
mk_status_t mk_http_body_read(mk_http_body_t *body, const uint8_t *bytes, size_t size,
                              size_t *taken, const uint8_t **piece, size_t *piece_size);

/** The connection has ended. @return whether the body is complete with that, or was before */
bool mk_http_body_ended(const mk_http_body_t *body);

#endif
