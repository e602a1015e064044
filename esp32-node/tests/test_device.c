/* The actors of hardware, store, figures and log, each asked by messages as a peer would. */
#include "check.h"
#include "fake_platform.h"
#include "file_store.h"
#include "hal_mock.h"

#include "mk/device_msg.h"
#include "mk/metrics.h"
#include "mk/node.h"
#include "mk/sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** What an actor that asks others has heard last. */
typedef struct client {
    mk_actor_id_t id;
    unsigned answers;
    uint32_t type;
    uint32_t size;
    uint8_t payload[MK_BLOCK_LARGE_SIZE];
} client_t;

static fake_platform_t fake;
static hal_mock_t board;
static file_store_t store;
static mk_node_t node;
static client_t client;
static char folder[] = "/tmp/mk-store-XXXXXX";

static mk_next_t client_hears(mk_context_t *context, const mk_frame_t *message)
{
    client_t *own = mk_state(context);
    own->answers++;
    own->type = message->type;
    own->size = message->payload_size;
    if (message->payload_size > 0) {
        memcpy(own->payload, message->payload, message->payload_size);
    }
    return MK_NEXT_SAME;
}

static const mk_behavior_t CLIENT_BEHAVIOR = { .type = "client", .receive = client_hears };
static const mk_actor_spec_t CLIENT = {
    .behavior = &CLIENT_BEHAVIOR,
    .mailbox_capacity = 16,
    .restart = MK_TEMPORARY,
};

static void start(void)
{
    static const mk_node_config_t CONFIG = {
        .identity = "porch",
        .node_id = 14,
        .platform = "test",
        .id_advice = "none",
        .interval_ms = 1000,
    };
    fake_platform_init(&fake);
    hal_mock_init(&board);
    fake.platform.hardware = &board.hardware;
    fake.platform.store = &store.store;
    mk_node_init(&node, &CONFIG, &fake.platform);
    client = (client_t){ .answers = 0 };
    REQUIRE(mk_system_spawn(&node.system, "client", &CLIENT, &client, &client.id) == MK_STATUS_OK);
    mk_node_step(&node);
}

static mk_actor_id_t actor(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/node/porch/%s", name);
    const mk_actor_id_t id = mk_system_find(&node.system, path);
    REQUIRE(id != MK_ACTOR_NONE);
    return id;
}

static void pass_ms(uint32_t ms)
{
    fake.now_ms += ms;
    mk_node_step(&node);
}

/** Sends a request in the client's name. @return the verdict of the one answer */
static uint8_t ask(const char *name, uint32_t type, const void *payload, size_t size)
{
    const mk_frame_t request = {
        .source = client.id,
        .dest = actor(name),
        .type = type,
        .payload_size = (uint32_t)size,
        .payload = payload,
    };
    const unsigned before = client.answers;
    REQUIRE(mk_system_tell(&node.system, &request) == MK_ACCEPTED);
    mk_node_step(&node);
    REQUIRE(client.answers == before + 1);
    return client.payload[0];
}

#define ASK(name, type, ...)                                                                       \
    ask(name, type, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* ---- GPIO ---- */

static void pins_are_configured_written_and_read(void)
{
    start();
    CHECK_EQ(MK_NOT_AN_OUTPUT, ASK("gpio", MK_TYPE_GPIO_WRITE, 2, 1));
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_CONFIGURE, 2, 2));
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WRITE, 2, 1));
    CHECK(board.levels[2]);
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_CONFIGURE, 3, 0));
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_READ, 3));
    CHECK_EQ(MK_TYPE_GPIO_STATE, client.type);
    CHECK_EQ(3, client.size);
    CHECK_EQ(3, client.payload[1]);
    CHECK_EQ(1, client.payload[2]); /* it is wired to 2 */
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_CONFIGURE, 2, 0));
    CHECK_EQ(MK_NOT_AN_OUTPUT, ASK("gpio", MK_TYPE_GPIO_WRITE, 2, 0));
}

