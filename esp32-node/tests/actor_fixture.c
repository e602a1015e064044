#include "actor_fixture.h"

#include "check.h"

#include "mk/message_type.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

actor_fixture_t t;

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
    const size_t used = strlen(t.diary);
    va_list values;
    va_start(values, format);
    vsnprintf(t.diary + used, sizeof t.diary - used, format, values);
    va_end(values);
}

static mk_next_t start(mk_context_t *context)
{
    script_t *script = mk_state(context);
    script->id = mk_self(context);
    if (script->failing_starts > 0) {
        script->failing_starts--;
        note("%s! ", script->name);
        return mk_fail(context, MK_EXIT_FAILED);
    }
    note("%s+ ", script->name);
    for (size_t i = 0; i < 4 && script->children[i] != NULL; i++) {
        const script_t *child = script->children[i];
        const mk_actor_spec_t *spec = child->spec == NULL ? &SCRIPTED : child->spec;
        CHECK_EQ(MK_STATUS_OK, mk_spawn(context, child->name, spec, (void *)child, NULL));
    }
    return MK_NEXT_SAME;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    script_t *script = mk_state(context);
    mk_actor_id_t ended;
    mk_exit_reason_t reason;
    uint32_t timer;
    script->handled++;
    if (mk_exit_notice(context, message, &ended, &reason)) {
        note("%s(%lu %s) ", script->name, (unsigned long)mk_actor_sequence(ended),
             mk_exit_text(reason));
        return MK_NEXT_SAME;
    }
    if (mk_timer_notice(context, message, &timer)) {
        note("%s@%lu ", script->name, (unsigned long)timer);
        return MK_NEXT_SAME;
    }
    switch (message->type) {
    case DO_FAIL:
        return mk_fail(context, message->payload_size > 0 ? (mk_exit_reason_t)message->payload[0]
                                                          : MK_EXIT_FAILED);
    case DO_STOP:
        return MK_NEXT_STOP;
    case DO_FLOOD:
        mk_tell(context, mk_self(context), DO_FLOOD, NULL, 0);
        return MK_NEXT_SAME;
    case DO_WATCH: {
        mk_actor_id_t watched;
        memcpy(&watched, message->payload, sizeof watched);
        CHECK_EQ(MK_STATUS_OK, mk_watch(context, watched));
        return MK_NEXT_SAME;
    }
    case DO_TICK:
        CHECK_EQ(MK_STATUS_OK, mk_timer_start(context, 1, 10, 10));
        return MK_NEXT_SAME;
    case DO_STALL:
        t.fake.now_ms += MK_STALL_MS;
        return MK_NEXT_SAME;
    case DO_IGNORE:
        return MK_NEXT_UNHANDLED;
    default:
        note("%s:%lu ", script->name, (unsigned long)message->type);
        return MK_NEXT_SAME;
    }
}

static void stop(mk_context_t *context, mk_exit_reason_t reason)
{
    const script_t *script = mk_state(context);
    note("%s-%s ", script->name, mk_exit_text(reason));
}

const mk_behavior_t SCRIPTED_BEHAVIOR = {
    .type = "scripted",
    .start = start,
    .receive = receive,
    .stop = stop,
};

const mk_actor_spec_t SCRIPTED = {
    .behavior = &SCRIPTED_BEHAVIOR,
    .mailbox_capacity = 8,
};

static mk_delivery_t transmit(void *context, const mk_frame_t *frame)
{
    (void)context;
    if (!t.peer_up) {
        return MK_REFUSED_STOPPED;
    }
    t.sent = *frame;
    t.sent.payload = NULL;
    t.sent_count++;
    return t.transmit_answer;
}

static void unwatch(void *context, mk_actor_id_t watched)
{
    (void)context;
    t.unwatched = watched;
}

static mk_actor_id_t find_remote(void *context, const char *name)
{
    (void)context;
    return t.peer_up && strcmp(name, "remote") == 0 ? mk_actor_id(PEER, 5) : MK_ACTOR_NONE;
}

static void logged(void *context, mk_log_level_t level, const char *text)
{
    (void)context;
    (void)level;
    (void)text;
}

static bool reaches(void *context, uint32_t node_id)
{
    (void)context;
    return t.peer_up && node_id == PEER;
}

void start_system(void)
{
    start_supervised_system(NULL);
}

void start_supervised_system(const mk_strategy_t *strategy)
{
    fake_platform_init(&t.fake);
    t.diary[0] = '\0';
    t.sent_count = 0;
    t.transmit_answer = MK_ACCEPTED;
    t.peer_up = true;
    const mk_transmitter_t transmitter = { .transmit = transmit,
                                           .reaches = reaches,
                                           .find = find_remote,
                                           .logged = logged,
                                           .unwatch = unwatch };
    mk_system_init(&t.system, &t.fake.platform, transmitter, "porch", NODE, strategy);
}

mk_actor_id_t spawn(script_t *script)
{
    mk_actor_id_t id = MK_ACTOR_NONE;
    const mk_actor_spec_t *spec = script->spec == NULL ? &SCRIPTED : script->spec;
    REQUIRE(mk_system_spawn(&t.system, script->name, spec, script, &id) == MK_STATUS_OK);
    script->id = id;
    settle();
    return id;
}

mk_delivery_t tell(mk_actor_id_t dest, uint32_t type)
{
    const mk_frame_t frame = { .source = mk_actor_id(PEER, 7), .dest = dest, .type = type };
    return mk_system_tell(&t.system, &frame);
}

void settle(void)
{
    unsigned rounds = 0;
    while (mk_system_run(&t.system, 16)) {
        REQUIRE(++rounds < 1000);
    }
}

void pass_ms(uint32_t ms)
{
    t.fake.now_ms += ms;
    settle();
}

const char *diary(void)
{
    static char copy[sizeof t.diary];
    strcpy(copy, t.diary);
    t.diary[0] = '\0';
    const size_t length = strlen(copy);
    if (length > 0) {
        copy[length - 1] = '\0'; /* the last blank */
    }
    return copy;
}

bool lives(mk_actor_id_t id)
{
    char path[MK_PATH_SIZE];
    for (size_t i = MK_ROOT_SEQUENCE + 1; i < MK_ACTORS_MAX; i++) {
        const mk_cell_t *cell = &t.system.cells[i];
        if (cell->sequence == mk_actor_sequence(id)
            && (cell->status == MK_CELL_HELD || cell->status == MK_CELL_RUNNING)) {
            mk_system_path(&t.system, cell, path, sizeof path);
            return mk_system_find(&t.system, path) == id;
        }
    }
    return false;
}
