#include "options.h"

#include <stdio.h>
#include <string.h>

static const char HELP[] =
    "Usage: mk-node [OPTION]...\n"
    "\n"
    "A node with a simulated temperature sensor. It joins other nodes over TCP, lets others join "
    "it,\n"
    "sends readings to the actor named 'telemetry' of one of them, and reconnects for ever.\n"
    "\n"
    "  --identity NAME      1..31 characters of a-z, 0-9 and '-' (default mk-node)\n"
    "  --node-id N          1..4294967295 (default: 1..15, derived from the identity)\n"
    "\n"
    "Links:\n"
    "  --connect HOST:PORT  node to join, up to 4 times (default 127.0.0.1:4200 if --listen is "
    "not\n"
    "                       there); IPv6 as [::1]:4200\n"
    "  --listen [HOST:]PORT let other nodes join (default host 127.0.0.1, all with '*'); port 0 "
    "is\n"
    "                       any free one, and is logged\n"
    "  --heartbeat-ms N     milliseconds between two looks whether a node is there, 100..60000\n"
    "                       (default 5000); after three without a sign of life it is gone\n"
    "\n"
    "Who may join, and what for; without any of these only this machine is listened to:\n"
    "  --psk-file FILE      pre-shared key that all others must have: 16..1024 bytes, for example\n"
    "                       from: openssl rand -hex 32; a line end behind it does not count\n"
    "  --psk-file NAME=FILE ... of the node NAME only; up to 8 in all\n"
    "  --tls-ca FILE        speak TLS, with nodes whose certificates are of this CA (PEM)\n"
    "  --tls-cert FILE      certificate of this node, with its identity among the DNS names "
    "(PEM);\n"
    "                       a node that listens needs one\n"
    "  --tls-key FILE       its private key (PEM)\n"
    "  --allow PATTERN      others may send to actors of this name or path, '*' at the end for "
    "all\n"
    "                       that begin so; up to 16 in all (default: all)\n"
    "  --allow NAME:PATTERN ... the node NAME, for which only these count\n"
    "  --mk01 WHERE         speak MK01, which authenticates nobody, with: never, loopback or any\n"
    "                       (default loopback; never with a key or TLS)\n"
    "\n"
    "Actors:\n"
    "  --state DIR          folder of the actor 'store', made if it is not there (default: no "
    "store)\n"
    "\n"
    "Readings:\n"
    "  --interval-ms N      milliseconds between readings, 10..3600000 (default 1000)\n"
    "  --sensors N          so many sensors, 1..16, numbered from 1 (default 1)\n"
    "  --count N            end after N readings were written (default: endless)\n"
    "\n"
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
static bool parse_endpoint(const char *value, uint32_t port_min, options_endpoint_t *endpoint)
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
    if (*colon != ':' || host_length == 0 || host_length >= TCP_HOST_SIZE
        || !parse_number(colon + 1, port_min, 65535, &port)) {
        return false;
    }
    memcpy(endpoint->host, host, host_length);
    endpoint->host[host_length] = '\0';
    snprintf(endpoint->port, sizeof endpoint->port, "%u", (unsigned)(port & 0xFFFF));
    snprintf(endpoint->text, sizeof endpoint->text, is_bracketed ? "[%s]:%s" : "%s:%s",
             endpoint->host, endpoint->port);
    return true;
}

static bool set_connect(options_t *options, const char *value)
{
    if (options->connect_count == MK_LINKS_MAX
        || !parse_endpoint(value, 1, &options->connects[options->connect_count])) {
        return false;
    }
    options->connect_count++;
    return true;
}

static bool set_listen(options_t *options, const char *value)
{
    char with_host[OPTIONS_ENDPOINT_SIZE];
    uint32_t port;
    if (parse_number(value, 0, 65535, &port)) {
        snprintf(with_host, sizeof with_host, "127.0.0.1:%u", (unsigned)port);
        value = with_host;
    }
    if (!parse_endpoint(value, 0, &options->listen)) {
        return false;
    }
    if (strcmp(options->listen.host, "*") == 0) {
        options->listen.host[0] = '\0';
    }
    options->listens = true;
    return true;
}

/** Copies the NAME of NAME=..., if there is one. @return what stands behind it; NULL if it is bad
 */
static const char *split_identity(const char *value, char separator, char *identity)
{
    const char *end = strchr(value, separator);
    identity[0] = '\0';
    if (end == NULL) {
        return value;
    }
    const size_t length = (size_t)(end - value);
    if (length >= MK_IDENTITY_SIZE) {
        return NULL;
    }
    memcpy(identity, value, length);
    identity[length] = '\0';
    return mk_identity_is_valid(identity) ? end + 1 : NULL;
}

static bool set_psk_file(options_t *options, const char *value)
{
    if (options->key_count == OPTIONS_KEYS_MAX) {
        return false;
    }
    options_key_t *key = &options->keys[options->key_count];
    key->path = split_identity(value, '=', key->identity);
    if (key->path == NULL || key->path[0] == '\0') {
        return false;
    }
    options->key_count++;
    return true;
}

