#include "check.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

static options_t options;
static char message[OPTIONS_MESSAGE_SIZE];

/** Parses `mk-node` with up to three more arguments; NULL ends them. */
static options_verdict_t parse(const char *first, const char *second, const char *third)
{
    const char *argv[] = { "mk-node", first, second, third, NULL };
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    message[0] = '\0';
    return options_parse(argc, argv, &options, message);
}

static void has_defaults(void)
{
    REQUIRE(parse(NULL, NULL, NULL) == OPTIONS_RUN);
    CHECK_TEXT("127.0.0.1", options.connects[0].host);
    CHECK_TEXT("4200", options.connects[0].port);
    CHECK_TEXT("127.0.0.1:4200", options.connects[0].text);
    CHECK_TEXT("mk-node", options.identity);
    CHECK_EQ(mk_node_id_from_identity("mk-node"), options.node_id);
    CHECK_EQ(1000, options.interval_ms);
    CHECK_EQ(0, options.count);
    CHECK(!options.verbose);
}

static void derives_the_node_id_from_the_identity(void)
{
    REQUIRE(parse("--identity", "kitchen", NULL) == OPTIONS_RUN);
    CHECK_EQ(11, options.node_id);
}

static void takes_every_option(void)
{
    const char *argv[] = { "mk-node", "--connect",     "farm.example:65535", "--identity",
                           "porch-1", "--interval-ms", "10",                 "--count",
                           "7",       "--verbose",     "--node-id",          "15" };
    REQUIRE(options_parse(sizeof argv / sizeof argv[0], argv, &options, message) == OPTIONS_RUN);
    CHECK_TEXT("farm.example", options.connects[0].host);
    CHECK_TEXT("65535", options.connects[0].port);
    CHECK_TEXT("porch-1", options.identity);
    CHECK_EQ(10, options.interval_ms);
    CHECK_EQ(7, options.count);
    CHECK_EQ(15, options.node_id);
    CHECK(options.verbose);
}

static void takes_ipv6_in_brackets(void)
{
    REQUIRE(parse("--connect", "[fe80::1]:4201", NULL) == OPTIONS_RUN);
    CHECK_TEXT("fe80::1", options.connects[0].host);
    CHECK_TEXT("4201", options.connects[0].port);
    CHECK_TEXT("[fe80::1]:4201", options.connects[0].text);
}

static void shows_help_and_version(void)
{
    CHECK_EQ(OPTIONS_HELP, parse("--help", NULL, NULL));
    CHECK_EQ(OPTIONS_VERSION, parse("--verbose", "--version", NULL));
    CHECK_CONTAINS("--interval-ms N", options_help());
}

