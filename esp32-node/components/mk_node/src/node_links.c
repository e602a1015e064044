/* How links begin and end. */
#include "node_parts.h"
#include "node_services.h"
#include "sensor_actor.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/** So long after a peer has spoken MK02 it is not mounted by MK01. */
#define MK02_REMEMBERED_MS 300000u

void mk_node_init_mounts(mk_node_t *node)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        mk_mount_t *mount = &node->mounts[i];
        const bool is_mount = mk_node_is_mount(node, mount);
        mount->state = is_mount ? MK_NODE_CONNECTING : MK_NODE_FREE;
        mount->retry_at_ms = MK_NEVER;
        mount->mounted_at_ms = MK_NEVER;
        mount->mk02_until_ms = 0;
        mount->level = node->platform->crypto != NULL ? MK_LEVEL_MK02 : MK_LEVEL_MK01;
        mount->transport = (mk_transport_t){ .is_private = false };
        mount->names_full_told = false;
        snprintf(mount->endpoint, sizeof mount->endpoint, "%s",
                 is_mount ? node->config.endpoints[i] : "");
        mk_backoff_reset(&mount->backoff);
        mk_link_init(&mount->link, &node->self);
    }
}

bool mk_node_is_linked_otherwise(const mk_node_t *node, const mk_mount_t *mount)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        const mk_mount_t *other = &node->mounts[i];
        if (other != mount && other->link.state == MK_LINK_MOUNTED
            && other->link.peer.node_id == mount->link.peer.node_id) {
            return true;
        }
    }
    return false;
}

/* ---- connections ---- */

static void open_link(mk_node_t *node, mk_mount_t *mount, mk_transport_t transport)
{
    mount->state = MK_NODE_LINKED;
    mount->transport = transport;
    if (mount->level == MK_LEVEL_MK01 && !mk_node_id_is_valid(node->config.node_id)) {
        mount->level = MK_LEVEL_MK02;
    }
    mk_link_open(&mount->link, mount->level, transport.is_private, mk_node_now_ms(node));
}

void mk_node_connected(mk_node_t *node, size_t link, mk_transport_t transport)
{
    assert(node->mounts[link].state == MK_NODE_CONNECTING);
    open_link(node, &node->mounts[link], transport);
}

size_t mk_node_accepted(mk_node_t *node, const char *endpoint, mk_transport_t transport)
{
    for (size_t i = node->config.endpoint_count; i < MK_LINKS_MAX; i++) {
        mk_mount_t *mount = &node->mounts[i];
        if (mount->state == MK_NODE_FREE) {
            mount->state = MK_NODE_LINKED;
            mount->transport = transport;
            snprintf(mount->endpoint, sizeof mount->endpoint, "%s", endpoint);
            mk_link_accept(&mount->link, transport.allows_mk01, transport.is_private,
                           mk_node_now_ms(node));
            return i;
        }
    }
    mk_node_log(node, MK_LOG_WARN,
                "hung up on %s: all %u links are taken; build with a larger MK_LINKS_MAX", endpoint,
                MK_LINKS_MAX);
    return MK_NODE_NO_LINK;
}

/* ---- mounts ---- */

static mk_mount_t *rival_of(mk_node_t *node, const mk_mount_t *mount)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        mk_mount_t *other = &node->mounts[i];
        if (other != mount && other->link.state == MK_LINK_MOUNTED
            && other->link.peer.node_id == mount->link.peer.node_id) {
            return other;
        }
    }
    return NULL;
}

/** Of two connections that crossed, both nodes keep the one that the lower id has opened. */
static bool is_kept(const mk_node_t *node, const mk_mount_t *mount)
{
    const bool opened_here = mount->link.side == MK_SIDE_CONNECTOR;
    return opened_here == (node->config.node_id < mount->link.peer.node_id);
}

