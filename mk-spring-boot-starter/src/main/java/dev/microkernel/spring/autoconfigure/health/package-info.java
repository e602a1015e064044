/** The actors' health, where Spring Boot's health is present. */
@NullMarked
package dev.microkernel.spring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
