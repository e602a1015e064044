/* A node with all it needs, never run: the memory it takes is what budget.cmake looks at. */
#include "mk/node.h"

#include <stddef.h>

extern mk_node_t NODE;
mk_node_t NODE;

int main(void)
{
    static const mk_node_config_t config = {
        .identity = "image",
        .node_id = 1,
        .platform = "rv32",
        .endpoint = "none",
        .id_advice = "none",
        .interval_ms = 1000,
    };
    static mk_platform_t platform;
    mk_node_init(&NODE, &config, &platform);
    mk_node_step(&NODE);
    mk_node_connected(&NODE);
    mk_node_received(&NODE, NULL, 0);
    mk_node_written(&NODE, 0);
    mk_node_disconnected(&NODE, "none");
    mk_node_log_totals(&NODE, "none");
    return (int)mk_node_wake_ms(&NODE);
}
