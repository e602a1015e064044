package com.example.thermostat;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class ThermostatApplication {

    static void main(String[] args) {
        SpringApplication.run(ThermostatApplication.class, args);
    }
}