static void bad_pins_modes_levels_and_sizes_are_answered(void)
{
    start();
    CHECK_EQ(MK_NOT_THERE, ASK("gpio", MK_TYPE_GPIO_CONFIGURE, 32, 2));
    CHECK_EQ(MK_NOT_THERE, ASK("gpio", MK_TYPE_GPIO_READ, 255));
    CHECK_EQ(MK_MALFORMED, ASK("gpio", MK_TYPE_GPIO_CONFIGURE, 2, 3));
    CHECK_EQ(MK_MALFORMED, ASK("gpio", MK_TYPE_GPIO_WRITE, 2, 2));
    CHECK_EQ(MK_MALFORMED, ASK("gpio", MK_TYPE_GPIO_WRITE, 2));
    CHECK_EQ(MK_MALFORMED, ASK("gpio", MK_TYPE_GPIO_READ, 2, 2));
    board.fails = true;
    CHECK_EQ(MK_HARDWARE_FAILS, ASK("gpio", MK_TYPE_GPIO_READ, 2));
}

static void followers_hear_of_changes_until_they_end(void)
{
    start();
    ASK("gpio", MK_TYPE_GPIO_CONFIGURE, 2, 2);
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WATCH, 3, 1));
    const mk_frame_t write = {
        .dest = actor("gpio"),
        .type = MK_TYPE_GPIO_WRITE,
        .payload_size = 2,
        .payload = (const uint8_t[]){ 2, 1 },
    };
    unsigned before = client.answers;
    mk_system_tell(&node.system, &write);
    mk_node_step(&node);
    pass_ms(MK_GPIO_POLL_MS);
    CHECK_EQ(before + 1, client.answers);
    CHECK_EQ(1, client.payload[2]);
    pass_ms(10 * MK_GPIO_POLL_MS);
    CHECK_EQ(before + 1, client.answers);
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WATCH, 3, 0));
    CHECK_EQ(MK_NEVER, mk_timers_next_ms(&node.system.timers)); /* nobody looks any more */

    ASK("gpio", MK_TYPE_GPIO_WATCH, 3, 1);
    REQUIRE(mk_system_stop(&node.system, client.id) == MK_STATUS_OK);
    pass_ms(1);
    CHECK_EQ(MK_NEVER, mk_timers_next_ms(&node.system.timers));
    CHECK_EQ(MK_ACTOR_NONE, node.gpio.watches[0].who);
}

static void more_followers_than_places_are_refused(void)
{
    start();
    for (uint8_t pin = 0; pin < MK_GPIO_WATCHES_MAX; pin++) {
        CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WATCH, pin, 1));
    }
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WATCH, 0, 1)); /* twice is once */
    CHECK_EQ(MK_NO_ROOM, ASK("gpio", MK_TYPE_GPIO_WATCH, 9, 1));
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WATCH, 0, 0));
    CHECK_EQ(MK_DONE, ASK("gpio", MK_TYPE_GPIO_WATCH, 9, 1));
}

/* ---- I2C, PWM, LED ---- */

static void bytes_go_over_i2c(void)
{
    start();
    CHECK_EQ(MK_DONE, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x48, 2, 1, 0, 0, 0, 0));
    CHECK_EQ(8, client.size);
    CHECK_EQ(0x1580, client.payload[6] << 8 | client.payload[7]); /* 21.5 degrees */
    CHECK_EQ(MK_DONE, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x50, 0, 3, 0, 0, 0, 7, 'h', 'i'));
    CHECK_EQ(MK_DONE, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x50, 2, 1, 0, 0, 0, 7));
    CHECK_BYTES((const uint8_t *)"hi", client.payload + 6, 2);
    CHECK_EQ(MK_HARDWARE_FAILS, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x20, 1, 0, 0, 0, 0));
    CHECK_EQ(6, client.size);
    CHECK_EQ(MK_MALFORMED, ASK("i2c", MK_TYPE_I2C_TRANSFER, 7, 1, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("i2c", MK_TYPE_I2C_TRANSFER, 120, 1, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x48, 33, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x48, 1, 2, 0, 0, 0, 1));
    CHECK_EQ(MK_MALFORMED, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x48, 1, 255, 255, 255, 255, 1));
    CHECK_EQ(MK_MALFORMED, ASK("i2c", MK_TYPE_I2C_TRANSFER, 0x48));
    uint8_t longest[6 + MK_I2C_BYTES_MAX + 1] = { 0x50, MK_I2C_BYTES_MAX, MK_I2C_BYTES_MAX };
    CHECK_EQ(MK_DONE, ask("i2c", MK_TYPE_I2C_TRANSFER, longest, sizeof longest - 1));
    longest[2]++;
    CHECK_EQ(MK_MALFORMED, ask("i2c", MK_TYPE_I2C_TRANSFER, longest, sizeof longest));
}

