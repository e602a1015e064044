/*
 * A gateway and the program mk-node as its device, while links are cut, and the device is frozen
 * and killed: it has to come back each time, and needs no more memory or files than at the
 * beginning.
 *
 *   soak [--seconds N] [--seed N]      each disturbance once, or as many as there is time for
 *
 * The gateway is a node in this process; an actor of it disturbs.
 */
#include "check.h"
#include "process.h"

#include "connections.h"
#include "port_posix.h"

#include "mk/message_type.h"
#include "mk/node.h"
#include "mk/sha256.h"

#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY           "0123456789abcdef0123456789abcdef"
#define CALM_MS       5500u  /**< after a recovery: longer than the device's backoff remembers */
#define RECOVERY_MS   15000u /**< longest time until readings come again */
#define FROZEN_MS     1500u  /**< longer than three heartbeats */
#define HEARTBEAT_MS  300u
#define GROWTH_MAX_KB 256
#define FILES_MAX     16

enum {
    TIMER_NEXT = 1, /**< the next disturbance is due, or the freeze is over, or time is up */
    TIMER_THAW,
    TIMER_LATE,
    TIMER_END
};

typedef enum disturbance {
    CUT,
    FREEZE,
    KILL,
    DISTURBANCES
} disturbance_t;

static struct {
    process_t device;
    char port[8];
    char key_file[64];
    uint32_t seconds;
    uint32_t random;
    connections_t connections;
    int stop_in;
    uint64_t disturbed_ms; /**< 0 in times of calm */
    disturbance_t disturbance;
    unsigned disturbances[DISTURBANCES];
    unsigned readings;
    uint64_t slowest_ms;
    bool warm; /**< the device has recovered once in this life */
    long first_kb;
    long growth_max_kb;
    bool late;
} soak;

static uint32_t next_random(void)
{
    soak.random ^= soak.random << 13;
    soak.random ^= soak.random >> 17;
    soak.random ^= soak.random << 5;
    return soak.random;
}

/* ---- the device ---- */

static void start_device(void)
{
    char endpoint[32];
    snprintf(endpoint, sizeof endpoint, "127.0.0.1:%s", soak.port);
    const char *const argv[] = { "mk-node", "--identity",     "porch",       "--connect",
                                 endpoint,  "--psk-file",     soak.key_file, "--interval-ms",
                                 "10",      "--heartbeat-ms", "300",         NULL };
    process_start(&soak.device, argv);
    soak.warm = false;
}

/** Kilobytes of memory that the device has in use. */
static long memory_kb(void)
{
    char path[64];
    long pages = 0;
    long resident = 0;
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)soak.device.pid);
    FILE *file = fopen(path, "r");
    REQUIRE(file != NULL);
    REQUIRE(fscanf(file, "%ld %ld", &pages, &resident) == 2); /* NOLINT(cert-err34-c) */
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static int open_files(void)
{
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%ld/fd", (long)soak.device.pid);
    DIR *folder = opendir(path);
    REQUIRE(folder != NULL);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count - 2;
}

static void look_at_device(void)
{
    const long kb = memory_kb();
    if (!soak.warm) {
        soak.warm = true;
        soak.first_kb = kb;
    }
    if (kb - soak.first_kb > soak.growth_max_kb) {
        soak.growth_max_kb = kb - soak.first_kb;
    }
    CHECK_RANGE(1, FILES_MAX, open_files());
}

/* ---- the actor that disturbs ---- */

static void cut_links(void)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        if (soak.connections.tcp[i].state == TCP_CONNECTED) {
            shutdown(soak.connections.tcp[i].fd, SHUT_RDWR);
        }
    }
}

