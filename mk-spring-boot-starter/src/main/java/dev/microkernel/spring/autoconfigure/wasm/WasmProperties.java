package dev.microkernel.spring.autoconfigure.wasm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * WebAssembly modules that run as actors.
 *
 * @param modules the modules, by the name of their actor
 */
@ConfigurationProperties("mk.wasm")
public record WasmProperties(@DefaultValue Map<String, Module> modules) {

    /**
     * One module.
     *
     * @param location where the file is: classpath:plugins/echo.wasm or file:/srv/plugins/echo.wasm
     * @param mode compiled to byte code when it is loaded, or interpreted
     * @param instances how many actors run it, 0 to 10000: with one, it has the module's name; with several, name-1 and so on
     * @param fiber whether it may wait in the middle of a message
     * @param mailboxCapacity how many messages may wait for an actor of it; 0 for the default
     * @param grants what it may do besides answering: send, spawn, stop, register, list, state, files=FOLDER, http=HOST
     * @param limits what it may take
     */
    public record Module(
            String location,
            @DefaultValue("compiled") Mode mode,
            @DefaultValue("1") int instances,
            @DefaultValue("false") boolean fiber,
            @DefaultValue("0") int mailboxCapacity,
            @DefaultValue List<String> grants,
            @DefaultValue Limits limits) {}

    /** How a module is run. */
    public enum Mode {
        /** As byte code, after a moment of compiling. */
        COMPILED,
        /** One instruction at a time, some 15 times slower. */
        INTERPRETED
    }

    /**
     * What one actor may take.
     *
     * @param memory linear memory, 64 KB to 2 GB
     * @param runTime how long its code may run over one message, waits not counted
     * @param messageTime how long one message may take by the clock; 0 for no limit
     * @param messagesPerSecond how many messages it may send
     * @param bytesPerSecond how much it may send in messages
     * @param children how many actors it may have spawned that have not stopped
     * @param logLinesPerSecond how many lines it may log or print
     */
    public record Limits(
            @DefaultValue("16MB") DataSize memory,
            @DefaultValue("1s") Duration runTime,
            @DefaultValue("0") Duration messageTime,
            @DefaultValue("100000") int messagesPerSecond,
            @DefaultValue("64MB") DataSize bytesPerSecond,
            @DefaultValue("16") int children,
            @DefaultValue("1000") int logLinesPerSecond) {}
}