/** Whether `mount` takes the place of the link that its peer, or one with its id, has already. */
static bool takes_over(const mk_node_t *node, const mk_mount_t *mount, const mk_mount_t *rival)
{
    const bool is_same_life = mount->link.peer.incarnation == rival->link.peer.incarnation
                              && mount->link.level == MK_LEVEL_MK02;
    return mk_link_is_silent(&rival->link, mk_node_now_ms(node))
           || (is_same_life && mount->link.side != rival->link.side && is_kept(node, mount));
}

/** Closes one of two links with the same node. @return whether `mount` is the one that stays */
static bool settle_rivals(mk_node_t *node, mk_mount_t *mount)
{
    mk_mount_t *rival = rival_of(node, mount);
    if (rival == NULL) {
        return true;
    }
    if (takes_over(node, mount, rival)) {
        mk_link_leave(&rival->link, MK_GOODBYE_CONNECTED, "another connection takes its place");
        mk_node_on_closed(node, rival, NULL);
        return true;
    }
    const bool is_same_life = mount->link.peer.incarnation == rival->link.peer.incarnation;
    mk_link_leave(&mount->link, is_same_life ? MK_GOODBYE_CONNECTED : MK_GOODBYE_ID_IN_USE,
                  is_same_life ? "this node is connected already"
                               : "a node with that id is connected: give one of them another");
    return false;
}

/** Holds a peer to its certificate, where the transport has them. @return false: it has to go */
static bool is_certified(mk_mount_t *mount)
{
    const mk_transport_t *transport = &mount->transport;
    if (transport->certifies == NULL
        || transport->certifies(transport->context, mount->link.peer.identity)) {
        return true;
    }
    mk_link_leave(&mount->link, MK_GOODBYE_NOT_AUTHENTICATED,
                  "a peer's certificate must have its identity among its DNS names");
    return false;
}

void mk_node_on_proven(mk_node_t *node, mk_mount_t *mount)
{
    if (is_certified(mount) && settle_rivals(node, mount)) {
        mk_link_admit(&mount->link);
        mk_node_on_mounted(node, mount);
    }
}

void mk_node_on_mounted(mk_node_t *node, mk_mount_t *mount)
{
    const mk_link_peer_t *peer = &mount->link.peer;
    const uint64_t now_ms = mk_node_now_ms(node);
    if (!is_certified(mount) || !settle_rivals(node, mount)) {
        return;
    }
    node->counters.mounts++;
    mount->mounted_at_ms = now_ms;
    mount->names_full_told = false;
    if (mount->link.level == MK_LEVEL_MK02) {
        mount->mk02_until_ms = now_ms + MK02_REMEMBERED_MS;
    }
    mk_node_log(node, MK_LOG_INFO, "mounted on %s(%" PRIu32 ") at %s%s", peer->identity,
                peer->node_id, mount->endpoint,
                mount->link.level == MK_LEVEL_MK01 ? " by MK01" : "");
    mk_node_tell_peers(node);
}

/* ---- ends ---- */

