package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.wasm.engine.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other actors, and names. */
final class ActorFunctions {

    private static final int FAILED = -1;

    /** What a guest may spawn: compiling takes the node's time. */
    private static final int SPAWNED_BYTES_MAX = 1 << 20;

    private static final int MAILBOX_MAX = 65_536;
    private static final int NAME_BYTES_MAX = 127;

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("mk_spawn_wasm", "i32 i32 i32 -> i64", ActorFunctions::spawn),
            HostFunction.of("mk_stop", "i64 -> i32", (guest, a) -> stop(guest.host(), a[0])),
            HostFunction.of("mk_list_actors", "i32 i32 i32 -> i32", ActorFunctions::list),
            HostFunction.of("mk_register", "i32 i32 -> i32", ActorFunctions::register),
            HostFunction.of("mk_lookup", "i32 i32 -> i64", ActorFunctions::lookup),
            HostFunction.of("mk_reverse_lookup", "i64 i32 i32 -> i32", ActorFunctions::reverseLookup),
            HostFunction.of("mk_ns_list", "i32 i32 i32 i32 i32 -> i32", ActorFunctions::listNames));

    private ActorFunctions() {}

    private static long spawn(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        var host = guest.host();
        if (!host.may(Grants.Permission.SPAWN)) {
            return 0;
        }
        host.requireRoomForChild();
        if (i32(a, 1) > SPAWNED_BYTES_MAX) {
            host.refused("modules of that size");
            return 0;
        }
        var wasm = memory.read(i32(a, 0), i32(a, 1));
        int capacity = Math.clamp(i32(a, 2), 1, MAILBOX_MAX);
        var mailbox = i32(a, 2) <= 0 ? MailboxSpec.DEFAULT : MailboxSpec.bounded(capacity);
        try {
            var module =
                    Aside.call(host, () -> WasmModule.of(wasm, guest.module().mode()));
            var grants = host.options().grants().without(Grants.Permission.SPAWN);
            var spec =
                    WasmActors.spec(module, host.options().withGrants(grants)).withMailbox(mailbox);
            return host.context().spawn(spec).id().value();
        } catch (Aside.FailedException | IllegalArgumentException | IllegalStateException refused) {
            host.context().log().warn("A module could not be spawned: {}", refused.getMessage());
            return 0;
        }
    }

    private static long stop(Host host, long id) {
        if (!host.isOwn(id) && !host.may(Grants.Permission.STOP)) {
            return FAILED;
        }
        if (host.kernel().find(new ActorId(id)) instanceof ActorCell<?> cell && cell.node() == host.kernel()) {
            cell.stop(new ExitReason.Stopped());
        }
        return 0;
    }

    private static long list(Guest guest, long[] a) {
        int max = i32(a, 1);
        var memory = guest.memory();
        memory.require(i32(a, 2), Integer.BYTES);
        if (max > 0) {
            requireIds(memory, i32(a, 0), max);
        }
        if (!guest.host().may(Grants.Permission.LIST) || max <= 0) {
            return FAILED;
        }
        int count = 0;
        for (var actor : guest.host().kernel().root().descendants(max)) {
            memory.writeLong(i32(a, 0) + count * Long.BYTES, actor.id().value());
            count++;
        }
        memory.writeInt(i32(a, 2), count);
        return 0;
    }

    private static void requireIds(GuestMemory memory, int address, int max) {
        memory.require(address, (int) Math.min((long) max * Long.BYTES, Integer.MAX_VALUE));
    }

    private static long register(Guest guest, long[] a) {
        var name = guest.memory().text(i32(a, 0), i32(a, 1));
        var host = guest.host();
        if (!host.may(Grants.Permission.REGISTER)) {
            return FAILED;
        }
        try {
            return host.kernel().registry().register(name, host.cell()) ? 0 : FAILED;
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return FAILED;
        }
    }

    private static long lookup(Guest guest, long[] a) {
        guest.memory().require(i32(a, 0), i32(a, 1));
        if (Integer.compareUnsigned(i32(a, 1), NAME_BYTES_MAX) > 0) {
            return 0;
        }
        var name = guest.memory().text(i32(a, 0), i32(a, 1));
        return guest.host()
                .kernel()
                .registry()
                .lookup(name)
                .map(actor -> actor.id().value())
                .orElse(0L);
    }

    private static long reverseLookup(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 1), Math.max(i32(a, 2), 0));
        ActorRef<?> actor = guest.host().kernel().find(new ActorId(a[0]));
        var names = actor == null
                ? List.<String>of()
                : guest.host().kernel().registry().namesOf(actor).stream().toList();
        if (names.isEmpty()) {
            return 0;
        }
        return NodeFunctions.give(memory, i32(a, 1), i32(a, 2), names.getFirst().getBytes(StandardCharsets.UTF_8));
    }

    private static long listNames(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        memory.require(i32(a, 2), Math.max(i32(a, 3), 0));
        memory.require(i32(a, 4), Integer.BYTES);
        if (!guest.host().may(Grants.Permission.LIST)) {
            return FAILED;
        }
        var prefix = memory.text(i32(a, 0), i32(a, 1));
        var lines = new StringBuilder();
        guest.host()
                .kernel()
                .registry()
                .list(prefix)
                .forEach((name, actor) -> lines.append(name)
                        .append('=')
                        .append(Long.toUnsignedString(actor.id().value()))
                        .append('\n'));
        var bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        memory.writeInt(i32(a, 4), NodeFunctions.give(memory, i32(a, 2), i32(a, 3), bytes));
        return 0;
    }
}
