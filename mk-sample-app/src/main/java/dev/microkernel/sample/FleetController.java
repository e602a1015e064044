package dev.microkernel.sample;

import dev.microkernel.sample.wasm.WasmCommand;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the fleet controller. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FleetController {

    /**
     * With Spring Boot's arguments, for example {@code --server.port=8081 --mk.node.port=4201}; or {@code wasm run
     * FILE.wasm}, which tries a module instead.
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0 && args[0].equals("wasm")) {
            WasmCommand.logToStandardError();
            System.exit(WasmCommand.run(List.of(args).subList(1, args.length), System.out, System.err));
        }
        SpringApplication.run(FleetController.class, args);
    }
}