static void disturb(mk_context_t *context)
{
    unsigned so_far = 0;
    for (unsigned i = 0; i < DISTURBANCES; i++) {
        so_far += soak.disturbances[i];
    }
    /* Each once, then by chance. */
    soak.disturbance =
        (disturbance_t)(so_far < DISTURBANCES ? so_far : next_random() % DISTURBANCES);
    soak.disturbances[soak.disturbance]++;
    soak.disturbed_ms = mk_now_ms(context);
    switch (soak.disturbance) {
    case CUT:
        cut_links();
        break;
    case FREEZE:
        REQUIRE(kill(soak.device.pid, SIGSTOP) == 0);
        REQUIRE(mk_timer_start(context, TIMER_THAW, FROZEN_MS, 0) == MK_STATUS_OK);
        break;
    default:
        process_discard(&soak.device);
        start_device();
        break;
    }
    REQUIRE(mk_timer_start(context, TIMER_LATE, RECOVERY_MS, 0) == MK_STATUS_OK);
}

/** Readings of before a cut may still come: only those after the link was made anew count. */
static bool has_recovered(const mk_context_t *context)
{
    const mk_node_t *node = soak.connections.node;
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        const mk_mount_t *mount = &node->mounts[i];
        if (mount->link.state == MK_LINK_MOUNTED && mount->mounted_at_ms >= soak.disturbed_ms
            && mk_now_ms(context) > mount->mounted_at_ms) {
            return true;
        }
    }
    return false;
}

static void on_reading(mk_context_t *context)
{
    soak.readings++;
    if (soak.disturbed_ms != 0 && has_recovered(context)) {
        const uint64_t took_ms = mk_now_ms(context) - soak.disturbed_ms;
        soak.slowest_ms = took_ms > soak.slowest_ms ? took_ms : soak.slowest_ms;
        soak.disturbed_ms = 0;
        (void)mk_timer_stop(context, TIMER_LATE);
        REQUIRE(mk_timer_start(context, TIMER_NEXT, CALM_MS + next_random() % 500, 0)
                == MK_STATUS_OK);
    }
}

static mk_next_t start(mk_context_t *context)
{
    soak.disturbed_ms = mk_now_ms(context); /* the device has to come first of all */
    REQUIRE(mk_register(context, "telemetry") == MK_STATUS_OK);
    REQUIRE(mk_timer_start(context, TIMER_END, soak.seconds * 1000, 0) == MK_STATUS_OK);
    REQUIRE(mk_timer_start(context, TIMER_LATE, RECOVERY_MS, 0) == MK_STATUS_OK);
    return MK_NEXT_SAME;
}

/** Whether there was not each disturbance yet, or the last one is not over. */
static bool is_in_the_middle(void)
{
    for (unsigned i = 0; i < DISTURBANCES; i++) {
        if (soak.disturbances[i] == 0) {
            return true;
        }
    }
    return soak.disturbed_ms != 0;
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    uint32_t timer;
    if (!mk_timer_notice(context, message, &timer)) {
        if (message->type == MK_TYPE_READING) {
            on_reading(context);
        }
        return MK_NEXT_SAME;
    }
    switch (timer) {
    case TIMER_NEXT:
        look_at_device();
        disturb(context);
        break;
    case TIMER_THAW:
        REQUIRE(kill(soak.device.pid, SIGCONT) == 0);
        break;
    case TIMER_END:
        if (is_in_the_middle()) {
            REQUIRE(mk_timer_start(context, TIMER_END, 500, 0) == MK_STATUS_OK);
            break;
        }
        (void)!write(soak.stop_in, "", 1);
        break;
    default:
        soak.late = true;
        (void)!write(soak.stop_in, "", 1);
        break;
    }
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "soak", .start = start, .receive = receive };
static const mk_actor_spec_t SPEC = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 64,
    .restart = MK_PERMANENT,
};

/* ---- the gateway ---- */

static mk_status_t no_reading(void *context, uint32_t number, float *celsius)
{
    (void)context;
    (void)number;
    (void)celsius;
    return MK_STATUS_FAILED;
}

