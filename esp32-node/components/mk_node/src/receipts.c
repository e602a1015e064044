#include "mk/receipts.h"

void mk_receipts_init(mk_receipts_t *receipts, uint64_t session)
{
    *receipts = (mk_receipts_t){ .session = session };
}

mk_receipt_t mk_receipts_take(mk_receipts_t *receipts, uint32_t node_id, uint64_t incarnation)
{
    for (size_t i = 0; i < MK_RECEIPTS_KEPT; i++) {
        mk_receipt_t *kept = &receipts->kept[i];
        if (kept->incarnation == incarnation && kept->node_id == node_id) {
            const mk_receipt_t taken = *kept;
            kept->incarnation = 0;
            return taken;
        }
    }
    return (mk_receipt_t){
        .node_id = node_id,
        .incarnation = incarnation,
        .session = receipts->session++,
    };
}

void mk_receipts_keep(mk_receipts_t *receipts, const mk_receipt_t *receipt)
{
    if (receipt->last > 0) {
        receipts->kept[receipts->next] = *receipt;
        receipts->next = (receipts->next + 1) % MK_RECEIPTS_KEPT;
    }
}

mk_receipt_verdict_t mk_receipt_enter(mk_receipt_t *receipt, uint64_t number)
{
    if (number <= receipt->last) {
        return MK_RECEIPT_HAD;
    }
    if (number - receipt->last > 1) {
        return MK_RECEIPT_TOO_EARLY;
    }
    receipt->last = number;
    return MK_RECEIPT_DUE;
}
