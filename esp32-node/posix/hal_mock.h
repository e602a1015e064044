/**
 * A board that is none: 32 pins, of which 3 is wired to 2; 8 PWM channels; 4 LEDs; and an I2C bus
 * with a thermometer at 0x48 and a memory of 256 bytes at 0x50.
 */
#ifndef MK_HAL_MOCK_H
#define MK_HAL_MOCK_H

#include "mk/hardware.h"

#define HAL_MOCK_PINS     32u
#define HAL_MOCK_CHANNELS 8u
#define HAL_MOCK_LEDS     4u

typedef struct hal_mock {
    mk_gpio_t gpio;
    mk_pwm_t pwm;
    mk_i2c_t i2c;
    mk_led_t led;
    mk_hardware_t hardware; /**< for mk_platform_t */
    mk_gpio_mode_t modes[HAL_MOCK_PINS];
    bool levels[HAL_MOCK_PINS]; /**< that outputs have */
    uint16_t duties[HAL_MOCK_CHANNELS];
    bool lit[HAL_MOCK_LEDS];
    float celsius; /**< what the thermometer shows */
    uint8_t memory[256];
    uint8_t memory_at; /**< where the next byte is read */
    bool fails;        /**< nothing answers */
} hal_mock_t;

/** A board on which all is off. `mock` must stay where it is. */
void hal_mock_init(hal_mock_t *mock);

#endif
