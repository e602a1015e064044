/** What the parts of a link share. Only the task that owns the link. */
#ifndef MK_LINK_PARTS_H
#define MK_LINK_PARTS_H

#include "mk/link.h"

/** Closes the link for something that the peer has done wrong; MK02 peers are told. */
void mk_link_refuse(mk_link_t *link, mk_goodbye_t goodbye, const mk_reason_t *reason);

/** mk_link_refuse of a rule: a constant. */
void mk_link_break(mk_link_t *link, mk_goodbye_t goodbye, const char *rule, uint32_t value);

/** Queues a frame if the outbox has room for it and `reserve` bytes more. */
mk_status_t mk_link_put(mk_link_t *link, const mk_frame_t *frame, size_t reserve);

/** Queues what nodes say to each other. @return or MK_STATUS_FULL */
mk_status_t mk_link_put_msg(mk_link_t *link, const mk_link_msg_t *msg);

/** The link has just become MOUNTED. */
void mk_link_mounted(mk_link_t *link);

/** Whether the frame is from the peer and for this node; counts it if not. */
bool mk_link_is_addressed_well(mk_link_t *link, const mk_frame_t *frame);

/** Keeps a name of the peer, or forgets it. */
mk_link_event_t mk_link_learn(mk_link_t *link, const char *name, mk_actor_id_t actor);
mk_link_event_t mk_link_forget(mk_link_t *link, const char *name);

/* ---- link_handshake.c ---- */

/** The next event in a state before MOUNTED. */
mk_link_event_t mk_link_shake(mk_link_t *link);

/** Says the first words of a connection that this node has opened. */
void mk_link_greet(mk_link_t *link);

/* ---- link_mk01.c, link_mk02.c: of a mounted link ---- */

/** Takes the next whole frame out of the inbound bytes, in which its payload stays for a while. */
mk_status_t mk_link01_take(mk_link_t *link, mk_frame_t *frame, mk_reason_t *reason);
mk_link_event_t mk_link01_on_frame(mk_link_t *link, mk_frame_t *frame);

/** Also while PROVING, when there are no tags yet. */
mk_status_t mk_link02_take(mk_link_t *link, mk_frame_t *frame, mk_reason_t *reason);
mk_link_event_t mk_link02_on_frame(mk_link_t *link, mk_frame_t *frame);

void mk_link02_begin(mk_link_t *link);
void mk_link02_tick(mk_link_t *link);
uint64_t mk_link02_deadline_ms(const mk_link_t *link);

/** Sends what found no room before. */
void mk_link02_settle(mk_link_t *link);

/** The peer's GOODBYE. */
void mk_link02_on_goodbye(mk_link_t *link, const mk_link_msg_t *msg);

#endif
