package dev.microkernel.spring.guide.alarm;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with more than the alarm. */
@SpringBootApplication
class House {}
