package dev.microkernel.spring.wasm;

import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;

/**
 * A module that runs as actors of the application: as a bean, or made of {@code mk.wasm.modules.<name>.*}.
 *
 * @param name its name, and that of its actor; with several instances, what their names begin with
 * @param module what they run
 * @param options how
 * @param instances how many actors there are, 0 to 10,000: {@code name}, or {@code name-1} and so on
 * @param mailbox where their messages wait
 */
public record WasmDeployment(String name, WasmModule module, WasmOptions options, int instances, MailboxSpec mailbox) {

    /** Most instances of one deployment. */
    public static final int INSTANCES_MAX = 10_000;

    /** Refuses what cannot be, naming it. */
    public WasmDeployment {
        if (instances < 0 || instances > INSTANCES_MAX) {
            throw new IllegalArgumentException("instances must be 0.." + INSTANCES_MAX + ", instances=" + instances);
        }
    }

    /** One actor, with the default mailbox. */
    public static WasmDeployment of(String name, WasmModule module, WasmOptions options) {
        return new WasmDeployment(name, module, options, 1, MailboxSpec.DEFAULT);
    }
}
