#include "mk.h"

/* Calls the import of the number that is the message's type, and answers with its result as an i64. */
MK_HANDLE_MESSAGE(type, source, payload, size)
{
    static char buffer[64];
    static mk_id_t ids[4];
    static int32_t kind, length;
    static mk_id_t sender;
    static const char nowhere[] = "nowhere";
    const int32_t n = sizeof nowhere - 1;
    int64_t result = 0;

    switch (type) {
    case 1: result = mk_send(source, 1, payload, size); break;
    case 2: result = mk_send_u32(source, 2, 7); break;
    case 3: result = mk_self() != 0; break;
    case 4: mk_log(MK_DEBUG, nowhere, n); break;
    case 5: result = mk_sleep_ms(1); break;
    case 6: result = mk_recv(&kind, buffer, sizeof buffer, &length); break;
    case 7: result = mk_recv_full(&kind, buffer, sizeof buffer, &length, &sender); break;
    case 8: result = mk_recv_timeout(&kind, buffer, sizeof buffer, &length, &sender, 1); break;
    case 9: mk_print(nowhere, n); break;
    case 10: result = mk_spawn_wasm(payload, size, 8); break;
    case 11: result = mk_stop(1); break;
    case 12: result = mk_list_actors(ids, size == 0 ? 4 : 0, &length); break;
    case 13: result = mk_register(nowhere, n); break;
    case 14: result = mk_lookup(nowhere, n); break;
    case 15: result = mk_reverse_lookup(mk_self(), buffer, sizeof buffer); break;
    case 16: result = mk_read_file(nowhere, n, buffer, sizeof buffer, &length); break;
    case 17: result = mk_http_get(nowhere, n, buffer, sizeof buffer, &kind, &length); break;
    case 18: result = mk_node_name(buffer, sizeof buffer); break;
    case 19: result = mk_ns_list(nowhere, n, buffer, sizeof buffer, &length); break;
    case 20: result = mk_time_ms() > 0; break;
    case 21: result = mk_save_state(nowhere, n, buffer, 1); break;
    case 22: result = mk_load_state(nowhere, n, buffer, sizeof buffer); break;
    default: return MK_END;
    }
    mk_send(source, 100 + type, &result, sizeof result);
    return MK_STAY;
}
