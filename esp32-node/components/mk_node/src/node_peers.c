/* What mounted peers and this node say to each other. */
#include "log_shipper.h"
#include "node_parts.h"
#include "node_services.h"
#include "sensor_actor.h"

#include "mk/caps.h"
#include "mk/message_type.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

static_assert(MK_OUTBOX_CAPACITY >= MK_HELLO_LENGTH + MK_WIRE_HEADER_LENGTH
                                        + MK_REGISTRY_MSG_SIZE_MAX + MK_TAG_SIZE,
              "a path must fit into an empty outbox, else it could never be told");

static mk_mount_t *mount_of(mk_node_t *node, uint32_t node_id)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        mk_link_t *link = &node->mounts[i].link;
        if (link->state == MK_LINK_MOUNTED && link->peer.node_id == node_id) {
            return &node->mounts[i];
        }
    }
    return NULL;
}

static bool is_mk02(const mk_link_t *link)
{
    return link->state == MK_LINK_MOUNTED && link->level == MK_LEVEL_MK02;
}

static bool permits(const mk_node_t *node, const mk_mount_t *mount, const char *name)
{
    return mk_permits(node->config.permissions, node->config.permission_count,
                      mount->link.peer.identity, name);
}

/* ---- messages that leave ---- */

static bool reaches(void *context, uint32_t node_id)
{
    return mount_of(context, node_id) != NULL;
}

static mk_delivery_t transmit(void *context, const mk_frame_t *frame)
{
    mk_node_t *node = context;
    mk_mount_t *mount = mount_of(node, mk_actor_node(frame->dest));
    if (mount == NULL) {
        return MK_REFUSED_STOPPED;
    }
    if (frame->payload_size > mk_link_payload_max(&mount->link)) {
        return MK_REFUSED_TOO_LARGE;
    }
    if (mk_link_send(&mount->link, frame) != MK_STATUS_OK) {
        return MK_REFUSED_FULL;
    }
    mk_system_speaks_to(&node->system, frame->source, mk_node_link_number(node, mount));
    return MK_ACCEPTED;
}

static mk_actor_id_t find(void *context, const char *name)
{
    const mk_node_t *node = context;
    mk_actor_id_t id = MK_ACTOR_NONE;
    for (size_t i = 0; id == MK_ACTOR_NONE && i < MK_LINKS_MAX; i++) {
        id = mk_registry_find(&node->mounts[i].link.names, name);
    }
    return id;
}

static void logged(void *context, mk_log_level_t level, const char *text)
{
    mk_node_t *node = context;
    mk_log_keep(&node->log, level, text);
}

static void unwatch(void *context, mk_actor_id_t watched)
{
    mk_mount_t *mount = mount_of(context, mk_actor_node(watched));
    if (mount != NULL && is_mk02(&mount->link)) {
        /* Without room for it a notice will come that nobody waits for. */
        (void)mk_link_tell(&mount->link,
                           &(mk_link_msg_t){ .type = MK_LINK_UNWATCH, .first = watched });
    }
}

mk_transmitter_t mk_node_transmitter(mk_node_t *node)
{
    return (mk_transmitter_t){
        .context = node,
        .transmit = transmit,
        .reaches = reaches,
        .find = find,
        .logged = logged,
        .unwatch = unwatch,
    };
}

/* ---- news ---- */

/** Tells a peer which names and paths there are, as far as the outbox has room. */
static void announce(mk_node_t *node, mk_mount_t *mount)
{
    uint32_t type;
    mk_registry_msg_t msg;
    const size_t peer = mk_node_link_number(node, mount);
    while (mk_system_announcement(&node->system, peer, &type, &msg)) {
        if (permits(node, mount, msg.text)
            && mk_link_announce(&mount->link, type, &msg) != MK_STATUS_OK) {
            return; /* mk_node_written goes on */
        }
        mk_system_announced(&node->system, peer);
    }
    mk_link_names_told(&mount->link);
}

static mk_status_t tell_terminated(mk_link_t *link, mk_actor_id_t actor, uint16_t reason,
                                   uint64_t value)
{
    return mk_link_tell(link, &(mk_link_msg_t){
                                  .type = MK_LINK_TERMINATED,
                                  .first = actor,
                                  .reason = reason,
                                  .second = value,
                              });
}

