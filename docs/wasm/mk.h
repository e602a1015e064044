/*
 * mk.h - actors in C for the Microkernel runtime, as WebAssembly modules.
 *
 *     clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry,--allow-undefined,--strip-all -o echo.wasm echo.c
 *
 * An actor is one function, which is called for every message:
 *
 *     MK_HANDLE_MESSAGE(type, source, payload, size) { ...; return MK_STAY; }
 *
 * One instance handles one message at a time, so static variables need no locks. Calls that a node has not granted
 * return their error and do nothing. A pointer with an extent that is not in the module's memory ends the actor.
 *
 * Everything here is in the import module "env", which a linker also takes for undefined symbols: a header of your own
 * does as well. Apache-2.0.
 */
#ifndef MK_H
#define MK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define MK_C_LINKAGE extern "C"
#else
#define MK_C_LINKAGE
#endif

#define MK_IMPORT(name) __attribute__((import_module("env"), import_name(#name)))
#define MK_EXPORT(name) MK_C_LINKAGE __attribute__((export_name(#name), used))

/** An actor of any node. 0 is nobody. */
typedef int64_t mk_id_t;

/* ---- the actor itself ---------------------------------------------------------------------------------------- */

/** What handle_message returns. */
#define MK_STAY 1
#define MK_END 0 /* the actor ends, with reason normal */

/**
 * Begins the function that handles a message. The payload is valid until the function returns; it is NULL if it is empty.
 * Parameters are named by you: int32_t type, mk_id_t source (0 if nobody is to be answered), const uint8_t *payload,
 * int32_t size.
 */
#define MK_HANDLE_MESSAGE(type, source, payload, size)                                                              \
    MK_EXPORT(handle_message)                                                                                       \
    int32_t handle_message(int32_t type, mk_id_t source, const uint8_t *payload, int32_t size)

/** What migrate returns. */
#define MK_MIGRATED 1
#define MK_REFUSED 0 /* the module before goes on */

/**
 * Begins the function that takes over from the module before, in a hot reload: before the first message, with what that
 * module saved last by the key "state". Parameters are named by you: const uint8_t *state, int32_t size.
 */
#define MK_MIGRATE(state, size)                                                                                      \
    MK_EXPORT(migrate)                                                                                               \
    int32_t migrate(const uint8_t *state, int32_t size)

/** The actor's own id. */
MK_IMPORT(mk_self) mk_id_t mk_self(void);

/* ---- messages ------------------------------------------------------------------------------------------------ */

/** Sends a message, which is copied. 1 if it was accepted, 0 if it was refused. */
MK_IMPORT(mk_send) int32_t mk_send(mk_id_t dest, int32_t type, const void *payload, int32_t size);

/** Sends a message with four bytes, a number in little-endian order. 1 if it was accepted, 0 if it was refused. */
MK_IMPORT(mk_send_u32) int32_t mk_send_u32(mk_id_t dest, int32_t type, uint32_t value);

/* ---- waiting: only in an actor with a fiber; all other actors run on ------------------------------------------- */

#define MK_NO_FIBER (-1)
#define MK_TIMEOUT (-2)

/** Waits, for so long and no shorter: messages that arrive meanwhile wait, too. 0, or MK_NO_FIBER. */
MK_IMPORT(mk_sleep_ms) int32_t mk_sleep_ms(int32_t ms);

/**
 * Waits for the next message. Copies as much of its payload as there is room for; *size is its full length.
 * 0, or MK_NO_FIBER.
 */
MK_IMPORT(mk_recv) int32_t mk_recv(int32_t *type, void *buffer, int32_t capacity, int32_t *size);

/** mk_recv, with the sender. */
MK_IMPORT(mk_recv_full)
int32_t mk_recv_full(int32_t *type, void *buffer, int32_t capacity, int32_t *size, mk_id_t *source);

/** mk_recv_full, for so long at most: MK_TIMEOUT then, with type, size and source 0. */
MK_IMPORT(mk_recv_timeout)
int32_t mk_recv_timeout(int32_t *type, void *buffer, int32_t capacity, int32_t *size, mk_id_t *source, int32_t ms);

/** Fetches a resource by HTTP. 0 with the status, and the full length of the body; -1 if there was no answer. */
MK_IMPORT(mk_http_get)
int32_t mk_http_get(const char *url, int32_t url_length, void *buffer, int32_t capacity, int32_t *status, int32_t *size);

/**
 * As mk_http_get, with any method, headers and a body. The request is "METHOD URL", lines of "name: value", an empty line and
 * the body; lines end with a line feed. Nodes on the JVM have it.
 */
MK_IMPORT(mk_http)
int32_t mk_http(const void *request, int32_t length, void *buffer, int32_t capacity, int32_t *status, int32_t *size);

/**
 * Subscribes to server-sent events. Each comes as a message of the type, "name\nid\ndata"; type + 2 says that it is over, and
 * why. To end it, stop the actor whose id this returns; 0 if there is none. Nodes on the JVM have it.
 */
MK_IMPORT(mk_sse_open) mk_id_t mk_sse_open(const char *url, int32_t url_length, int32_t type);

enum { MK_WS_TEXT = 1, MK_WS_BINARY = 2, MK_WS_CLOSE = 8 };

/**
 * Opens a WebSocket, and returns the id of an actor; 0 if there is none. What is sent to that by the types above goes to the
 * server. A text comes as a message of the type, bytes of type + 1; type + 2 says that it is over, and why. Nodes on the JVM have
 * it.
 */
MK_IMPORT(mk_ws_open) mk_id_t mk_ws_open(const char *url, int32_t url_length, int32_t type);

