package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/** A message and whom a reply to it goes to. */
record Letter<M>(M message, @Nullable ActorRef<?> sender) {}
