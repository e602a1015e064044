/** The program mk-node as a child process, its log in a file. */
#ifndef MK_TEST_PROCESS_H
#define MK_TEST_PROCESS_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/** Most arguments of the program, with its name. */
#define PROCESS_ARGS_MAX 16u

typedef struct process {
    pid_t pid;          /**< 0 once it has ended */
    FILE *log;          /**< its stdout and stderr */
    int64_t started_ms;
    int64_t lived_ms;   /**< from start to end */
    int64_t worked_ms;  /**< processor time it used meanwhile */
    char text[1u << 16];
} process_t;

/** Starts the program with these arguments, of which the last is NULL and the first its name. */
void process_start(process_t *process, const char *const argv[]);

/** Waits until the log contains `text`; an overdue one fails the test. */
void process_await_log(process_t *process, const char *text);

/** The log so far. */
const char *process_log(process_t *process);

/** Waits for the end and sets the times. @return the exit code, or 1000 + the signal it died of */
int process_await_end(process_t *process);

/** Kills the process if it is still there, and closes its log. */
void process_discard(process_t *process);

#endif
