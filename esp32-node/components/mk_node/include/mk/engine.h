/**
 * What runs a WebAssembly module: one instance is one guest, with its own memory. An instance is
 * used by one thread at a time, except mk_engine_kill. Nothing a module does ends the process:
 * every way to fail is an answer, with its words in mk_engine_error_t.
 *
 * Signatures are texts: parameters, ')' and the result, 'i' for i32 and 'I' for i64, as "iIii)i".
 */
#ifndef MK_ENGINE_H
#define MK_ENGINE_H

#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MK_ENGINE_ERROR_MAX      160u   /**< bytes, NUL included; longer words are cut */
#define MK_ENGINE_PARAMETERS_MAX 8u     /**< of a function the host gives or calls */
#define MK_ENGINE_LOCALS_MAX     1000u  /**< of one function of a module */
#define MK_ENGINE_PAGE_SIZE      65536u /**< of linear memory, in bytes */

typedef struct mk_engine mk_engine_t;

typedef struct mk_engine_error {
    char text[MK_ENGINE_ERROR_MAX];
} mk_engine_error_t;

typedef enum mk_engine_end {
    MK_ENGINE_RETURNED = 0, /**< the result is there */
    MK_ENGINE_TRAPPED,      /**< the instance is of no further use: destroy it */
    MK_ENGINE_OUT_OF_FUEL,  /**< as trapped; it ran as many instructions as one call may */
    MK_ENGINE_KILLED        /**< as trapped; mk_engine_kill was called */
} mk_engine_end_t;

/** What one instance may use; all are checked before anything of that size is allocated. */
typedef struct mk_engine_limits {
    uint32_t module_bytes;
    uint32_t memory_pages;   /**< growing beyond fails in the guest, as the standard says */
    uint32_t table_elements; /**< of all tables together, at first and grown */
    uint32_t call_depth;     /**< guest functions that call each other; one more is a trap */
    uint64_t fuel;           /**< instructions of one call, the start section's included */
} mk_engine_limits_t;

/**
 * A function of the host, import module "env".
 * @param arguments as many as the signature has; an i32 is in the low half
 * @param[out] result of the signature; 0 before the call
 * @return false = a trap, with its reason in error
 */
typedef bool (*mk_engine_host_fn)(void *context, mk_engine_t *engine, const uint64_t *arguments,
                                  uint64_t *result, mk_engine_error_t *error);

typedef struct mk_engine_import {
    const char *name;
    const char *signature;
    mk_engine_host_fn call;
} mk_engine_import_t;

/**
 * Loads a module and makes its instance: imports and limits are checked, data is copied, and the
 * start section runs, with fuel.
 * @param bytes the caller's; not needed after the call
 * @param imports at least as long as the instance lives
 * @param[out] engine for mk_engine_destroy; NULL without MK_STATUS_OK
 * @return MK_STATUS_MALFORMED: not a module, or one that asks for what is not there;
 * MK_STATUS_FULL: it asks for more than a limit, or memory is short; MK_STATUS_FAILED: its start
 * section failed
 */
mk_status_t mk_engine_create(const uint8_t *bytes, size_t size, const mk_engine_limits_t *limits,
                             const mk_engine_import_t *imports, size_t import_count, void *context,
                             mk_engine_t **engine, mk_engine_error_t *error);

/** NULL is allowed. Not while a call runs. */
void mk_engine_destroy(mk_engine_t *engine);

/**
 * Finds an exported function of the module's own.
 * @param[out] function for mk_engine_call
 * @return MK_STATUS_NOT_FOUND: nothing of that name; MK_STATUS_MALFORMED: something else has it,
 * and error says what
 */
mk_status_t mk_engine_find(mk_engine_t *engine, const char *name, const char *signature,
                           uint32_t *function, mk_engine_error_t *error);

/**
 * Runs a function that mk_engine_find gave. Not from a host function of the same instance.
 * @param[out] result 0 if it has none
 */
mk_engine_end_t mk_engine_call(mk_engine_t *engine, uint32_t function, const uint64_t *arguments,
                               uint64_t *result, mk_engine_error_t *error);

/** Any thread, while the instance lives: a call that runs ends soon, every later one at once. */
void mk_engine_kill(mk_engine_t *engine);

/**
 * The guest's memory from address to address + size, checked as a whole. Valid until guest code
 * runs.
 * @return NULL: not all of it is there, or the module exports no memory
 */
uint8_t *mk_engine_memory(mk_engine_t *engine, uint32_t address, uint32_t size);

/**
 * Adds memory at the end of the guest's, as memory.grow does: for payloads of a module that has no
 * allocator. Not while a call runs.
 * @param pages 1 or more
 * @param[out] address where it begins
 * @return MK_STATUS_OK; MK_STATUS_FULL: the limit, or the module's own, is reached, or memory is
 *         short; MK_STATUS_NOT_FOUND: the module exports no memory
 */
mk_status_t mk_engine_grow(mk_engine_t *engine, uint32_t pages, uint32_t *address);

#ifdef __cplusplus
}
#endif
#endif