/** Tells a peer which of the actors that it watches have ended. */
static void tell_ends(mk_node_t *node, mk_mount_t *mount)
{
    const size_t peer = mk_node_link_number(node, mount);
    mk_actor_id_t ended;
    mk_exit_reason_t reason;
    while (mk_system_ended_for(&node->system, peer, &ended, &reason)) {
        if (tell_terminated(&mount->link, ended, (uint16_t)reason, 0) != MK_STATUS_OK) {
            mk_system_ended_again(&node->system, peer, ended, reason);
            return;
        }
    }
}

/** Asks a peer to tell of the end of its actors that are watched here. */
static void ask_for_ends(mk_node_t *node, mk_mount_t *mount)
{
    mk_actor_id_t watched;
    while ((watched = mk_system_next_watch(&node->system, mount->link.peer.node_id))
           != MK_ACTOR_NONE) {
        if (mk_link_tell(&mount->link, &(mk_link_msg_t){ .type = MK_LINK_WATCH, .first = watched })
            != MK_STATUS_OK) {
            mk_system_watch_again(&node->system, watched);
            return;
        }
    }
}

void mk_node_tell_peers(mk_node_t *node)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        mk_mount_t *mount = &node->mounts[i];
        if (mount->link.state == MK_LINK_MOUNTED) {
            announce(node, mount);
        }
        if (is_mk02(&mount->link)) {
            tell_ends(node, mount);
            ask_for_ends(node, mount);
        }
    }
    mk_log_ship(node);
}

/* ---- frames ---- */

static void on_caps_request(mk_node_t *node, mk_mount_t *mount, const mk_frame_t *request)
{
    const mk_caps_t caps = {
        .platform = node->config.platform,
        .identity = node->config.identity,
        .node_id = node->config.node_id,
        .max_actors = MK_ACTORS_MAX - MK_ROOT_SEQUENCE - 1,
        .actor_count = mk_system_actor_count(&node->system),
    };
    char text[MK_CAPS_SIZE_MAX];
    const mk_frame_t reply = {
        .source = request->dest, /* whom the peer asked, be it nobody in particular */
        .dest = request->source,
        .type = MK_TYPE_CAPS_REPLY,
        .payload_size = mk_caps_format(&caps, text),
        .payload = (const uint8_t *)text,
    };
    if (request->source != MK_ACTOR_NONE && mk_link_send(&mount->link, &reply) == MK_STATUS_OK) {
        node->counters.caps_answered++;
    } else {
        node->counters.caps_unanswerable++;
    }
}

/** Tells the sender what became of its message, where the level has words for it. */
static void answer_undelivered(mk_mount_t *mount, const mk_frame_t *frame, uint16_t reason)
{
    if (is_mk02(&mount->link) && frame->source != MK_ACTOR_NONE) {
        (void)mk_link_tell(&mount->link, &(mk_link_msg_t){
                                             .type = MK_LINK_UNDELIVERABLE,
                                             .first = frame->source,
                                             .second = frame->dest,
                                             .message_type = frame->type,
                                             .reason = reason,
                                         });
    }
}

static uint16_t undeliverable_reason(mk_delivery_t delivery)
{
    switch (delivery) {
    case MK_REFUSED_STOPPED:
        return MK_UNDELIVERABLE_NO_SUCH_ACTOR;
    case MK_REFUSED_TOO_LARGE:
        return MK_UNDELIVERABLE_NOT_UNDERSTOOD;
    default:
        return MK_UNDELIVERABLE_FULL;
    }
}

typedef struct who {
    const mk_node_t *node;
    const mk_mount_t *mount;
} who_t;

static bool may_send_to_name(const void *context, const char *name)
{
    const who_t *who = context;
    return permits(who->node, who->mount, name);
}

static bool may_send_to(const mk_node_t *node, const mk_mount_t *mount, mk_actor_id_t actor)
{
    const who_t who = { .node = node, .mount = mount };
    return node->config.permission_count == 0
           || mk_system_spoke_to(&node->system, actor, mk_node_link_number(node, mount))
           || mk_system_any_name(&node->system, actor, may_send_to_name, &who);
}

