#include "check.h"

#include "mk/reason.h"

#include <string.h>

static void texts_name_the_rule_and_the_value(void)
{
    char text[MK_REASON_TEXT_SIZE];
    mk_reason_t reason = { .code = MK_REASON_PAYLOAD_TOO_LARGE, .type = 200, .value = 0xFFFFFFFF,
                           .limit = 16384 };
    mk_reason_format(&reason, text, sizeof text);
    CHECK_TEXT("a payload must be at most 16384 bytes, payload_size=4294967295, type=0x000000c8",
               text);

    reason = (mk_reason_t){ .code = MK_REASON_SYSTEM_SIZE, .type = 0xFF000012, .value = 8,
                            .limit = 72 };
    mk_reason_format(&reason, text, sizeof text);
    CHECK_TEXT("this payload must be 72 bytes, payload_size=8, type=0xff000012", text);
}

static void every_reason_has_a_text_that_fits(void)
{
    for (int code = MK_REASON_REFUSED; code <= MK_REASON_BAD_PATH; code++) {
        check_about("reason %d", code);
        const mk_reason_t reason = { .code = (mk_reason_code_t)code, .type = UINT32_MAX,
                                     .value = UINT32_MAX, .limit = UINT32_MAX };
        char text[2 * MK_REASON_TEXT_SIZE];
        mk_reason_format(&reason, text, sizeof text);
        CHECK_RANGE(1, MK_REASON_TEXT_SIZE - 1, strlen(text));
    }
}

static void no_reason_has_no_text(void)
{
    const mk_reason_t reason = { .code = MK_REASON_NONE };
    char text[1] = { 'x' };
    mk_reason_format(&reason, text, sizeof text);
    CHECK_TEXT("", text);
}

int main(void)
{
    RUN(texts_name_the_rule_and_the_value);
    RUN(every_reason_has_a_text_that_fits);
    RUN(no_reason_has_no_text);
    return check_result();
}
