/**
 * The messages of the device's own actors. Packed, integers little-endian, so that a Java record
 * with
 * @MessageType has the same bytes; `bytes` and `text` stand behind their u32 length. Every request
 * is answered if it has a source.
 *
 *   type  message         payload
 *   210   GPIO_CONFIGURE  u8 pin, u8 mode: 0 input, 1 input with pull-up, 2 output
 *   211   GPIO_WRITE      u8 pin, u8 level
 *   212   GPIO_READ       u8 pin
 *   213   GPIO_WATCH      u8 pin, u8 1 = tell the sender of every change, 0 = no more
 *   214   GPIO_STATE      u8 verdict, u8 pin, u8 level: the answer to all of them, and the changes
 *   220   I2C_TRANSFER    u8 address 8..119, u8 bytes to read 0..32, bytes to write: up to 32
 *   221   I2C_RESULT      u8 verdict, u8 address, bytes
 *   230   PWM_SET         u8 channel, u32 Hz, u16 duty in permille
 *   231   PWM_STATE       u8 verdict, u8 channel, u32 Hz, u16 duty
 *   240   LED_SET         u8 led, u8 mode: 0 off, 1 on, 2 blink, u16 ms on, u16 ms off, u16 times,
 * 0 for ever 241   LED_STATE       u8 verdict, u8 led, u8 mode 250   STORE_PUT       text key,
 * bytes value: up to 256 251   STORE_GET       text key 252   STORE_REMOVE    text key 253
 * STORE_VALUE     u8 verdict, text key, bytes value: none but for GET 260   METRICS_GET     - 261
 * METRICS         see mk_metrics_t
 */
#ifndef MK_DEVICE_MSG_H
#define MK_DEVICE_MSG_H

#define MK_TYPE_GPIO_CONFIGURE 210u
#define MK_TYPE_GPIO_WRITE     211u
#define MK_TYPE_GPIO_READ      212u
#define MK_TYPE_GPIO_WATCH     213u
#define MK_TYPE_GPIO_STATE     214u
#define MK_TYPE_I2C_TRANSFER   220u
#define MK_TYPE_I2C_RESULT     221u
#define MK_TYPE_PWM_SET        230u
#define MK_TYPE_PWM_STATE      231u
#define MK_TYPE_LED_SET        240u
#define MK_TYPE_LED_STATE      241u
#define MK_TYPE_STORE_PUT      250u
#define MK_TYPE_STORE_GET      251u
#define MK_TYPE_STORE_REMOVE   252u
#define MK_TYPE_STORE_VALUE    253u
#define MK_TYPE_METRICS_GET    260u
#define MK_TYPE_METRICS        261u

/** Most bytes that one I2C_TRANSFER writes, and that it reads. */
#define MK_I2C_BYTES_MAX 32u

/** What became of a request: the first byte of every answer. */
typedef enum mk_verdict_code {
    MK_DONE,
    MK_MALFORMED,      /**< a wrong size, or a value out of its range */
    MK_NOT_THERE,      /**< no such pin, channel, LED or key */
    MK_HARDWARE_FAILS, /**< it did not answer */
    MK_NOT_AN_OUTPUT,  /**< GPIO_WRITE to a pin that is not configured as one */
    MK_NO_ROOM         /**< a table, or the store, is full */
} mk_verdict_code_t;

#endif
