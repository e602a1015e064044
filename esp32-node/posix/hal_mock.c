#include "hal_mock.h"

#include <string.h>

#define WIRED_OUTPUT 2u
#define WIRED_INPUT  3u
#define THERMOMETER  0x48u
#define MEMORY       0x50u

/* ---- pins ---- */

static mk_status_t gpio_configure(void *context, uint8_t pin, mk_gpio_mode_t mode)
{
    hal_mock_t *mock = context;
    if (pin >= HAL_MOCK_PINS) {
        return MK_STATUS_NOT_FOUND;
    }
    mock->modes[pin] = mode;
    return mock->fails ? MK_STATUS_FAILED : MK_STATUS_OK;
}

static mk_status_t gpio_write(void *context, uint8_t pin, bool level)
{
    hal_mock_t *mock = context;
    if (pin >= HAL_MOCK_PINS) {
        return MK_STATUS_NOT_FOUND;
    }
    mock->levels[pin] = level;
    return mock->fails ? MK_STATUS_FAILED : MK_STATUS_OK;
}

static mk_status_t gpio_read(void *context, uint8_t pin, bool *level)
{
    const hal_mock_t *mock = context;
    if (pin >= HAL_MOCK_PINS) {
        return MK_STATUS_NOT_FOUND;
    }
    const uint8_t source = pin == WIRED_INPUT ? WIRED_OUTPUT : pin;
    const bool is_driven = mock->modes[source] == MK_GPIO_OUTPUT;
    *level = is_driven ? mock->levels[source] : mock->modes[pin] == MK_GPIO_INPUT_PULL_UP;
    return mock->fails ? MK_STATUS_FAILED : MK_STATUS_OK;
}

/* ---- PWM and LEDs ---- */

static mk_status_t pwm_set(void *context, uint8_t channel, uint32_t frequency_hz,
                           uint16_t duty_permille)
{
    hal_mock_t *mock = context;
    (void)frequency_hz;
    if (channel >= HAL_MOCK_CHANNELS) {
        return MK_STATUS_NOT_FOUND;
    }
    mock->duties[channel] = duty_permille;
    return mock->fails ? MK_STATUS_FAILED : MK_STATUS_OK;
}

static mk_status_t led_set(void *context, uint8_t led, bool lit)
{
    hal_mock_t *mock = context;
    mock->lit[led] = lit;
    return mock->fails ? MK_STATUS_FAILED : MK_STATUS_OK;
}

/* ---- I2C ---- */

/** Register 0: the temperature in 1/16 degrees, 12 bits, left-aligned, big-endian. */
static void read_thermometer(const hal_mock_t *mock, uint8_t *in, size_t in_size)
{
    const int sixteenths = (int)(mock->celsius * 16.0f);
    const uint16_t value = (uint16_t)((unsigned)sixteenths << 4);
    for (size_t i = 0; i < in_size; i++) {
        in[i] = (uint8_t)(i % 2 == 0 ? value >> 8 : value & 0xFF);
    }
}

/** The first byte written is an address; what follows goes there, or is read from there. */
static void use_memory(hal_mock_t *mock, const uint8_t *out, size_t out_size, uint8_t *in,
                       size_t in_size)
{
    if (out_size > 0) {
        mock->memory_at = out[0];
    }
    for (size_t i = 1; i < out_size; i++) {
        mock->memory[mock->memory_at++] = out[i];
    }
    for (size_t i = 0; i < in_size; i++) {
        in[i] = mock->memory[mock->memory_at++];
    }
}

static mk_status_t i2c_transfer(void *context, uint8_t address, const uint8_t *out, size_t out_size,
                                uint8_t *in, size_t in_size)
{
    hal_mock_t *mock = context;
    if (mock->fails || (address != THERMOMETER && address != MEMORY)) {
        return MK_STATUS_FAILED;
    }
    if (address == THERMOMETER) {
        read_thermometer(mock, in, in_size);
    } else {
        use_memory(mock, out, out_size, in, in_size);
    }
    return MK_STATUS_OK;
}

void hal_mock_init(hal_mock_t *mock)
{
    memset(mock, 0, sizeof *mock);
    mock->celsius = 21.5f;
    mock->gpio = (mk_gpio_t){
        .context = mock,
        .configure = gpio_configure,
        .write = gpio_write,
        .read = gpio_read,
    };
    mock->pwm = (mk_pwm_t){ .context = mock, .set = pwm_set };
    mock->i2c = (mk_i2c_t){ .context = mock, .transfer = i2c_transfer };
    mock->led = (mk_led_t){ .context = mock, .count = HAL_MOCK_LEDS, .set = led_set };
    mock->hardware = (mk_hardware_t){
        .gpio = &mock->gpio,
        .pwm = &mock->pwm,
        .i2c = &mock->i2c,
        .led = &mock->led,
    };
}
