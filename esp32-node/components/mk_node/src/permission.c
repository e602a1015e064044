#include "mk/permission.h"

#include <string.h>

static bool matches(const char *pattern, const char *name)
{
    const size_t length = strlen(pattern);
    return length > 0 && pattern[length - 1] == '*' ? strncmp(pattern, name, length - 1) == 0
                                                    : strcmp(pattern, name) == 0;
}

static bool is_for(const mk_permission_t *permission, const char *identity)
{
    if (permission->identity == NULL || identity == NULL) {
        return permission->identity == identity;
    }
    return strcmp(permission->identity, identity) == 0;
}

bool mk_permits(const mk_permission_t *permissions, size_t count, const char *identity,
                const char *name)
{
    /* First with the peer's own entries, then, if it has none, with those of everybody. */
    for (const char *whose = identity;; whose = NULL) {
        bool has_any = false;
        for (size_t i = 0; i < count; i++) {
            if (is_for(&permissions[i], whose)) {
                has_any = true;
                if (matches(permissions[i].pattern, name)) {
                    return true;
                }
            }
        }
        if (has_any) {
            return false;
        }
        if (whose == NULL) {
            return true;
        }
    }
}
