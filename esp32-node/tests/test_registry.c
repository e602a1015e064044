#include "check.h"

#include "mk/registry.h"

#include <stdio.h>

static void name_number(char *name, unsigned number)
{
    snprintf(name, MK_NAME_SIZE, "name-%u", number);
}

static void fill(mk_registry_t *registry)
{
    char name[MK_NAME_SIZE];
    mk_registry_clear(registry);
    for (unsigned i = 0; i < MK_REGISTRY_CAPACITY; i++) {
        name_number(name, i);
        REQUIRE(mk_registry_put(registry, name, 100 + i) == MK_STATUS_OK);
    }
}

static void finds_what_was_put(void)
{
    mk_registry_t registry;
    mk_registry_clear(&registry);
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&registry, "echo"));
    CHECK_EQ(MK_STATUS_OK, mk_registry_put(&registry, "echo", 7));
    CHECK_EQ(7, mk_registry_find(&registry, "echo"));
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&registry, "ech"));
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&registry, "echo2"));
}

static void replaces_the_actor_of_a_name(void)
{
    mk_registry_t registry;
    mk_registry_clear(&registry);
    mk_registry_put(&registry, "echo", 7);
    CHECK_EQ(MK_STATUS_OK, mk_registry_put(&registry, "echo", 8));
    CHECK_EQ(8, mk_registry_find(&registry, "echo"));
    CHECK_EQ(1, registry.count);
}

static void refuses_a_new_name_when_full(void)
{
    mk_registry_t registry;
    fill(&registry);
    CHECK_EQ(MK_STATUS_FULL, mk_registry_put(&registry, "one-more", 1));
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&registry, "one-more"));
    CHECK_EQ(MK_REGISTRY_CAPACITY, registry.count);
}

static void replaces_even_when_full(void)
{
    mk_registry_t registry;
    fill(&registry);
    CHECK_EQ(MK_STATUS_OK, mk_registry_put(&registry, "name-3", 1));
    CHECK_EQ(1, mk_registry_find(&registry, "name-3"));
}

static void forgets_one_name_and_keeps_the_others(void)
{
    mk_registry_t registry;
    fill(&registry);
    CHECK_EQ(MK_STATUS_OK, mk_registry_remove(&registry, "name-5"));
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_registry_remove(&registry, "name-5"));
    for (unsigned i = 0; i < MK_REGISTRY_CAPACITY; i++) {
        char name[MK_NAME_SIZE];
        name_number(name, i);
        check_about("%s", name);
        CHECK_EQ(i == 5 ? MK_ACTOR_NONE : 100 + i, mk_registry_find(&registry, name));
    }
    CHECK_EQ(MK_STATUS_OK, mk_registry_put(&registry, "one-more", 1));
}

static void clear_forgets_all(void)
{
    mk_registry_t registry;
    fill(&registry);
    mk_registry_clear(&registry);
    CHECK_EQ(MK_ACTOR_NONE, mk_registry_find(&registry, "name-0"));
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_registry_remove(&registry, "name-0"));
}

int main(void)
{
    RUN(finds_what_was_put);
    RUN(replaces_the_actor_of_a_name);
    RUN(refuses_a_new_name_when_full);
    RUN(replaces_even_when_full);
    RUN(forgets_one_name_and_keeps_the_others);
    RUN(clear_forgets_all);
    return check_result();
}
