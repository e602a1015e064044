package dev.microkernel.spring.benchmarks;

/** What a GET is answered with, as JSON. */
record Answer(long number, String text) {

    static final String TEXT = "21 degrees in the kitchen";
}