static bool set_allow(options_t *options, const char *value)
{
    if (options->permission_count == OPTIONS_PERMISSIONS_MAX) {
        return false;
    }
    char *identity = options->permission_identities[options->permission_count];
    const char *pattern = split_identity(value, ':', identity);
    if (pattern == NULL || pattern[0] == '\0') {
        return false;
    }
    options->permissions[options->permission_count++] = (mk_permission_t){
        .identity = identity[0] == '\0' ? NULL : identity,
        .pattern = pattern,
    };
    return true;
}

static bool set_mk01(options_t *options, const char *value)
{
    static const char *const WORDS[] = { "never", "loopback", "any" };
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(value, WORDS[i]) == 0) {
            options->mk01 = (options_mk01_t)(OPTIONS_MK01_NEVER + i);
            return true;
        }
    }
    return false;
}

static bool set_tls_ca(options_t *options, const char *value)
{
    options->tls.ca = value;
    return value[0] != '\0';
}

static bool set_tls_cert(options_t *options, const char *value)
{
    options->tls.certificate = value;
    return value[0] != '\0';
}

static bool set_tls_key(options_t *options, const char *value)
{
    options->tls.key = value;
    return value[0] != '\0';
}

static bool set_state(options_t *options, const char *value)
{
    options->state = value;
    return value[0] != '\0';
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
    return parse_number(value, 1, UINT32_MAX, &options->node_id);
}

static bool set_interval(options_t *options, const char *value)
{
    return parse_number(value, MK_INTERVAL_MIN_MS, MK_INTERVAL_MAX_MS, &options->interval_ms);
}

static bool set_heartbeat(options_t *options, const char *value)
{
    return parse_number(value, 100, 60000, &options->heartbeat_ms);
}

static bool set_sensors(options_t *options, const char *value)
{
    return parse_number(value, 1, MK_SENSORS_MAX, &options->sensors);
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
    { "--connect", "HOST:PORT with a port of 1..65535, up to 4 times",
      "write for example 127.0.0.1:4200, or [::1]:4200 for IPv6", set_connect },
    { "--listen", "PORT or HOST:PORT with a port of 0..65535",
      "write for example 4200, or '*:4200' for all addresses of this machine", set_listen },
    { "--identity", "1..31 characters of a-z, 0-9 and '-'", "write for example porch-1",
      set_identity },
    { "--node-id", "a number of 1..4294967295", "leave it out to have it derived from the identity",
      set_node_id },
    { "--psk-file", "FILE or NAME=FILE, up to 8 times",
      "make a key with: openssl rand -hex 32 > FILE", set_psk_file },
    { "--allow", "PATTERN or NAME:PATTERN, up to 16 times",
      "write for example 'gateway:/node/porch/led/*'", set_allow },
    { "--mk01", "never, loopback or any", "leave it out for loopback", set_mk01 },
    { "--tls-ca", "a file", "write for example ca.pem", set_tls_ca },
    { "--tls-cert", "a file", "write for example porch.pem", set_tls_cert },
    { "--tls-key", "a file", "write for example porch.key", set_tls_key },
    { "--state", "a folder", "write for example /var/lib/mk-node", set_state },
    { "--interval-ms", "a number of 10..3600000", "write for example 1000 for one every second",
      set_interval },
    { "--heartbeat-ms", "a number of 100..60000", "leave it out for 5000", set_heartbeat },
    { "--sensors", "a number of 1..16", "leave it out for one", set_sensors },
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

/** Fills in defaults, and looks at what belongs together. */
static options_verdict_t complete(options_t *options, char *message)
{
    if (options->node_id == 0) {
        options->node_id = mk_node_id_from_identity(options->identity);
    }
    if (options->connect_count == 0 && !options->listens) {
        (void)set_connect(options, "127.0.0.1:4200");
    }
    if (options->listens && options->connect_count == MK_LINKS_MAX) {
        snprintf(message, OPTIONS_MESSAGE_SIZE,
                 "--listen must have a link left, connects=%u; leave one --connect out",
                 (unsigned)MK_LINKS_MAX);
        return OPTIONS_BAD;
    }
    const tls_files_t *tls = &options->tls;
    if ((tls->certificate == NULL) != (tls->key == NULL)
        || (tls->certificate != NULL && tls->ca == NULL)) {
        snprintf(message, OPTIONS_MESSAGE_SIZE,
                 "--tls-cert and --tls-key must come together, and with --tls-ca; name all three");
        return OPTIONS_BAD;
    }
    if (options->listens && tls->ca != NULL && tls->certificate == NULL) {
        snprintf(message, OPTIONS_MESSAGE_SIZE,
                 "--listen with TLS must have a certificate; add --tls-cert and --tls-key");
        return OPTIONS_BAD;
    }
    options->tls.is_optional = options->key_count > 0;
    if (options->mk01 == OPTIONS_MK01_DEFAULT) {
        options->mk01 =
            options->key_count > 0 || tls->ca != NULL ? OPTIONS_MK01_NEVER : OPTIONS_MK01_LOOPBACK;
    }
    return OPTIONS_RUN;
}

options_verdict_t options_parse(int argc, const char *const argv[], options_t *options,
                                char *message)
{
    *options = (options_t){ .identity = "mk-node", .interval_ms = 1000 };
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
    return complete(options, message);
}