static void pwm_has_a_frequency_and_a_duty(void)
{
    start();
    CHECK_EQ(MK_DONE, ASK("pwm", MK_TYPE_PWM_SET, 1, 0xE8, 3, 0, 0, 0xF4, 1));
    CHECK_EQ(500, board.duties[1]);
    CHECK_EQ(8, client.size);
    CHECK_EQ(MK_NOT_THERE, ASK("pwm", MK_TYPE_PWM_SET, 8, 1, 0, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("pwm", MK_TYPE_PWM_SET, 1, 0, 0, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("pwm", MK_TYPE_PWM_SET, 1, 1, 0, 0, 0, 0xE9, 3));
    CHECK_EQ(MK_MALFORMED, ASK("pwm", MK_TYPE_PWM_SET, 1));
    CHECK_EQ(500, board.duties[1]);
}

static void leds_are_switched_and_blink(void)
{
    start();
    CHECK_EQ(MK_DONE, ASK("led", MK_TYPE_LED_SET, 0, 1, 0, 0, 0, 0, 0, 0));
    CHECK(board.lit[0]);
    CHECK_EQ(MK_DONE, ASK("led", MK_TYPE_LED_SET, 0, 0, 0, 0, 0, 0, 0, 0));
    CHECK(!board.lit[0]);
    /* Twice, 100 ms on and 50 ms off. */
    CHECK_EQ(MK_DONE, ASK("led", MK_TYPE_LED_SET, 1, 2, 100, 0, 50, 0, 2, 0));
    CHECK(board.lit[1]);
    static const struct {
        uint32_t ms;
        bool lit;
    } PHASES[] = { { 99, true }, { 1, false }, { 49, false }, { 1, true },
                   { 99, true }, { 1, false }, { 500, false } };
    for (size_t i = 0; i < sizeof PHASES / sizeof PHASES[0]; i++) {
        check_about("phase %zu", i);
        pass_ms(PHASES[i].ms);
        CHECK_EQ(PHASES[i].lit, board.lit[1]);
    }
    CHECK_EQ(MK_NOT_THERE, ASK("led", MK_TYPE_LED_SET, 4, 1, 0, 0, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("led", MK_TYPE_LED_SET, 1, 3, 0, 0, 0, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("led", MK_TYPE_LED_SET, 1, 2, 9, 0, 50, 0, 0, 0));
    CHECK_EQ(MK_MALFORMED, ASK("led", MK_TYPE_LED_SET, 1, 1));
}

static void a_blinking_led_is_stopped_by_the_next_order(void)
{
    start();
    ASK("led", MK_TYPE_LED_SET, 1, 2, 100, 0, 50, 0, 0, 0);
    pass_ms(30000);
    ASK("led", MK_TYPE_LED_SET, 1, 1, 0, 0, 0, 0, 0, 0);
    pass_ms(30000);
    CHECK(board.lit[1]);
}

/* ---- store ---- */

static uint8_t put(const char *key, const void *value, uint32_t size)
{
    uint8_t payload[512];
    const uint32_t key_size = (uint32_t)strlen(key);
    const uint32_t lengths[] = { key_size, size };
    memset(payload, 0, sizeof payload);
    for (unsigned i = 0; i < 2; i++) {
        payload[i * (4 + key_size)] = (uint8_t)lengths[i];
        payload[i * (4 + key_size) + 1] = (uint8_t)(lengths[i] >> 8);
    }
    memcpy(payload + 4, key, key_size);
    memcpy(payload + 8 + key_size, value, size);
    return ask("store", MK_TYPE_STORE_PUT, payload, 8 + key_size + size);
}

static uint8_t by_key(uint32_t type, const char *key)
{
    uint8_t payload[64] = { (uint8_t)strlen(key) };
    memcpy(payload + 4, key, strlen(key));
    return ask("store", type, payload, 4 + strlen(key));
}

static void values_are_kept_read_and_removed(void)
{
    char message[FILE_STORE_MESSAGE_SIZE];
    start();
    CHECK_EQ(MK_NOT_THERE, by_key(MK_TYPE_STORE_GET, "name"));
    CHECK_EQ(MK_DONE, put("name", "porch light", 11));
    CHECK_EQ(MK_DONE, put("name", "back door", 9));
    CHECK_EQ(MK_DONE, put("empty", "", 0));

    file_store_close(&store); /* as if the node had been off */
    REQUIRE(file_store_open(&store, folder, message));
    start();
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_GET, "name"));
    CHECK_EQ(1 + 4 + 4 + 4 + 9, client.size);
    CHECK_BYTES((const uint8_t *)"\4\0\0\0name\11\0\0\0back door", client.payload + 1, 21);
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_GET, "empty"));
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_REMOVE, "name"));
    CHECK_EQ(MK_NOT_THERE, by_key(MK_TYPE_STORE_REMOVE, "name"));
    CHECK_EQ(MK_NOT_THERE, by_key(MK_TYPE_STORE_GET, "name"));
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_REMOVE, "empty"));
}