static void on_frame(mk_node_t *node, mk_mount_t *mount, const mk_frame_t *frame)
{
    if (frame->type == MK_TYPE_CAPS_REQUEST) {
        on_caps_request(node, mount, frame);
        return;
    }
    if (frame->type == MK_TYPE_CHILD_EXIT || frame->type == MK_TYPE_TIMER) {
        node->system.counters.unhandled++; /* notices are the own node's to give */
        return;
    }
    if (!may_send_to(node, mount, frame->dest)) {
        node->counters.not_permitted++;
        answer_undelivered(mount, frame, MK_UNDELIVERABLE_REFUSED);
        return;
    }
    const mk_delivery_t delivery = mk_system_tell(&node->system, frame);
    if (delivery != MK_ACCEPTED && delivery != MK_DROPPED) {
        answer_undelivered(mount, frame, undeliverable_reason(delivery));
    }
    mk_node_run_actors(node); /* before the next frame, which finds room in the mailbox then */
}

static void on_names_full(mk_node_t *node, mk_mount_t *mount)
{
    if (!mount->names_full_told) {
        mount->names_full_told = true;
        mk_node_log(node, MK_LOG_WARN,
                    "%s(%" PRIu32 ") has more than %u names: further ones are not kept;"
                    " build with a larger MK_REGISTRY_CAPACITY",
                    mount->link.peer.identity, mount->link.peer.node_id, MK_REGISTRY_CAPACITY);
    }
}

static void on_watch(mk_node_t *node, mk_mount_t *mount, mk_actor_id_t actor)
{
    mk_status_t status = MK_STATUS_NOT_FOUND;
    if (may_send_to(node, mount, actor)) {
        status = mk_system_watch_for(&node->system, mk_node_link_number(node, mount), actor);
    }
    if (status == MK_STATUS_FULL) {
        (void)tell_terminated(&mount->link, actor, MK_EXIT_UNREACHABLE, node->config.node_id);
    } else if (status != MK_STATUS_OK) {
        (void)tell_terminated(&mount->link, actor, MK_TERMINATED_UNKNOWN, 0);
    }
}

static void on_terminated(mk_node_t *node, const mk_link_msg_t *msg)
{
    mk_exit_reason_t reason = MK_EXIT_FAILED;
    if (msg->reason < MK_EXIT_REASON_COUNT) {
        reason = (mk_exit_reason_t)msg->reason;
    } else if (msg->reason == MK_TERMINATED_UNKNOWN) {
        reason = MK_EXIT_UNREACHABLE; /* as with a local one */
    }
    mk_system_remote_ended(&node->system, msg->first, reason);
}

static void on_undeliverable(mk_node_t *node, const mk_link_msg_t *msg)
{
    const mk_frame_t frame = {
        .source = msg->first,
        .dest = msg->second,
        .type = msg->message_type,
    };
    mk_system_undelivered(&node->system, &frame,
                          msg->reason == MK_UNDELIVERABLE_FULL ? MK_REFUSED_FULL
                                                               : MK_REFUSED_STOPPED);
}

void mk_node_on_event(mk_node_t *node, mk_mount_t *mount, mk_link_event_t event,
                      const mk_frame_t *frame)
{
    const mk_link_msg_t *msg = &mount->link.message;
    switch (event) {
    case MK_LINK_EVENT_NAMES:
        mk_sensor_follow_names(node);
        mk_node_run_actors(node);
        break;
    case MK_LINK_EVENT_NAMES_FULL:
        on_names_full(node, mount);
        break;
    case MK_LINK_EVENT_FRAME:
        on_frame(node, mount, frame);
        break;
    case MK_LINK_EVENT_TOO_LARGE:
        mk_system_undelivered(&node->system, frame, MK_REFUSED_TOO_LARGE);
        break;
    case MK_LINK_EVENT_WATCH:
        on_watch(node, mount, msg->first);
        break;
    case MK_LINK_EVENT_UNWATCH:
        mk_system_unwatch_for(&node->system, mk_node_link_number(node, mount), msg->first);
        break;
    case MK_LINK_EVENT_TERMINATED:
        on_terminated(node, msg);
        mk_node_run_actors(node);
        break;
    case MK_LINK_EVENT_UNDELIVERABLE:
        on_undeliverable(node, msg);
        break;
    case MK_LINK_EVENT_NONE:
    case MK_LINK_EVENT_PROVEN:
    case MK_LINK_EVENT_MOUNTED:
        break;
    }
}
