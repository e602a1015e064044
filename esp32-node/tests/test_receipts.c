#include "check.h"

#include "mk/receipts.h"

#define SESSION 1000u

static mk_receipts_t receipts;

static void numbers_are_due_one_after_the_other(void)
{
    mk_receipts_init(&receipts, SESSION);
    mk_receipt_t receipt = mk_receipts_take(&receipts, 5, 50);
    CHECK_EQ(SESSION, receipt.session);
    CHECK_EQ(MK_RECEIPT_TOO_EARLY, mk_receipt_enter(&receipt, 2));
    CHECK_EQ(MK_RECEIPT_DUE, mk_receipt_enter(&receipt, 1));
    CHECK_EQ(MK_RECEIPT_HAD, mk_receipt_enter(&receipt, 1));
    CHECK_EQ(MK_RECEIPT_DUE, mk_receipt_enter(&receipt, 2));
    CHECK_EQ(MK_RECEIPT_TOO_EARLY, mk_receipt_enter(&receipt, UINT64_MAX));
    CHECK_EQ(2, receipt.last);
    receipt.last = UINT64_MAX - 1;
    CHECK_EQ(MK_RECEIPT_DUE, mk_receipt_enter(&receipt, UINT64_MAX));
    CHECK_EQ(MK_RECEIPT_HAD, mk_receipt_enter(&receipt, 1));
}

static void a_session_is_of_one_life_of_one_node(void)
{
    mk_receipts_init(&receipts, SESSION);
    mk_receipt_t receipt = mk_receipts_take(&receipts, 5, 50);
    mk_receipt_enter(&receipt, 1);
    mk_receipts_keep(&receipts, &receipt);
    CHECK_EQ(0, mk_receipts_take(&receipts, 6, 50).last);
    CHECK_EQ(0, mk_receipts_take(&receipts, 5, 51).last);
    receipt = mk_receipts_take(&receipts, 5, 50);
    CHECK_EQ(1, receipt.last);
    CHECK_EQ(SESSION, receipt.session);
    check_about("taken out, it is not there for another link");
    receipt = mk_receipts_take(&receipts, 5, 50);
    CHECK_EQ(0, receipt.last);
    CHECK(receipt.session != SESSION);
}

static void the_oldest_is_forgotten_and_says_so(void)
{
    mk_receipts_init(&receipts, SESSION);
    for (uint32_t node = 1; node <= MK_RECEIPTS_KEPT + 1; node++) {
        mk_receipt_t receipt = mk_receipts_take(&receipts, node, 50);
        mk_receipt_enter(&receipt, 1);
        mk_receipts_keep(&receipts, &receipt);
    }
    const mk_receipt_t first = mk_receipts_take(&receipts, 1, 50);
    CHECK_EQ(0, first.last);
    CHECK(first.session > SESSION + MK_RECEIPTS_KEPT);
    for (uint32_t node = 2; node <= MK_RECEIPTS_KEPT + 1; node++) {
        CHECK_EQ(1, mk_receipts_take(&receipts, node, 50).last);
    }
}

static void a_session_that_had_nothing_takes_no_room(void)
{
    mk_receipts_init(&receipts, SESSION);
    mk_receipt_t receipt = mk_receipts_take(&receipts, 5, 50);
    mk_receipt_enter(&receipt, 1);
    mk_receipts_keep(&receipts, &receipt);
    for (unsigned i = 0; i < 2 * MK_RECEIPTS_KEPT; i++) {
        const mk_receipt_t idle = mk_receipts_take(&receipts, 6, 60 + i);
        mk_receipts_keep(&receipts, &idle);
    }
    CHECK_EQ(1, mk_receipts_take(&receipts, 5, 50).last);
}

int main(void)
{
    RUN(numbers_are_due_one_after_the_other);
    RUN(a_session_is_of_one_life_of_one_node);
    RUN(the_oldest_is_forgotten_and_says_so);
    RUN(a_session_that_had_nothing_takes_no_room);
    return check_result();
}
