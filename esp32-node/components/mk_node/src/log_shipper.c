#include "log_shipper.h"

#include "byte_order.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TYPE_LOG_LINE 0xFE000001u
#define HEAD_SIZE     5u /**< u8 level, u32 length */

static const mk_log_line_t *oldest(const mk_log_shipper_t *shipper)
{
    return &shipper->lines[shipper->first % MK_LOG_LINES_KEPT];
}

void mk_log_keep(mk_log_shipper_t *shipper, mk_log_level_t level, const char *text)
{
    if (level < MK_LOG_INFO) {
        return;
    }
    if (shipper->count == MK_LOG_LINES_KEPT) {
        shipper->first++;
        shipper->count--;
        shipper->lost++;
    }
    mk_log_line_t *line = &shipper->lines[(shipper->first + shipper->count) % MK_LOG_LINES_KEPT];
    line->level = level;
    (void)mk_text_copy(text, line->text, sizeof line->text);
    shipper->count++;
}

static bool send(mk_node_t *node, mk_actor_id_t to, mk_log_level_t level, const char *text)
{
    uint8_t payload[HEAD_SIZE + MK_LOG_LINE_SIZE];
    const uint32_t size = (uint32_t)strlen(text);
    payload[0] = (uint8_t)level; /* the levels have the same numbers */
    mk_write_u32_le(payload + 1, size);
    memcpy(payload + HEAD_SIZE, text, size); /* NOLINT(bugprone-not-null-terminated-result) */
    const mk_frame_t frame = {
        .dest = to,
        .type = TYPE_LOG_LINE,
        .payload_size = HEAD_SIZE + size,
        .payload = payload,
    };
    const mk_transmitter_t *transmitter = &node->system.transmitter;
    return transmitter->transmit(transmitter->context, &frame) == MK_ACCEPTED;
}

void mk_log_ship(mk_node_t *node)
{
    mk_log_shipper_t *shipper = &node->log;
    const mk_transmitter_t *transmitter = &node->system.transmitter;
    if (shipper->count == 0) {
        return;
    }
    const mk_actor_id_t to = transmitter->find(transmitter->context, "log");
    if (to == MK_ACTOR_NONE) {
        return;
    }
    if (shipper->lost > 0) {
        char text[64];
        snprintf(text, sizeof text, "%" PRIu32 " log lines before this were lost", shipper->lost);
        if (!send(node, to, MK_LOG_WARN, text)) {
            return;
        }
        shipper->lost = 0;
    }
    while (shipper->count > 0 && send(node, to, oldest(shipper)->level, oldest(shipper)->text)) {
        shipper->first++;
        shipper->count--;
    }
}