static void run_gateway(void)
{
    static port_posix_t port;
    static mk_node_t node;
    static options_t options;
    char message[OPTIONS_MESSAGE_SIZE];
    const char *const argv[] = { "gateway", "--listen", "0", "--psk-file", soak.key_file };
    REQUIRE(options_parse(5, argv, &options, message) == OPTIONS_RUN);
    const mk_crypto_t crypto = {
        .context = &port,
        .hmac_sha256 = mk_hmac_sha256,
        .random = port_posix_random,
    };
    const mk_platform_t platform = {
        .context = &port,
        .now_ms = port_posix_now_ms,
        .random_u32 = port_posix_random_u32,
        .log = port_posix_log,
        .sensor = { .read = no_reading },
        .crypto = &crypto,
    };
    const mk_key_t key = { .bytes = (const uint8_t *)KEY, .size = sizeof KEY - 1 };
    const mk_node_config_t config = {
        .identity = "gateway",
        .node_id = 100,
        .platform = "soak",
        .id_advice = "none",
        .interval_ms = 1000,
        .heartbeat_ms = HEARTBEAT_MS,
        .keys = &key,
        .key_count = 1,
    };
    int stop[2];
    REQUIRE(pipe(stop) == 0);
    soak.stop_in = stop[1];
    port_posix_init(&port, "gateway", 100, MK_LOG_INFO);
    mk_node_init(&node, &config, &platform);
    connections_init(&soak.connections, &node, &platform, &options, NULL, stop[0]);
    REQUIRE(connections_listen(&soak.connections, message));
    snprintf(soak.port, sizeof soak.port, "%u", tcp_port(soak.connections.listening_fd));
    start_device();
    mk_actor_id_t id;
    REQUIRE(mk_system_spawn(&node.system, "soak", &SPEC, NULL, &id) == MK_STATUS_OK);
    connections_run(&soak.connections);
    if (soak.device.pid > 0 && !soak.late) {
        kill(soak.device.pid, SIGCONT);
        look_at_device();
    }
    connections_leave(&soak.connections);
}

static void discard_device(void)
{
    process_discard(&soak.device);
    unlink(soak.key_file);
}

static void the_device_comes_back_and_does_not_grow(void)
{
    run_gateway();
    printf("%u cuts, %u freezes, %u kills; %u readings; slowest recovery %" PRIu64
           " ms; memory grew by %ld KB\n",
           soak.disturbances[CUT], soak.disturbances[FREEZE], soak.disturbances[KILL],
           soak.readings, soak.slowest_ms, soak.growth_max_kb);
    CHECK(!soak.late);
    if (soak.late) {
        fprintf(stderr, "disturbance %d of the kinds above; the device's log:\n%s",
                (int)soak.disturbance, process_log(&soak.device));
    }
    for (unsigned i = 0; i < DISTURBANCES; i++) {
        CHECK(soak.disturbances[i] > 0);
    }
    CHECK(soak.readings > 100);
    CHECK(soak.growth_max_kb <= GROWTH_MAX_KB);
}

int main(int argc, char *argv[])
{
    soak.seconds = 1;
    soak.random = 20261123;
    for (int i = 1; i + 1 < argc; i += 2) {
        const uint32_t value = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--seconds") == 0 && value > 0 && value <= 86400) {
            soak.seconds = value;
        } else if (strcmp(argv[i], "--seed") == 0 && value != 0) {
            soak.random = value;
        } else {
            fprintf(stderr, "usage: soak [--seconds 1..86400] [--seed 1..]\n");
            return 2;
        }
    }
    printf("%" PRIu32 " s, seed %" PRIu32 "\n", soak.seconds, soak.random);
    snprintf(soak.key_file, sizeof soak.key_file, "/tmp/mk-soak-%ld.key", (long)getpid());
    FILE *file = fopen(soak.key_file, "w");
    REQUIRE(file != NULL && fputs(KEY "\n", file) >= 0 && fclose(file) == 0);
    signal(SIGPIPE, SIG_IGN);
    atexit(discard_device);
    RUN(the_device_comes_back_and_does_not_grow);
    return check_result();
}