/** Gives up the connection for now and logs why, as printf. */
MK_PRINTF_LIKE(3, 4)
static void retry_later(mk_node_t *node, mk_mount_t *mount, const char *format, ...)
{
    char why[MK_LOG_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(why, sizeof why, format, values);
    va_end(values);

    if (!mk_node_is_mount(node, mount)) {
        mount->state = MK_NODE_FREE;
        mk_node_log(node, MK_LOG_WARN, "%s", why);
        return;
    }
    const mk_platform_t *platform = node->platform;
    const uint32_t wait_ms =
        mk_backoff_next_ms(&mount->backoff, platform->random_u32(platform->context));
    mount->state = MK_NODE_WAITING;
    mount->retry_at_ms = mk_node_now_ms(node) + wait_ms;
    mount->level = platform->crypto != NULL ? MK_LEVEL_MK02 : MK_LEVEL_MK01;
    mk_node_log(node, MK_LOG_WARN, "%s; retrying in %" PRIu32 ".%" PRIu32 " s", why, wait_ms / 1000,
                wait_ms % 1000 / 100);
}

/** What the end of a link means for names, actors and readings. */
static void forget_peer(mk_node_t *node, mk_mount_t *mount)
{
    const uint64_t mounted_at_ms = mount->mounted_at_ms;
    if (mounted_at_ms == MK_NEVER) {
        return;
    }
    if (mk_node_now_ms(node) - mounted_at_ms >= MK_BACKOFF_RESET_AFTER_MS) {
        mk_backoff_reset(&mount->backoff);
    }
    mount->mounted_at_ms = MK_NEVER;
    mk_system_forget_peer(&node->system, mk_node_link_number(node, mount));
    mk_system_node_down(&node->system, mount->link.peer.node_id);
    mk_sensor_link_closed(node, mk_node_link_number(node, mount));
}

/** Whether the peer may be one that knows MK01 only, and is tried so at once. */
static bool steps_down(const mk_node_t *node, mk_mount_t *mount)
{
    return mk_node_is_mount(node, mount) && mount->link.level == MK_LEVEL_MK02
           && mount->transport.allows_mk01 && mk_node_id_is_valid(node->config.node_id)
           && mk_node_now_ms(node) >= mount->mk02_until_ms;
}

void mk_node_on_closed(mk_node_t *node, mk_mount_t *mount, const char *transport_error)
{
    const mk_link_t *link = &mount->link;
    const mk_link_peer_t *peer = &link->peer;
    const mk_node_config_t *config = &node->config;
    forget_peer(node, mount);
    char reason[MK_REASON_TEXT_SIZE];
    mk_reason_format(&link->reason, reason, sizeof reason);
    switch (link->reason.code) {
    case MK_REASON_REFUSED:
        if (steps_down(node, mount)) {
            mount->state = MK_NODE_CONNECTING;
            mount->level = MK_LEVEL_MK01;
            return;
        }
        retry_later(node, mount,
                    "%s ended the connection without a hello: it refuses this node:"
                    " id %" PRIu32 " is probably in use there; %s",
                    mount->endpoint, config->node_id, config->id_advice);
        break;
    case MK_REASON_ENDED:
        retry_later(node, mount, "lost %s(%" PRIu32 ") at %s: %s", peer->identity, peer->node_id,
                    mount->endpoint, transport_error);
        break;
    case MK_REASON_GOODBYE:
        retry_later(node, mount, "%s(%" PRIu32 ") at %s said goodbye: %s%s%s", peer->identity,
                    peer->node_id, mount->endpoint, link->farewell,
                    link->goodbye == MK_GOODBYE_ID_IN_USE ? "; " : "",
                    link->goodbye == MK_GOODBYE_ID_IN_USE ? config->id_advice : "");
        break;
    case MK_REASON_OWN_NODE_ID:
        retry_later(node, mount, "closed the connection to %s: %s; %s", mount->endpoint, reason,
                    config->id_advice);
        break;
    case MK_REASON_BAD_MAGIC:
        retry_later(node, mount, "closed the connection to %s: %s; check that MK01 is spoken there",
                    mount->endpoint, reason);
        break;
    default:
        retry_later(node, mount, "closed the connection to %s: %s", mount->endpoint, reason);
        break;
    }
    if (mount->state == MK_NODE_FREE) {
        /* The next one in this place is somebody else. */
        mount->link.peer.node_id = 0;
    }
}

void mk_node_connect_failed(mk_node_t *node, size_t link, const char *why)
{
    mk_mount_t *mount = &node->mounts[link];
    assert(mount->state == MK_NODE_CONNECTING);
    retry_later(node, mount, "cannot connect to %s: %s", mount->endpoint, why);
}

void mk_node_disconnected(mk_node_t *node, size_t link, const char *why)
{
    mk_mount_t *mount = &node->mounts[link];
    assert(mount->state == MK_NODE_LINKED);
    mk_link_ended(&mount->link);
    mk_node_on_closed(node, mount, why);
}

void mk_node_leave(mk_node_t *node)
{
    for (size_t i = 0; i < MK_LINKS_MAX; i++) {
        mk_mount_t *mount = &node->mounts[i];
        if (mount->state == MK_NODE_LINKED) {
            mk_link_leave(&mount->link, MK_GOODBYE_STOPPING, "this node is stopping");
        }
    }
}
