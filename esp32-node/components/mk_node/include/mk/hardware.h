/**
 * What the node can switch and measure. The port fills in what its board has; what it leaves NULL
 * has no actor. No function may block for longer than its transfer takes.
 */
#ifndef MK_HARDWARE_H
#define MK_HARDWARE_H

#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum mk_gpio_mode {
    MK_GPIO_INPUT,
    MK_GPIO_INPUT_PULL_UP,
    MK_GPIO_OUTPUT
} mk_gpio_mode_t;

#define MK_GPIO_MODE_COUNT ((unsigned)MK_GPIO_OUTPUT + 1u)

/** Each function answers MK_STATUS_OK, MK_STATUS_NOT_FOUND (no such pin) or MK_STATUS_FAILED. */
typedef struct mk_gpio {
    void *context;
    mk_status_t (*configure)(void *context, uint8_t pin, mk_gpio_mode_t mode);
    mk_status_t (*write)(void *context, uint8_t pin, bool level);
    mk_status_t (*read)(void *context, uint8_t pin, bool *level);
} mk_gpio_t;

typedef struct mk_pwm {
    void *context;
    /** @param duty_permille 0..1000 @return as above; NOT_FOUND: no such channel */
    mk_status_t (*set)(void *context, uint8_t channel, uint32_t frequency_hz,
                       uint16_t duty_permille);
} mk_pwm_t;

typedef struct mk_i2c {
    void *context;
    /** Writes bytes, then reads others. @return MK_STATUS_OK, or MK_STATUS_FAILED if nobody answers
     */
    mk_status_t (*transfer)(void *context, uint8_t address, const uint8_t *out, size_t out_size,
                            uint8_t *in, size_t in_size);
} mk_i2c_t;

typedef struct mk_led {
    void *context;
    uint8_t count; /**< LEDs are 0..count-1 */
    mk_status_t (*set)(void *context, uint8_t led, bool lit);
} mk_led_t;

typedef struct mk_hardware {
    const mk_gpio_t *gpio;
    const mk_pwm_t *pwm;
    const mk_i2c_t *i2c;
    const mk_led_t *led;
} mk_hardware_t;

#endif
