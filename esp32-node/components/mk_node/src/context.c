/* What actors may do: actor.h. */
#include "cell.h"
#include "names.h"
#include "watches.h"

#include "byte_order.h"
#include "mk/message_type.h"

#include <assert.h>

mk_actor_id_t mk_self(const mk_context_t *context)
{
    return mk_actor_id(context->system->node_id, context->cell->sequence);
}

void *mk_state(const mk_context_t *context)
{
    return context->cell->state;
}

uint64_t mk_now_ms(const mk_context_t *context)
{
    return context->system->platform->now_ms(context->system->platform->context);
}

mk_next_t mk_fail(mk_context_t *context, mk_exit_reason_t reason)
{
    assert(mk_exit_is_abnormal(reason));
    context->exit_reason = reason;
    return MK_NEXT_FAIL;
}

mk_delivery_t mk_tell(mk_context_t *context, mk_actor_id_t dest, uint32_t type, const void *payload,
                      uint32_t size)
{
    const mk_frame_t message = {
        .source = mk_self(context),
        .dest = dest,
        .type = type,
        .payload_size = size,
        .payload = payload,
    };
    return mk_system_tell(context->system, &message);
}

mk_status_t mk_spawn(mk_context_t *context, const char *name, const mk_actor_spec_t *spec,
                     void *state, mk_actor_id_t *id)
{
    return mk_cell_spawn(context->system, context->cell, name, spec, state, id);
}

mk_status_t mk_stop(mk_context_t *context, mk_actor_id_t id)
{
    const mk_cell_t *cell = mk_actor_node(id) == context->system->node_id
                                ? mk_cell_find(context->system, mk_actor_sequence(id))
                                : NULL;
    if (cell == NULL || (cell != context->cell && cell->parent != context->cell)) {
        return MK_STATUS_NOT_FOUND;
    }
    return mk_system_stop(context->system, id);
}

mk_status_t mk_watch(mk_context_t *context, mk_actor_id_t watched)
{
    return mk_watches_add(context->system, context->cell->sequence, watched);
}

mk_status_t mk_unwatch(mk_context_t *context, mk_actor_id_t watched)
{
    return mk_watches_remove(context->system, context->cell->sequence, watched);
}

bool mk_exit_notice(const mk_context_t *context, const mk_frame_t *message, mk_actor_id_t *ended,
                    mk_exit_reason_t *reason)
{
    /* Only the node itself sends it without a source: actors have one, and peers may not send it.
     */
    (void)context;
    if (message->type != MK_TYPE_CHILD_EXIT || message->source != MK_ACTOR_NONE
        || message->payload_size != MK_NOTICE_SIZE) {
        return false;
    }
    *ended = mk_read_u64_le(message->payload);
    *reason = (mk_exit_reason_t)message->payload[8];
    return true;
}

mk_status_t mk_timer_start(mk_context_t *context, uint32_t id, uint32_t delay_ms,
                           uint32_t interval_ms)
{
    return mk_timers_start(&context->system->timers, context->cell->sequence, id,
                           mk_now_ms(context), delay_ms, interval_ms);
}

mk_status_t mk_timer_stop(mk_context_t *context, uint32_t id)
{
    return mk_timers_stop(&context->system->timers, context->cell->sequence, id);
}

bool mk_timer_notice(const mk_context_t *context, const mk_frame_t *message, uint32_t *id)
{
    if (message->type != MK_TYPE_TIMER || message->source != mk_self(context)
        || message->payload_size != MK_NOTICE_SIZE) {
        return false;
    }
    *id = mk_read_u32_le(message->payload);
    return true;
}

mk_status_t mk_register(mk_context_t *context, const char *name)
{
    return mk_names_register(context->system, context->cell->sequence, name);
}

mk_actor_id_t mk_whereis(const mk_context_t *context, const char *name_or_path)
{
    const mk_actor_id_t local = mk_system_find(context->system, name_or_path);
    const mk_transmitter_t *others = &context->system->transmitter;
    return local != MK_ACTOR_NONE ? local : others->find(others->context, name_or_path);
}
