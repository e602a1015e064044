/* What every engine must do, by the modules that the Java node is tested with, too. */
#include "check.h"

#include "mk/engine.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define HANDLE   "iIii)i"
#define SOURCE   UINT64_C(0x0000000E00000007)
#define SENT_MAX 64u

static const mk_engine_limits_t generous = {
    .module_bytes = 65536,
    .memory_pages = 16,
    .table_elements = 100,
    .call_depth = 500,
    .fuel = 1000000,
};

/** What the guest of a test has sent last, and what the host made of it. */
static struct {
    uint64_t dest;
    uint32_t type;
    uint32_t value;
    uint32_t size;
    uint8_t payload[SENT_MAX];
    unsigned count;
} sent;

static mk_engine_t *engine;
static mk_engine_error_t error;

static bool send(void *context, mk_engine_t *from, const uint64_t *arguments, uint64_t *result,
                 mk_engine_error_t *why)
{
    CHECK(context == &sent);
    const uint32_t address = (uint32_t)arguments[2];
    const uint32_t size = (uint32_t)arguments[3];
    const uint8_t *payload = mk_engine_memory(from, address, size);
    if (payload == NULL || size > SENT_MAX) {
        snprintf(why->text, sizeof why->text, "mk_send of %u bytes at %u", size, address);
        return false;
    }
    sent.dest = arguments[0];
    sent.type = (uint32_t)arguments[1];
    sent.size = size;
    memcpy(sent.payload, payload, size);
    sent.count++;
    *result = 1;
    return true;
}

static bool send_u32(void *context, mk_engine_t *from, const uint64_t *arguments, uint64_t *result,
                     mk_engine_error_t *why)
{
    CHECK(context == &sent);
    (void)from;
    (void)why;
    sent.dest = arguments[0];
    sent.type = (uint32_t)arguments[1];
    sent.value = (uint32_t)arguments[2];
    sent.count++;
    *result = 1;
    return true;
}

static bool log_line(void *context, mk_engine_t *from, const uint64_t *arguments, uint64_t *result,
                     mk_engine_error_t *why)
{
    (void)context;
    (void)result;
    if (mk_engine_memory(from, (uint32_t)arguments[1], (uint32_t)arguments[2]) == NULL) {
        snprintf(why->text, sizeof why->text, "mk_log beyond the memory");
        return false;
    }
    return true;
}

static const mk_engine_import_t imports[] = {
    { "mk_send", "Iiii)i", send },
    { "mk_send_u32", "Iii)i", send_u32 },
    { "mk_log", "iii)", log_line },
};

static mk_status_t create(const uint8_t *bytes, size_t size, const mk_engine_limits_t *limits)
{
    memset(&sent, 0, sizeof sent);
    return mk_engine_create(bytes, size, limits, imports, sizeof imports / sizeof imports[0], &sent,
                            &engine, &error);
}

static size_t read_module(const char *name, uint8_t *bytes, size_t room)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.wasm", WASM_DIR, name);
    FILE *file = fopen(path, "rb");
    REQUIRE(file != NULL);
    const size_t size = fread(bytes, 1, room, file);
    fclose(file);
    REQUIRE(size > 0 && size < room);
    return size;
}

static mk_status_t load(const char *name, const mk_engine_limits_t *limits)
{
    static uint8_t bytes[65536];
    check_about("%s", name);
    return create(bytes, read_module(name, bytes, sizeof bytes), limits);
}

static uint32_t start(const char *name, const mk_engine_limits_t *limits)
{
    CHECK_EQ(MK_STATUS_OK, load(name, limits));
    CHECK_TEXT("", error.text);
    REQUIRE(engine != NULL);
    uint32_t function = UINT32_MAX;
    REQUIRE(mk_engine_find(engine, "handle_message", HANDLE, &function, &error) == MK_STATUS_OK);
    return function;
}

static mk_engine_end_t handle(uint32_t function, uint32_t type, uint32_t address, uint32_t size)
{
    const uint64_t arguments[] = { type, SOURCE, address, size };
    uint64_t result = 99;
    const mk_engine_end_t end = mk_engine_call(engine, function, arguments, &result, &error);
    CHECK_EQ(end == MK_ENGINE_RETURNED ? 1 : 0, result);
    return end;
}

