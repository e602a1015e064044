/** The answer of every function that a peer, a full table or the hardware can make fail. */
#ifndef MK_STATUS_H
#define MK_STATUS_H

typedef enum mk_status {
    MK_STATUS_OK = 0,    /**< done; of a decoder: complete and well-formed */
    MK_STATUS_NEED_MORE, /**< well-formed so far, but bytes are missing */
    MK_STATUS_MALFORMED, /**< no further byte can make it well-formed; a mk_reason_t says why */
    MK_STATUS_FULL,      /**< a bound is reached; nothing was changed */
    MK_STATUS_NOT_FOUND, /**< no such entry; nothing was changed */
    MK_STATUS_TAKEN,     /**< another entry has this name; nothing was changed */
    MK_STATUS_FAILED     /**< the hardware did not answer */
} mk_status_t;

#endif
