#include "device_actors.h"

#include "byte_order.h"

#include "mk/node.h"

#define HEAD_SIZE   6u   /**< in front of the bytes, of request and answer */
#define ADDRESS_MIN 8u   /**< those below are reserved by the standard */
#define ADDRESS_MAX 119u /**< and those above */

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    const mk_node_t *node = mk_state(context);
    const mk_i2c_t *hardware = node->platform->hardware->i2c;
    const uint8_t *request = message->payload;
    uint8_t answer[HEAD_SIZE + MK_I2C_BYTES_MAX] = { MK_MALFORMED };
    uint32_t read_size = 0;
    if (message->type != MK_TYPE_I2C_TRANSFER) {
        return MK_NEXT_UNHANDLED;
    }
    if (message->payload_size >= HEAD_SIZE) {
        const uint32_t write_size = message->payload_size - HEAD_SIZE;
        answer[1] = request[0];
        if (request[0] >= ADDRESS_MIN && request[0] <= ADDRESS_MAX && request[1] <= MK_I2C_BYTES_MAX
            && mk_read_u32_le(request + 2) == write_size && write_size <= MK_I2C_BYTES_MAX) {
            const mk_status_t status =
                hardware->transfer(hardware->context, request[0], request + HEAD_SIZE, write_size,
                                   answer + HEAD_SIZE, request[1]);
            answer[0] = (uint8_t)mk_verdict_of(status);
            read_size = status == MK_STATUS_OK ? request[1] : 0;
        }
    }
    mk_write_u32_le(answer + 2, read_size);
    mk_answer(context, message, MK_TYPE_I2C_RESULT, answer, HEAD_SIZE + read_size);
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "i2c", .receive = receive };

const mk_actor_spec_t MK_I2C_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 8,
    .restart = MK_PERMANENT,
};
