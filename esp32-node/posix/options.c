#include "options.h"

#include "mk/limits.h"

#include <stdio.h>
#include <string.h>

static const char HELP[] =
    "Usage: mk-node [OPTION]...\n"
    "\n"
    "A node with a simulated temperature sensor. It joins a listener over TCP, sends readings to\n"
    "the actor named 'telemetry' there, and reconnects for ever.\n"
    "\n"
    "  --connect HOST:PORT  listener to join (default 127.0.0.1:4200); IPv6 as [::1]:4200\n"
    "  --identity NAME      1..31 characters of a-z, 0-9 and '-' (default mk-node)\n"
    "  --node-id N          1..15 (default: derived from the identity)\n"
    "  --interval-ms N      milliseconds between readings, 10..3600000 (default 1000)\n"
    "  --count N            end after N readings were written (default: endless)\n"
    "  --verbose            log every reading\n"
    "  --help               print this text\n"
    "  --version            print the version\n"
    "\n"
    "It ends with exit code 0 after --count readings, SIGINT or SIGTERM; with 2 if an option is\n"
    "wrong.\n";

const char *options_help(void)
{
    return HELP;
}

/** Reads a decimal number of min..max, digits only. */
static bool parse_number(const char *text, uint32_t min, uint32_t max, uint32_t *number)
{
    uint64_t value = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(*at - '0');
        if (value > max) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return *text != '\0' && value >= min;
}

/** Splits HOST:PORT or [HOST]:PORT. */
static bool set_connect(options_t *options, const char *value)
{
    const bool is_bracketed = value[0] == '[';
    const char *host = is_bracketed ? value + 1 : value;
    const char *host_end = strchr(host, is_bracketed ? ']' : ':');
    if (host_end == NULL) {
        return false;
    }
    const char *colon = is_bracketed ? host_end + 1 : host_end;
    const size_t host_length = (size_t)(host_end - host);
    uint32_t port;
    if (*colon != ':' || host_length == 0 || host_length >= OPTIONS_HOST_SIZE
        || !parse_number(colon + 1, 1, 65535, &port)) {
        return false;
    }
    memcpy(options->host, host, host_length);
    options->host[host_length] = '\0';
    snprintf(options->port, sizeof options->port, "%u", (unsigned)(port & 0xFFFF));
    snprintf(options->endpoint, sizeof options->endpoint, is_bracketed ? "[%s]:%s" : "%s:%s",
             options->host, options->port);
    return true;
}

static bool set_identity(options_t *options, const char *value)
{
    if (!mk_identity_is_valid(value)) {
        return false;
    }
    memcpy(options->identity, value, strlen(value) + 1);
    return true;
}

static bool set_node_id(options_t *options, const char *value)
{
    return parse_number(value, MK_NODE_ID_MIN, MK_NODE_ID_MAX, &options->node_id);
}

static bool set_interval(options_t *options, const char *value)
{
    return parse_number(value, MK_INTERVAL_MIN_MS, MK_INTERVAL_MAX_MS, &options->interval_ms);
}

static bool set_count(options_t *options, const char *value)
{
    return parse_number(value, 1, UINT32_MAX, &options->count);
}

/** An option that is followed by a value. */
typedef struct value_option {
    const char *name;
    const char *rule;
    const char *next_step;
    bool (*set)(options_t *options, const char *value); /**< false if the rule is broken */
} value_option_t;

static const value_option_t VALUE_OPTIONS[] = {
    { "--connect", "HOST:PORT with a port of 1..65535",
      "write for example 127.0.0.1:4200, or [::1]:4200 for IPv6", set_connect },
    { "--identity", "1..31 characters of a-z, 0-9 and '-'", "write for example porch-1",
      set_identity },
    { "--node-id", "a number of 1..15", "leave it out to have it derived from the identity",
      set_node_id },
    { "--interval-ms", "a number of 10..3600000", "write for example 1000 for one every second",
      set_interval },
    { "--count", "a number of 1..4294967295", "leave it out to send readings without end",
      set_count },
};

static const value_option_t *find_value_option(const char *name)
{
    for (size_t i = 0; i < sizeof VALUE_OPTIONS / sizeof VALUE_OPTIONS[0]; i++) {
        if (strcmp(name, VALUE_OPTIONS[i].name) == 0) {
            return &VALUE_OPTIONS[i];
        }
    }
    return NULL;
}

options_verdict_t options_parse(int argc, const char *const argv[], options_t *options,
                                char *message)
{
    *options = (options_t){
        .endpoint = "127.0.0.1:4200",
        .host = "127.0.0.1",
        .port = "4200",
        .identity = "mk-node",
        .interval_ms = 1000,
    };
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (strcmp(name, "--help") == 0) {
            return OPTIONS_HELP;
        }
        if (strcmp(name, "--version") == 0) {
            return OPTIONS_VERSION;
        }
        if (strcmp(name, "--verbose") == 0) {
            options->verbose = true;
            continue;
        }
        const value_option_t *option = find_value_option(name);
        if (option == NULL) {
            snprintf(message, OPTIONS_MESSAGE_SIZE,
                     "'%.200s' is not an option; mk-node --help lists those there are", name);
            return OPTIONS_BAD;
        }
        if (i + 1 == argc) {
            snprintf(message, OPTIONS_MESSAGE_SIZE, "%s must be followed by %s, got nothing; %s",
                     name, option->rule, option->next_step);
            return OPTIONS_BAD;
        }
        const char *value = argv[++i];
        if (!option->set(options, value)) {
            snprintf(message, OPTIONS_MESSAGE_SIZE, "%s must be %s, got '%.200s'; %s", name,
                     option->rule, value, option->next_step);
            return OPTIONS_BAD;
        }
    }
    if (options->node_id == 0) {
        options->node_id = mk_node_id_from_identity(options->identity);
    }
    return OPTIONS_RUN;
}
