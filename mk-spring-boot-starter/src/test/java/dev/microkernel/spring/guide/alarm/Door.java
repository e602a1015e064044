package dev.microkernel.spring.guide.alarm;

import org.springframework.stereotype.Service;

/** A component that is no actor. */
@Service
class Door {}