static void keys_do_not_leave_the_folder(void)
{
    static const char *const BAD[] = { "",
                                       ".",
                                       "..",
                                       ".new",
                                       "a/b",
                                       "../passwd",
                                       "/etc/passwd",
                                       "sixteen-letters!",
                                       "sixteen-letters1",
                                       "k\xc3\xa4se",
                                       " " };
    start();
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        check_about("key '%s'", BAD[i]);
        CHECK_EQ(MK_MALFORMED, put(BAD[i], "x", 1));
        CHECK_EQ(MK_MALFORMED, by_key(MK_TYPE_STORE_GET, BAD[i]));
    }
    CHECK_EQ(MK_DONE, put("fifteen-letters", "x", 1));
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_REMOVE, "fifteen-letters"));
}

static void lying_lengths_of_a_value_are_refused(void)
{
    uint8_t value[MK_STORE_VALUE_MAX + 1] = { 7 };
    start();
    CHECK_EQ(MK_DONE, put("long", value, MK_STORE_VALUE_MAX));
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_GET, "long"));
    CHECK_EQ(13 + MK_STORE_VALUE_MAX, client.size);
    CHECK_EQ(MK_MALFORMED, put("long", value, MK_STORE_VALUE_MAX + 1));
    CHECK_EQ(MK_MALFORMED, ASK("store", MK_TYPE_STORE_PUT, 1, 0, 0, 0, 'k'));
    CHECK_EQ(MK_MALFORMED, ASK("store", MK_TYPE_STORE_PUT, 1, 0, 0, 0, 'k', 2, 0, 0, 0, 'v'));
    CHECK_EQ(MK_MALFORMED, ASK("store", MK_TYPE_STORE_PUT, 1, 0, 0, 0, 'k', 0, 0, 0, 0, 'v'));
    CHECK_EQ(MK_MALFORMED, ASK("store", MK_TYPE_STORE_GET, 255, 255, 255, 255, 'k'));
    CHECK_EQ(MK_MALFORMED, ASK("store", MK_TYPE_STORE_GET, 1, 0, 0, 0, 'k', 'x'));
    CHECK_EQ(MK_MALFORMED, ASK("store", MK_TYPE_STORE_GET, 2, 0, 0, 0, 'k', 0));
    CHECK_EQ(MK_DONE, by_key(MK_TYPE_STORE_REMOVE, "long"));
}

static void a_full_store_refuses_new_keys_only(void)
{
    char key[MK_STORE_KEY_SIZE];
    start();
    for (unsigned i = 0; i < FILE_STORE_KEYS_MAX; i++) {
        snprintf(key, sizeof key, "key-%u", i);
        CHECK_EQ(MK_STATUS_OK, store.store.put(&store, key, (const uint8_t *)"v", 1));
    }
    CHECK_EQ(MK_NO_ROOM, put("one-more", "v", 1));
    CHECK_EQ(MK_DONE, put("key-0", "w", 1));
    for (unsigned i = 0; i < FILE_STORE_KEYS_MAX; i++) {
        snprintf(key, sizeof key, "key-%u", i);
        CHECK_EQ(MK_STATUS_OK, store.store.remove(&store, key));
    }
}

static void a_store_says_why_it_cannot_be_opened(void)
{
    char message[FILE_STORE_MESSAGE_SIZE];
    file_store_t other;
    CHECK(!file_store_open(&other, "/nonexistent/folder", message));
    CHECK_CONTAINS("cannot make the folder '/nonexistent/folder'", message);
    CHECK(!file_store_open(&other, "/dev/null", message));
    CHECK_CONTAINS("cannot open the folder '/dev/null'", message);
}

/* ---- figures and log ---- */

