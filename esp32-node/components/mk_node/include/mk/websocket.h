/**
 * WebSocket frames (RFC 6455, 5) as a client reads and writes them. Pure: pieces of payload are
 * given as places in the caller's bytes; text is checked to be UTF-8 as it passes.
 */
#ifndef MK_WEBSOCKET_H
#define MK_WEBSOCKET_H

#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum mk_ws_opcode {
    MK_WS_CONTINUATION = 0,
    MK_WS_TEXT = 1,
    MK_WS_BINARY = 2,
    MK_WS_CLOSE = 8,
    MK_WS_PING = 9,
    MK_WS_PONG = 10
} mk_ws_opcode_t;

/** Also the status with which the connection is to be closed then. */
typedef enum mk_ws_fault {
    MK_WS_FAULT_NONE = 0,
    MK_WS_FAULT_PROTOCOL = 1002, /**< reserved bits, unknown opcode, mask, fragments out of order */
    MK_WS_FAULT_TEXT = 1007,     /**< text that is not UTF-8 */
    MK_WS_FAULT_TOO_LARGE = 1009 /**< a message longer than the reader takes */
} mk_ws_fault_t;

typedef enum mk_ws_event {
    MK_WS_NEED_MORE,   /**< all bytes are read */
    MK_WS_PIECE,       /**< payload of the message that is in progress */
    MK_WS_MESSAGE_END, /**< the message is complete; its pieces came before */
    MK_WS_CONTROL,     /**< a close, ping or pong, with its payload in control */
    MK_WS_BROKEN       /**< fault says why; nothing can be read any more */
} mk_ws_event_t;

#define MK_WS_CONTROL_MAX     125u
#define MK_WS_HEADER_SIZE_MAX 14u

typedef struct mk_ws_reader {
    uint32_t message_max; /**< longest message, in bytes */
    mk_ws_fault_t fault;
    mk_ws_opcode_t message; /**< of the message in progress: TEXT or BINARY; CONTINUATION = none */
    uint32_t message_size;  /**< of its frames so far */
    mk_ws_opcode_t opcode;  /**< of the frame in progress */
    bool final;
    uint8_t control_size;
    uint8_t control[MK_WS_CONTROL_MAX];
    /* How far it is; not for others. */
    uint8_t header[10];
    uint8_t header_size;
    uint32_t left;
    bool in_payload;
    uint8_t text_left; /**< bytes of a UTF-8 sequence to come */
    uint8_t text_low;  /**< bounds of the next of them */
    uint8_t text_high;
} mk_ws_reader_t;

/** Ready for the first frame behind the handshake. */
void mk_ws_reader_init(mk_ws_reader_t *reader, uint32_t message_max);

/**
 * Reads on to the next event.
 * @param[out] taken how many bytes were read
 * @param[out] piece with MK_WS_PIECE, in `bytes`
 */
mk_ws_event_t mk_ws_read(mk_ws_reader_t *reader, const uint8_t *bytes, size_t size, size_t *taken,
                         const uint8_t **piece, size_t *piece_size);

/**
 * Writes the header of a whole message, or of a control frame of at most MK_WS_CONTROL_MAX bytes.
 * @param mask four bytes nobody can foretell, for mk_ws_mask
 * @param out at least MK_WS_HEADER_SIZE_MAX bytes
 * @return the header's size
 */
size_t mk_ws_header(mk_ws_opcode_t opcode, uint32_t size, const uint8_t mask[4], uint8_t *out);

/** Masks payload in place; `offset` is where it lies in its frame. */
void mk_ws_mask(uint8_t *payload, size_t size, const uint8_t mask[4], size_t offset);

#endif
