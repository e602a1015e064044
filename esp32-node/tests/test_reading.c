#include "check.h"

#include "mk/reading.h"

static void is_packed_little_endian(void)
{
    const mk_reading_t reading = { .sensor = 1, .celsius = 21.5f };
    const uint8_t expected[] = { 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xAC, 0x41 };
    uint8_t encoded[MK_READING_SIZE];
    mk_reading_encode(&reading, encoded);
    CHECK_BYTES(expected, encoded, sizeof encoded);
}

static void carries_negative_values(void)
{
    const mk_reading_t reading = { .sensor = -2, .celsius = -0.5f };
    const uint8_t expected[] = { 0xFE, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0xBF };
    uint8_t encoded[MK_READING_SIZE];
    mk_reading_encode(&reading, encoded);
    CHECK_BYTES(expected, encoded, sizeof encoded);
}

int main(void)
{
    RUN(is_packed_little_endian);
    RUN(carries_negative_values);
    return check_result();
}
