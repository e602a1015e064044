/**
 * What the node needs from the machine it runs on. The port fills in one mk_platform_t, which must
 * outlive the node; the node calls it only from within the functions of node.h, on their caller's
 * task. No function may block or call the node back.
 */
#ifndef MK_PLATFORM_H
#define MK_PLATFORM_H

#include "mk/crypto.h"
#include "mk/hardware.h"
#include "mk/status.h"
#include "mk/store.h"

#include <stdint.h>

typedef enum mk_log_level {
    MK_LOG_DEBUG, /**< for who looks for a fault */
    MK_LOG_INFO,  /**< what an owner wants to know */
    MK_LOG_WARN   /**< what an owner should look into */
} mk_log_level_t;

/** Temperature sensors, numbered from 1. */
typedef struct mk_sensor {
    void *context;
    /** Measures with that sensor, in degrees Celsius. @return MK_STATUS_OK or MK_STATUS_FAILED */
    mk_status_t (*read)(void *context, uint32_t number, float *celsius);
} mk_sensor_t;

typedef struct mk_platform {
    void *context;
    /** Milliseconds since any fixed moment; never goes back. */
    uint64_t (*now_ms)(void *context);
    /** 32 random bits, good enough to spread reconnections; not for keys. */
    uint32_t (*random_u32)(void *context);
    /** Writes one line; `text` has no newline and is borrowed for the call. */
    void (*log)(void *context, mk_log_level_t level, const char *text);
    mk_sensor_t sensor;
    /** Bytes of heap that are left, and the radio's signal in dBm, each 0 if not known. NULL: both. */
    void (*measure)(void *context, uint32_t *free_memory, int32_t *signal_dbm);
    const mk_hardware_t *hardware; /**< NULL: none */
    const mk_store_t *store;       /**< NULL: none */
    const mk_crypto_t *crypto; /**< NULL: there is none, so the node speaks MK01 only */
} mk_platform_t;

#endif