static void put_u32(uint32_t address, uint32_t value)
{
    uint8_t *memory = mk_engine_memory(engine, address, 4);
    REQUIRE(memory != NULL);
    for (unsigned i = 0; i < 4; i++) {
        memory[i] = (uint8_t)(value >> (8 * i));
    }
}

static void calls_go_both_ways(void)
{
    const uint32_t function = start("built/echo-wat", &generous);
    uint8_t *memory = mk_engine_memory(engine, 100, 5);
    REQUIRE(memory != NULL);
    memcpy(memory, "hello", 5);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, UINT32_C(0x80000000), 100, 5));
    CHECK_EQ(SOURCE, sent.dest);
    CHECK_EQ(UINT32_C(0x80000001), sent.type);
    CHECK_EQ(5, sent.size);
    CHECK_BYTES((const uint8_t *)"hello", sent.payload, 5);
    mk_engine_destroy(engine);
}

static void the_start_section_has_run(void)
{
    const uint32_t function = start("built/startup-wat", &generous);
    uint32_t constructors;
    REQUIRE(mk_engine_find(engine, "__wasm_call_ctors", ")", &constructors, &error)
            == MK_STATUS_OK);
    uint64_t result;
    CHECK_EQ(MK_ENGINE_RETURNED, mk_engine_call(engine, constructors, NULL, &result, &error));
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 0));
    CHECK_EQ(12, sent.value);
    mk_engine_destroy(engine);
}

static void what_is_no_module_is_refused(void)
{
    const uint8_t nothing[] = { 0 };
    CHECK_EQ(MK_STATUS_MALFORMED, create(nothing, 0, &generous));
    CHECK(engine == NULL && error.text[0] != '\0');

    static uint8_t bytes[65536];
    const size_t size = read_module("built/traps-wat", bytes, sizeof bytes);
    for (size_t cut = 1; cut < size; cut++) { /* some cuts are modules, with less in them */
        if (create(bytes, cut, &generous) == MK_STATUS_OK) {
            mk_engine_destroy(engine);
        } else {
            CHECK(engine == NULL && error.text[0] != '\0');
        }
    }
    for (size_t at = 0; at < size; at++) {
        bytes[at] ^= 0x55;
        if (create(bytes, size, &generous) == MK_STATUS_OK) {
            mk_engine_destroy(engine);
        }
        bytes[at] ^= 0x55;
    }
}