static void refuses_bad_values(void)
{
    static const char *const CASES[][2] = {
        { "--connect", "" },
        { "--connect", "localhost" },
        { "--connect", "localhost:" },
        { "--connect", ":4200" },
        { "--connect", "localhost:0" },
        { "--connect", "localhost:65536" },
        { "--connect", "localhost:42x" },
        { "--connect", "localhost:+42" },
        { "--connect", "::1:4200" },
        { "--connect", "fe80::1:4200" },
        { "--connect", "[::1]" },
        { "--connect", "[::1]4200" },
        { "--connect", "[]:4200" },
        { "--connect", "[::1:4200" },
        { "--identity", "" },
        { "--identity", "Porch" },
        { "--identity", "porch_1" },
        { "--identity", "01234567890123456789012345678901" },
        { "--node-id", "0" },
        { "--node-id", "4294967296" },
        { "--node-id", "-1" },
        { "--node-id", "4294967297" },
        { "--node-id", "" },
        { "--node-id", " 1" },
        { "--interval-ms", "9" },
        { "--interval-ms", "3600001" },
        { "--interval-ms", "1e3" },
        { "--listen", "" },
        { "--listen", "65536" },
        { "--listen", "host" },
        { "--heartbeat-ms", "99" },
        { "--heartbeat-ms", "60001" },
        { "--mk01", "always" },
        { "--psk-file", "" },
        { "--psk-file", "porch=" },
        { "--psk-file", "Porch=key" },
        { "--psk-file", "=key" },
        { "--allow", "" },
        { "--allow", "porch:" },
        { "--allow", ":echo" },
        { "--tls-ca", "" },
        { "--sensors", "0" },
        { "--sensors", "17" },
        { "--count", "0" },
        { "--count", "4294967296" },
        { "--count", "99999999999999999999999999" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("%s '%s'", CASES[i][0], CASES[i][1]);
        CHECK_EQ(OPTIONS_BAD, parse(CASES[i][0], CASES[i][1], NULL));
        CHECK_CONTAINS(CASES[i][0], message);
        CHECK_CONTAINS("must be", message);
        char value[64];
        snprintf(value, sizeof value, "got '%s'; ", CASES[i][1]);
        CHECK_CONTAINS(value, message);
    }
}

static void refuses_a_host_that_is_too_long(void)
{
    char endpoint[300];
    memset(endpoint, 'a', sizeof endpoint);
    memcpy(endpoint + 253, ":4200", 6);
    CHECK_EQ(OPTIONS_RUN, parse("--connect", endpoint, NULL));
    memset(endpoint, 'a', sizeof endpoint);
    memcpy(endpoint + 254, ":4200", 6);
    CHECK_EQ(OPTIONS_BAD, parse("--connect", endpoint, NULL));
}

static void a_message_has_rule_value_and_next_step(void)
{
    CHECK_EQ(OPTIONS_BAD, parse("--node-id", "x", NULL));
    CHECK_TEXT("--node-id must be a number of 1..4294967295, got 'x';"
               " leave it out to have it derived from the identity",
               message);
}

static void refuses_what_is_no_option(void)
{
    CHECK_EQ(OPTIONS_BAD, parse("--colour", NULL, NULL));
    CHECK_TEXT("'--colour' is not an option; mk-node --help lists those there are", message);
    CHECK_EQ(OPTIONS_BAD, parse("porch", NULL, NULL));
    CHECK_EQ(OPTIONS_BAD, parse("", NULL, NULL));
}

static void takes_several_peers_keys_and_permissions(void)
{
    const char *argv[] = { "mk-node", "--connect",  "a:1",     "--connect", "b:2",
                           "--listen", "*:0",       "--psk-file", "all.key", "--psk-file",
                           "porch=p.key", "--allow", "echo",    "--allow",   "porch:/node/x/*" };
    REQUIRE(options_parse(sizeof argv / sizeof argv[0], argv, &options, message) == OPTIONS_RUN);
    REQUIRE(options.connect_count == 2);
    CHECK_TEXT("b:2", options.connects[1].text);
    CHECK(options.listens);
    CHECK_TEXT("", options.listen.host);
    CHECK_TEXT("0", options.listen.port);
    REQUIRE(options.key_count == 2);
    CHECK_TEXT("", options.keys[0].identity);
    CHECK_TEXT("all.key", options.keys[0].path);
    CHECK_TEXT("porch", options.keys[1].identity);
    CHECK_TEXT("p.key", options.keys[1].path);
    REQUIRE(options.permission_count == 2);
    CHECK(options.permissions[0].identity == NULL);
    CHECK_TEXT("echo", options.permissions[0].pattern);
    CHECK_TEXT("porch", options.permissions[1].identity);
    CHECK_TEXT("/node/x/*", options.permissions[1].pattern);
    CHECK_EQ(OPTIONS_MK01_NEVER, options.mk01);
}

static void a_node_that_listens_connects_nowhere_by_itself(void)
{
    REQUIRE(parse("--listen", "4201", NULL) == OPTIONS_RUN);
    CHECK_EQ(0, options.connect_count);
    CHECK_TEXT("127.0.0.1", options.listen.host);
    CHECK_EQ(OPTIONS_MK01_LOOPBACK, options.mk01);
}

static void every_list_has_an_end(void)
{
    static const struct {
        const char *option;
        const char *value;
        size_t most;
    } LISTS[] = {
        { "--connect", "a:1", MK_LINKS_MAX },
        { "--psk-file", "key", OPTIONS_KEYS_MAX },
        { "--allow", "echo", OPTIONS_PERMISSIONS_MAX },
    };
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        const char *argv[2 * (OPTIONS_PERMISSIONS_MAX + 1) + 1] = { "mk-node" };
        for (size_t n = 0; n <= LISTS[i].most; n++) {
            argv[1 + 2 * n] = LISTS[i].option;
            argv[2 + 2 * n] = LISTS[i].value;
        }
        const int whole = (int)(1 + 2 * LISTS[i].most);
        check_about("%s", LISTS[i].option);
        CHECK_EQ(OPTIONS_RUN, options_parse(whole, argv, &options, message));
        CHECK_EQ(OPTIONS_BAD, options_parse(whole + 2, argv, &options, message));
        CHECK_CONTAINS(LISTS[i].option, message);
    }
}

static void what_belongs_together_must_come_together(void)
{
    static const struct {
        const char *argv[8];
        const char *message;
    } CASES[] = {
        { { "mk-node", "--tls-cert", "c", "--tls-ca", "a" }, "must come together" },
        { { "mk-node", "--tls-key", "k", "--tls-ca", "a" }, "must come together" },
        { { "mk-node", "--tls-cert", "c", "--tls-key", "k" }, "must come together" },
        { { "mk-node", "--listen", "0", "--tls-ca", "a" }, "must have a certificate" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int argc = 0;
        while (CASES[i].argv[argc] != NULL) {
            argc++;
        }
        CHECK_EQ(OPTIONS_BAD, options_parse(argc, CASES[i].argv, &options, message));
        CHECK_CONTAINS(CASES[i].message, message);
    }
}

static void refuses_an_option_without_its_value(void)
{
    CHECK_EQ(OPTIONS_BAD, parse("--verbose", "--count", NULL));
    CHECK_CONTAINS("--count must be followed by a number", message);
}

int main(void)
{
    RUN(has_defaults);
    RUN(derives_the_node_id_from_the_identity);
    RUN(takes_every_option);
    RUN(takes_ipv6_in_brackets);
    RUN(shows_help_and_version);
    RUN(refuses_bad_values);
    RUN(refuses_a_host_that_is_too_long);
    RUN(a_message_has_rule_value_and_next_step);
    RUN(refuses_what_is_no_option);
    RUN(takes_several_peers_keys_and_permissions);
    RUN(a_node_that_listens_connects_nowhere_by_itself);
    RUN(every_list_has_an_end);
    RUN(what_belongs_together_must_come_together);
    RUN(refuses_an_option_without_its_value);
    return check_result();
}