static uint32_t figure(size_t index)
{
    const uint8_t *at = client.payload + 8 + 4 * index;
    return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static void measure(void *context, uint32_t *free_memory, int32_t *signal_dbm)
{
    (void)context;
    *free_memory = 123456;
    *signal_dbm = -67;
}

static void figures_are_given(void)
{
    start();
    fake.platform.measure = measure;
    pass_ms(5000);
    const uint32_t messages = node.system.counters.messages;
    const mk_frame_t request = {
        .source = client.id,
        .dest = actor("metrics"),
        .type = MK_TYPE_METRICS_GET,
    };
    REQUIRE(mk_system_tell(&node.system, &request) == MK_ACCEPTED);
    mk_node_step(&node);
    REQUIRE(client.type == MK_TYPE_METRICS);
    REQUIRE(client.size == MK_METRICS_SIZE);
    CHECK_EQ(5000 & 0xFF, client.payload[0]);
    CHECK_EQ(5000 >> 8, client.payload[1]);
    CHECK_EQ(mk_system_actor_count(&node.system), figure(0));
    CHECK_EQ(messages, figure(1));
    CHECK_EQ(MK_BLOCKS, figure(9));
    CHECK_EQ(123456, figure(12));
    CHECK_EQ(UINT32_MAX - 66, figure(13));
}

/** A `log` that a peer would have, without the peer. */
static mk_actor_id_t log_id;
static bool log_has_room;
static char log_lines[1024];

static mk_actor_id_t find_log(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "log") == 0 ? log_id : MK_ACTOR_NONE;
}

static mk_delivery_t take_line(void *context, const mk_frame_t *frame)
{
    (void)context;
    if (!log_has_room) {
        return MK_REFUSED_FULL;
    }
    CHECK_EQ(0xFE000001, frame->type);
    CHECK_EQ(log_id, frame->dest);
    REQUIRE(frame->payload_size >= 5);
    CHECK_EQ(frame->payload_size - 5, frame->payload[1]);
    const size_t used = strlen(log_lines);
    snprintf(log_lines + used, sizeof log_lines - used, "%u%.*s\n", frame->payload[0],
             (int)frame->payload[1], (const char *)frame->payload + 5);
    return MK_ACCEPTED;
}

static void the_log_goes_to_a_peer_that_wants_it(void)
{
    start();
    node.system.transmitter.find = find_log;
    node.system.transmitter.transmit = take_line;
    log_lines[0] = '\0';
    log_has_room = true;
    log_id = MK_ACTOR_NONE;
    mk_node_log_totals(&node, "first");
    mk_node_step(&node);
    CHECK_TEXT("", log_lines);
    log_id = mk_actor_id(2, 9);
    mk_node_step(&node);
    CHECK_TEXT("1stopping: first; mounts=0 readings_written=0\n", log_lines);
    mk_node_step(&node);
    CHECK_TEXT("1stopping: first; mounts=0 readings_written=0\n", log_lines);

    log_lines[0] = '\0';
    log_has_room = false;
    for (unsigned i = 0; i < MK_LOG_LINES_KEPT + 3; i++) {
        const char why[] = { (char)('a' + i), '\0' };
        mk_node_log_totals(&node, why);
        mk_node_step(&node);
    }
    log_has_room = true;
    mk_node_step(&node);
    CHECK_CONTAINS("23 log lines before this were lost\n1stopping: d;", log_lines);
    CHECK_CONTAINS("1stopping: g;", log_lines);
}

int main(void)
{
    char message[FILE_STORE_MESSAGE_SIZE];
    REQUIRE(mkdtemp(folder) != NULL);
    REQUIRE(file_store_open(&store, folder, message));
    RUN(pins_are_configured_written_and_read);
    RUN(bad_pins_modes_levels_and_sizes_are_answered);
    RUN(followers_hear_of_changes_until_they_end);
    RUN(more_followers_than_places_are_refused);
    RUN(bytes_go_over_i2c);
    RUN(pwm_has_a_frequency_and_a_duty);
    RUN(leds_are_switched_and_blink);
    RUN(a_blinking_led_is_stopped_by_the_next_order);
    RUN(values_are_kept_read_and_removed);
    RUN(keys_do_not_leave_the_folder);
    RUN(lying_lengths_of_a_value_are_refused);
    RUN(a_full_store_refuses_new_keys_only);
    RUN(a_store_says_why_it_cannot_be_opened);
    RUN(figures_are_given);
    RUN(the_log_goes_to_a_peer_that_wants_it);
    file_store_close(&store);
    char stray[64];
    snprintf(stray, sizeof stray, "%s/.new", folder);
    unlink(stray);
    CHECK_EQ(0, rmdir(folder)); /* nothing else is left */
    return check_result();
}
