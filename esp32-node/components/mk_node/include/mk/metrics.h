/**
 * The figures that a node gives on METRICS_GET, in this order as one packed struct, integers
 * little-endian. New ones come behind the last.
 */
#ifndef MK_METRICS_H
#define MK_METRICS_H

#include <stdint.h>

#define MK_METRICS_SIZE 64u

typedef struct mk_metrics {
    uint64_t uptime_ms;
    uint32_t actors;
    uint32_t messages; /**< handled */
    uint32_t restarts;
    uint32_t given_up; /**< actors that failed too often */
    uint32_t dead_letters;
    uint32_t unhandled;
    uint32_t stalls;
    uint32_t blocks;     /**< of the message pool, in use now */
    uint32_t blocks_max; /**< most ever */
    uint32_t blocks_total;
    uint32_t links;       /**< mounted now */
    uint32_t mounts;      /**< ever */
    uint32_t free_memory; /**< bytes of heap that are left; 0 = not known */
    int32_t signal_dbm;   /**< of the radio; 0 = not known */
} mk_metrics_t;

/** Writes the MK_METRICS_SIZE bytes of the struct. Pure; any thread. */
void mk_metrics_encode(const mk_metrics_t *metrics, uint8_t *out);

#endif