/** Sends a datagram. 0 when it was handed to the network, or -1. Nodes on the JVM have it. */
MK_IMPORT(mk_udp_send)
int32_t mk_udp_send(const char *host, int32_t host_length, int32_t port, const void *data, int32_t size);

/* ---- log and console ------------------------------------------------------------------------------------------ */

enum { MK_DEBUG = 0, MK_INFO = 1, MK_WARN = 2, MK_ERROR = 3 };

/** Writes a line of UTF-8 to the node's log. */
MK_IMPORT(mk_log) void mk_log(int32_t level, const char *text, int32_t length);

/** Writes UTF-8 to the node's console. */
MK_IMPORT(mk_print) void mk_print(const char *text, int32_t length);

/* ---- other actors --------------------------------------------------------------------------------------------- */

/** Starts an actor from a module's bytes, with a mailbox for so many messages. Its id, or 0. */
MK_IMPORT(mk_spawn_wasm) mk_id_t mk_spawn_wasm(const void *module, int32_t size, int32_t mailbox);

/** Stops an actor. 0 if it is stopped, or was. */
MK_IMPORT(mk_stop) int32_t mk_stop(mk_id_t id);

/** Lists up to max actors of this node; *count says how many. 0, or -1 if max is not positive. */
MK_IMPORT(mk_list_actors) int32_t mk_list_actors(mk_id_t *ids, int32_t max, int32_t *count);

/** Registers this actor by a name. 0, or -1 if the name is taken or malformed. */
MK_IMPORT(mk_register) int32_t mk_register(const char *name, int32_t length);

/** The actor of a name, here or on a node that is mounted; 0 if there is none. */
MK_IMPORT(mk_lookup) mk_id_t mk_lookup(const char *name, int32_t length);

/** A name of an actor. Its length, which may exceed the capacity; 0 if it has none. */
MK_IMPORT(mk_reverse_lookup) int32_t mk_reverse_lookup(mk_id_t id, char *buffer, int32_t capacity);

/** Lists paths that begin with a prefix, a line "path=id" for each; *size is the full length. 0 or -1. */
MK_IMPORT(mk_ns_list)
int32_t mk_ns_list(const char *prefix, int32_t length, char *buffer, int32_t capacity, int32_t *size);

/* ---- the node -------------------------------------------------------------------------------------------------- */

/** Reads a file of a granted folder; *size is its full length. 0 or -1. */
MK_IMPORT(mk_read_file)
int32_t mk_read_file(const char *path, int32_t path_length, void *buffer, int32_t capacity, int32_t *size);

/** The node's name, without a NUL. Its full length. */
MK_IMPORT(mk_node_name) int32_t mk_node_name(char *buffer, int32_t capacity);

/** Milliseconds since 1970-01-01 UTC, by the node's clock, which may be set. */
MK_IMPORT(mk_time_ms) int64_t mk_time_ms(void);

/* ---- state: outlives the actor and the node -------------------------------------------------------------------- */

/** Saves a value by any key; on the disk when this returns 0. -1 if it is not saved; the value before is kept. */
MK_IMPORT(mk_save_state) int32_t mk_save_state(const void *key, int32_t key_length, const void *data, int32_t size);

/** Loads up to capacity bytes of a value. How many, or -1 if there is none. */
MK_IMPORT(mk_load_state) int32_t mk_load_state(const void *key, int32_t key_length, void *buffer, int32_t capacity);

/* ---- the C library that nodes provide -------------------------------------------------------------------------- */

MK_IMPORT(memcpy) void *memcpy(void *to, const void *from, size_t size);
MK_IMPORT(memmove) void *memmove(void *to, const void *from, size_t size);
MK_IMPORT(memset) void *memset(void *to, int byte, size_t size);
MK_IMPORT(memcmp) int memcmp(const void *left, const void *right, size_t size);
MK_IMPORT(strlen) size_t strlen(const char *text);
MK_IMPORT(strcmp) int strcmp(const char *left, const char *right);
MK_IMPORT(strncmp) int strncmp(const char *left, const char *right, size_t size);
MK_IMPORT(strncpy) char *strncpy(char *to, const char *from, size_t size);
MK_IMPORT(printf) __attribute__((format(printf, 1, 2))) int printf(const char *format, ...);
MK_IMPORT(snprintf)
__attribute__((format(printf, 3, 4))) int snprintf(char *to, size_t size, const char *format, ...);
MK_IMPORT(puts) int puts(const char *text);
MK_IMPORT(abort) __attribute__((noreturn)) void abort(void);

#ifndef MK_OWN_ALLOCATOR /* define it before, and export malloc and free: then the node puts payloads there, too */
MK_IMPORT(malloc) void *malloc(size_t size);
MK_IMPORT(calloc) void *calloc(size_t count, size_t size);
MK_IMPORT(realloc) void *realloc(void *block, size_t size);
MK_IMPORT(free) void free(void *block);
#endif

/* ---- conveniences ------------------------------------------------------------------------------------------------ */

/** Logs text that ends with a NUL. */
static inline void mk_log_text(int32_t level, const char *text)
{
    mk_log(level, text, (int32_t)strlen(text));
}

/** The actor of a name that ends with a NUL; 0 if there is none. */
static inline mk_id_t mk_lookup_text(const char *name)
{
    return mk_lookup(name, (int32_t)strlen(name));
}

/** Registers this actor by a name that ends with a NUL. 0 or -1. */
static inline int32_t mk_register_text(const char *name)
{
    return mk_register(name, (int32_t)strlen(name));
}

/** A number in the payload, little-endian, at any address; there must be four bytes. */
static inline uint32_t mk_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

#ifdef __cplusplus
}
#endif
#endif
