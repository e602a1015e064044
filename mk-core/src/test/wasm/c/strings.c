#include "mk.h"

static char buffer[128];

static void reply(mk_id_t to, int32_t type, int length)
{
    int room = (int)sizeof buffer - 1;
    mk_send(to, type, buffer, length < room ? length : room);
}

/* Keeps the compiler from computing what the node is to compute. */
static void *opaque(const void *pointer)
{
    void *same = (void *)pointer;
    __asm__ volatile("" : "+r"(same));
    return same;
}

/* Uses the C library that the node provides. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    switch (type) {
    case 1: /* numbers */
        reply(source, 101, snprintf(buffer, sizeof buffer, "%d %i %u %x %X %5d|%-5d|%05d|%+d %ld %lld %c%%", -1, 2,
                                    4294967295u, 255, 255, 42, 42, 42, 42, -7L, 1LL << 40, 'z'));
        break;
    case 2: /* text */
        reply(source, 102, snprintf(buffer, sizeof buffer, "<%s> <%8s> <%-8s> <%.2s> <%s>", "text", "right", "left",
                                    "cut off", ""));
        break;
    case 3: /* fractions */
        reply(source, 103, snprintf(buffer, sizeof buffer, "%f %.2f %8.3f %.0f", 1.5, -3.14159, 2.0, 2.5));
        break;
    case 4: { /* what does not fit is cut, and the result is the full length */
        char little[8] = "xxxxxxx";
        int length = snprintf(little, sizeof little, "0123456789");
        reply(source, 104, snprintf(buffer, sizeof buffer, "%d %s", length, little));
        break;
    }
    case 5: /* the console */
        mk_send_u32(source, 105, (uint32_t)printf("%s=%d\n", "answer", 42));
        puts("a line");
        break;
    case 6: { /* comparing: signs only */
        const char *a = opaque("abc");
        const char *b = opaque("abd");
        volatile size_t three = 3, two = 2;
        buffer[0] = strcmp(a, b) < 0;
        buffer[1] = strcmp(b, a) > 0;
        buffer[2] = strcmp(a, opaque("abc")) == 0;
        buffer[3] = strncmp(a, b, two) == 0;
        buffer[4] = strncmp(a, b, three) < 0;
        buffer[5] = memcmp(a, b, two) == 0;
        buffer[6] = memcmp(b, a, three) > 0;
        buffer[7] = strlen(a) == three;
        buffer[8] = strcmp(opaque("\x7f"), opaque("\x80")) < 0; /* as unsigned char, by the C standard */
        mk_send(source, 106, buffer, 9);
        break;
    }
    case 7: { /* moving */
        volatile size_t six = 6;
        memset(buffer, '.', 16);
        memcpy(buffer, "abcdef", six);
        memmove(buffer + 2, buffer, six);
        strncpy(buffer + 10, "xy", six); /* fills up with NULs */
        mk_send(source, 107, buffer, 16);
        break;
    }
    case 8: { /* allocating */
        char *grown = opaque(malloc(3));
        memcpy(grown, "abc", 3);
        char *zeros = opaque(calloc(4, 2));
        grown = opaque(realloc(grown, 4000));
        grown[3999] = 'z';
        bool good = zeros != NULL && grown[0] == 'a' && grown[2] == 'c';
        for (int i = 0; i < 8; i++) {
            good = good && zeros[i] == 0;
        }
        free(zeros);
        free(grown);
        free(opaque(NULL));
        good = good && opaque(malloc(0x7fffffff)) == NULL && opaque(calloc(0x10000, 0x10001)) == NULL;
        mk_send_u32(source, 108, good);
        break;
    }
    case 9:
        abort();
    default:
        break;
    }
    return MK_STAY;
}
