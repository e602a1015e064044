/* A node with all it needs, never run: the memory it takes is what budget.cmake looks at. */
#include "mk/node.h"
#include "mk/sha256.h"

#include <stddef.h>

extern mk_node_t NODE;
mk_node_t NODE;

int main(void)
{
    static const char *const ENDPOINTS[] = { "none" };
    static const mk_key_t KEY = { .bytes = (const uint8_t *)"0123456789abcdef", .size = 16 };
    static const mk_crypto_t CRYPTO = { .hmac_sha256 = mk_hmac_sha256 };
    static const mk_node_config_t config = {
        .identity = "image",
        .node_id = 1,
        .platform = "rv32",
        .endpoints = ENDPOINTS,
        .endpoint_count = 1,
        .id_advice = "none",
        .interval_ms = 1000,
        .keys = &KEY,
        .key_count = 1,
    };
    static const mk_gpio_t GPIO;
    static const mk_pwm_t PWM;
    static const mk_i2c_t I2C;
    static const mk_led_t LED;
    static const mk_store_t STORE;
    static const mk_hardware_t HARDWARE = { .gpio = &GPIO, .pwm = &PWM, .i2c = &I2C, .led = &LED };
    static mk_platform_t platform = {
        .crypto = &CRYPTO,
        .hardware = &HARDWARE,
        .store = &STORE,
    };
    mk_node_init(&NODE, &config, &platform);
    mk_node_step(&NODE);
    mk_node_connected(&NODE, 0, (mk_transport_t){ .is_private = false });
    mk_node_accepted(&NODE, "none", (mk_transport_t){ .is_private = false });
    mk_node_received(&NODE, 0, NULL, 0);
    mk_node_written(&NODE, 0, 0);
    mk_node_disconnected(&NODE, 0, "none");
    mk_node_leave(&NODE);
    mk_node_log_totals(&NODE, "none");
    return (int)mk_node_wake_ms(&NODE);
}
