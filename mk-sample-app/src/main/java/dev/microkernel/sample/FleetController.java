package dev.microkernel.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the fleet controller. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FleetController {

    /** With Spring Boot's arguments, for example {@code --server.port=8081 --mk.node.port=4201}. */
    public static void main(String[] args) {
        SpringApplication.run(FleetController.class, args);
    }
}