static void what_a_module_asks_for_in_vain_is_named(void)
{
    const struct {
        const char *module;
        mk_status_t status;
        const char *words;
    } cases[] = {
        { "built/refused-unknown-import-wat", MK_STATUS_MALFORMED, "env.launch_rocket" },
        { "built/refused-import-module-wat", MK_STATUS_MALFORMED,
          "wasi_snapshot_preview1.proc_exit" },
        { "built/refused-import-type-wat", MK_STATUS_MALFORMED, "found=iiii)i" },
        { "built/refused-import-kind-wat", MK_STATUS_MALFORMED, "env.mk_send must be a function" },
        { "built/refused-memory-wat", MK_STATUS_FULL, "initial=65536" },
        { "built/refused-table-wat", MK_STATUS_FULL, "initial=100000000" },
        { "built/refused-start-wat", MK_STATUS_FAILED, "unreachable" },
        { "hostile/start-spinner", MK_STATUS_FAILED, "1000000 instructions" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_EQ(cases[i].status, load(cases[i].module, &generous));
        CHECK(engine == NULL);
        CHECK_CONTAINS(cases[i].words, error.text);
    }
}

static void limits_hold_at_their_edges(void)
{
    static uint8_t bytes[65536];
    const size_t size = read_module("built/echo-wat", bytes, sizeof bytes);
    mk_engine_limits_t limits = generous;
    limits.module_bytes = (uint32_t)size;
    CHECK_EQ(MK_STATUS_OK, create(bytes, size, &limits));
    mk_engine_destroy(engine);
    limits.module_bytes--;
    CHECK_EQ(MK_STATUS_FULL, create(bytes, size, &limits));
    limits = generous;
    limits.memory_pages = 0;
    CHECK_EQ(MK_STATUS_FULL, create(bytes, size, &limits));
}

static void locals_have_a_bound(void)
{
    uint8_t bytes[] = {
        0,  'a', 's', 'm', 1, 0, 0, 0,    1,    4, 1, 0x60, 0, 0, 3, 2, 1, 0, /* a function of () */
        10, 7,   1,   5,   1, 0, 0, 0x7F, 0x0B, /* of so many locals */
    };
    uint8_t *count = &bytes[23];
    const uint32_t most = MK_ENGINE_LOCALS_MAX;
    for (uint32_t locals = most; locals <= most + 1; locals++) {
        count[0] = (uint8_t)(0x80u | (locals & 0x7Fu)); /* LEB128 */
        count[1] = (uint8_t)(locals >> 7);
        CHECK_EQ(locals == most ? MK_STATUS_OK : MK_STATUS_FULL,
                 create(bytes, sizeof bytes, &generous));
        mk_engine_destroy(engine);
    }
    CHECK_CONTAINS("found=1001", error.text);
}

static void exports_are_checked(void)
{
    const struct {
        const char *module;
        mk_status_t status;
        const char *words;
    } cases[] = {
        { "built/refused-no-handler-wat", MK_STATUS_NOT_FOUND, "handle_message" },
        { "built/refused-not-a-function-wat", MK_STATUS_MALFORMED, "must be a function" },
        { "built/refused-signature-wat", MK_STATUS_MALFORMED, "found=iii)i" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_EQ(MK_STATUS_OK, load(cases[i].module, &generous));
        REQUIRE(engine != NULL);
        uint32_t function;
        CHECK_EQ(cases[i].status,
                 mk_engine_find(engine, "handle_message", HANDLE, &function, &error));
        CHECK_CONTAINS(cases[i].words, error.text);
        mk_engine_destroy(engine);
    }
}

static void traps_are_answers(void)
{
    for (uint32_t type = 0; type <= 11; type++) {
        const uint32_t function = start("built/traps-wat", &generous);
        check_about("traps of type %u", type);
        CHECK_EQ(type == 0 ? MK_ENGINE_RETURNED : MK_ENGINE_TRAPPED, handle(function, type, 0, 0));
        CHECK_EQ(type != 0, error.text[0] != '\0');
        CHECK_EQ(type == 0 ? 1 : 0, sent.count);
        if (type == 9) {
            CHECK_TEXT("mk_send of 2 bytes at 65535", error.text);
        }
        mk_engine_destroy(engine);
    }
}

static void spinning_ends_with_the_fuel(void)
{
    uint32_t function = start("built/spinner-wat", &generous);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 7, 0, 0));
    CHECK_EQ(MK_ENGINE_OUT_OF_FUEL, handle(function, 1, 0, 0));
    CHECK_CONTAINS("1000000 instructions", error.text);
    mk_engine_destroy(engine);
    for (uint32_t type = 1; type <= 4; type++) {
        function = start("hostile/branch-spinner", &generous);
        check_about("branch %u", type);
        CHECK_EQ(MK_ENGINE_OUT_OF_FUEL, handle(function, type, 0, 0));
        mk_engine_destroy(engine);
    }
}

static void fuel_is_for_each_call(void)
{
    mk_engine_limits_t limits = generous;
    limits.fuel = 1000;
    const uint32_t function = start("built/echo-wat", &limits);
    for (unsigned i = 0; i < 1000; i++) {
        CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 0));
    }
    CHECK_EQ(1000, sent.count);
    mk_engine_destroy(engine);
}

static void calls_have_a_depth(void)
{
    const struct {
        uint32_t depth;
        mk_engine_end_t end;
    } cases[] = { { 400, MK_ENGINE_RETURNED }, { 501, MK_ENGINE_TRAPPED } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint32_t function = start("built/recursion-wat", &generous);
        put_u32(0, cases[i].depth);
        CHECK_EQ(cases[i].end, handle(function, 1, 0, 4));
        CHECK_EQ(cases[i].end == MK_ENGINE_RETURNED ? 400 : 0, sent.value);
        mk_engine_destroy(engine);
    }
}

static void memory_grows_to_its_limit(void)
{
    const uint32_t function = start("built/grower-wat", &generous);
    put_u32(0, 16);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 4));
    CHECK_EQ(UINT32_MAX, sent.value);
    put_u32(0, 15);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 4));
    CHECK_EQ(1, sent.value);
    CHECK(mk_engine_memory(engine, 15 * MK_ENGINE_PAGE_SIZE, MK_ENGINE_PAGE_SIZE) != NULL);
    put_u32(0, 1);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 4));
    CHECK_EQ(UINT32_MAX, sent.value);
    mk_engine_destroy(engine);
}

