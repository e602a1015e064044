#include "check.h"
#include "fake_platform.h"
#include "hal_sim.h"

/** Reads a sensor of `identity` at `now_ms`, in thousandths of a degree. */
static uint64_t read_milli(const char *identity, uint64_t now_ms, uint32_t random)
{
    fake_platform_t fake;
    fake_platform_init(&fake);
    fake.now_ms = now_ms;
    fake.random = random;
    hal_sim_t sim;
    hal_sim_init(&sim, identity, &fake.platform);
    float celsius = 0;
    REQUIRE(hal_sim_read(&sim, 1, &celsius) == MK_STATUS_OK);
    return (uint64_t)(celsius * 1000.0f + 0.5f);
}

static void stays_a_room_temperature(void)
{
    for (uint64_t now_ms = 0; now_ms < 1200000; now_ms += 997) {
        CHECK_RANGE(16400, 26500, read_milli("porch", now_ms, (uint32_t)now_ms * 2654435761u));
    }
}

static void rises_and_falls_slowly(void)
{
    const uint64_t base = read_milli("porch", 0, 1000); /* 1000: no noise */
    CHECK_RANGE(base + 1498, base + 1502, read_milli("porch", 150000, 1000));
    CHECK_RANGE(base - 2, base + 2, read_milli("porch", 300000, 1000));
    CHECK_RANGE(base - 1502, base - 1498, read_milli("porch", 450000, 1000));
    CHECK_RANGE(base, base + 20, read_milli("porch", 1000, 1000));
}

static void has_a_little_noise(void)
{
    const uint64_t base = read_milli("porch", 0, 1000);
    CHECK_RANGE(base - 51, base - 49, read_milli("porch", 0, 0));
    CHECK_RANGE(base + 49, base + 51, read_milli("porch", 0, 2000));
}

static void differs_by_identity(void)
{
    CHECK(read_milli("porch", 0, 0) != read_milli("kitchen", 0, 0));
    CHECK_EQ(read_milli("porch", 0, 0), read_milli("porch", 0, 0));
}

static void each_sensor_has_a_place_of_its_own(void)
{
    fake_platform_t fake;
    hal_sim_t sim;
    float first = 0;
    float second = 0;
    fake_platform_init(&fake);
    hal_sim_init(&sim, "porch", &fake.platform);
    fake.random = 1000;
    REQUIRE(hal_sim_read(&sim, 1, &first) == MK_STATUS_OK);
    fake.random = 1000;
    REQUIRE(hal_sim_read(&sim, 2, &second) == MK_STATUS_OK);
    CHECK(second > first);
}

int main(void)
{
    RUN(stays_a_room_temperature);
    RUN(rises_and_falls_slowly);
    RUN(has_a_little_noise);
    RUN(differs_by_identity);
    RUN(each_sensor_has_a_place_of_its_own);
    return check_result();
}
