package dev.microkernel.spring.guide.alarm;

import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;

/** An actor that is not tested. */
@Actor
class Lamp {
    @Receive
    void light(Boolean on) {}
}