static void tables_grow_to_their_limit(void)
{
    const uint32_t function = start("hostile/table-grower", &generous);
    put_u32(0, 91);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 4));
    CHECK_EQ(10, sent.value);
    put_u32(0, 90);
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 0, 4));
    CHECK_EQ(100, sent.value);
    mk_engine_destroy(engine);
}

static void memory_is_checked_as_a_whole(void)
{
    start("built/echo-wat", &generous);
    CHECK(mk_engine_memory(engine, 0, MK_ENGINE_PAGE_SIZE) != NULL);
    CHECK(mk_engine_memory(engine, MK_ENGINE_PAGE_SIZE, 0) != NULL);
    CHECK(mk_engine_memory(engine, 0, MK_ENGINE_PAGE_SIZE + 1) == NULL);
    CHECK(mk_engine_memory(engine, MK_ENGINE_PAGE_SIZE - 1, 2) == NULL);
    CHECK(mk_engine_memory(engine, MK_ENGINE_PAGE_SIZE + 1, 0) == NULL);
    CHECK(mk_engine_memory(engine, UINT32_MAX, 2) == NULL);
    CHECK(mk_engine_memory(engine, 2, UINT32_MAX) == NULL);
    mk_engine_destroy(engine);
    start("built/memoryless-wat", &generous);
    CHECK(mk_engine_memory(engine, 0, 1) == NULL);
    mk_engine_destroy(engine);
}

static void the_host_may_add_memory(void)
{
    mk_engine_limits_t limits = generous;
    limits.memory_pages = 3;
    const uint32_t function = start("built/echo-wat", &limits);
    uint32_t address = 0;
    CHECK_EQ(MK_STATUS_FULL, mk_engine_grow(engine, 3, &address));
    CHECK_EQ(MK_STATUS_FULL, mk_engine_grow(engine, UINT32_MAX, &address));
    CHECK_EQ(0, address);
    CHECK_EQ(MK_STATUS_OK, mk_engine_grow(engine, 2, &address));
    CHECK_EQ(MK_ENGINE_PAGE_SIZE, address);
    uint8_t *last = mk_engine_memory(engine, 3 * MK_ENGINE_PAGE_SIZE - 1, 1);
    REQUIRE(last != NULL);
    *last = 42;
    CHECK_EQ(MK_ENGINE_RETURNED, handle(function, 1, 3 * MK_ENGINE_PAGE_SIZE - 1, 1));
    CHECK_EQ(42, sent.payload[0]);
    CHECK_EQ(MK_STATUS_FULL, mk_engine_grow(engine, 1, &address));
    mk_engine_destroy(engine);
    start("built/memoryless-wat", &limits);
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_engine_grow(engine, 1, &address));
    mk_engine_destroy(engine);
}

static void *kill_it(void *killed)
{
    mk_engine_kill(killed);
    return NULL;
}

static void another_thread_may_kill(void)
{
    mk_engine_limits_t limits = generous;
    limits.fuel = UINT64_MAX; /* without the kill, the time limit of this test is its end */
    const uint32_t function = start("built/spinner-wat", &limits);
    pthread_t killer;
    REQUIRE(pthread_create(&killer, NULL, kill_it, engine) == 0);
    CHECK_EQ(MK_ENGINE_KILLED, handle(function, 1, 0, 0));
    REQUIRE(pthread_join(killer, NULL) == 0);
    CHECK_EQ(MK_ENGINE_KILLED, handle(function, 7, 0, 0));
    CHECK_EQ(0, sent.count);
    mk_engine_destroy(engine);
}

int main(void)
{
    RUN(calls_go_both_ways);
    RUN(the_start_section_has_run);
    RUN(what_is_no_module_is_refused);
    RUN(what_a_module_asks_for_in_vain_is_named);
    RUN(limits_hold_at_their_edges);
    RUN(locals_have_a_bound);
    RUN(exports_are_checked);
    RUN(traps_are_answers);
    RUN(spinning_ends_with_the_fuel);
    RUN(fuel_is_for_each_call);
    RUN(calls_have_a_depth);
    RUN(memory_grows_to_its_limit);
    RUN(tables_grow_to_their_limit);
    RUN(memory_is_checked_as_a_whole);
    RUN(the_host_may_add_memory);
    RUN(another_thread_may_kill);
    return check_result();
}
