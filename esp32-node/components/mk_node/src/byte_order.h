/** Integers at any address, in a stated byte order, on any machine. Pure; any thread. */
#ifndef MK_BYTE_ORDER_H
#define MK_BYTE_ORDER_H

#include <stdint.h>

static inline uint16_t mk_read_u16_be(const uint8_t *at)
{
    return (uint16_t)((unsigned)at[0] << 8 | at[1]);
}

static inline uint32_t mk_read_u32_be(const uint8_t *at)
{
    return ((uint32_t)at[0] << 24) | ((uint32_t)at[1] << 16) | ((uint32_t)at[2] << 8) | at[3];
}

static inline uint16_t mk_read_u16_le(const uint8_t *at)
{
    return (uint16_t)((unsigned)at[1] << 8 | at[0]);
}

static inline uint32_t mk_read_u32_le(const uint8_t *at)
{
    return ((uint32_t)at[3] << 24) | ((uint32_t)at[2] << 16) | ((uint32_t)at[1] << 8) | at[0];
}

static inline uint64_t mk_read_u64_be(const uint8_t *at)
{
    return ((uint64_t)mk_read_u32_be(at) << 32) | mk_read_u32_be(at + 4);
}

static inline uint64_t mk_read_u64_le(const uint8_t *at)
{
    return ((uint64_t)mk_read_u32_le(at + 4) << 32) | mk_read_u32_le(at);
}

static inline void mk_write_u16_be(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void mk_write_u32_be(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

static inline void mk_write_u32_le(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
}

static inline void mk_write_u64_be(uint8_t *at, uint64_t value)
{
    mk_write_u32_be(at, (uint32_t)(value >> 32));
    mk_write_u32_be(at + 4, (uint32_t)value);
}

static inline void mk_write_u64_le(uint8_t *at, uint64_t value)
{
    mk_write_u32_le(at, (uint32_t)value);
    mk_write_u32_le(at + 4, (uint32_t)(value >> 32));
}

#endif
