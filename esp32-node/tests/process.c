#include "process.h"

#include "check.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/** Longest wait for the process, and the time between two looks at it, in milliseconds. */
#define PATIENCE_MS 10000
#define LOOK_MS     5

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** Processor time of all children that have ended. */
static int64_t children_worked_ms(void)
{
    struct rusage usage;
    REQUIRE(getrusage(RUSAGE_CHILDREN, &usage) == 0);
    return (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
           + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/** Becomes the program, or the emulator that it needs here. */
static void run_node(const char *const argv[])
{
#ifdef MK_NODE_LAUNCHER
    const char *launched[PROCESS_ARGS_MAX + 8] = { MK_NODE_LAUNCHER, MK_NODE_BIN };
    size_t count = 0;
    while (launched[count] != NULL) {
        count++;
    }
    for (size_t i = 1; i < PROCESS_ARGS_MAX && argv[i] != NULL; i++) {
        launched[count++] = argv[i];
    }
    execvp(launched[0], (char *const *)launched);
#else
    execv(MK_NODE_BIN, (char *const *)argv);
#endif
}

void process_start(process_t *process, const char *const argv[])
{
    process->log = tmpfile();
    REQUIRE(process->log != NULL);
    process->started_ms = now_ms();
    fflush(NULL);
    process->pid = fork();
    REQUIRE(process->pid >= 0);
    if (process->pid == 0) {
        dup2(fileno(process->log), STDOUT_FILENO);
        dup2(fileno(process->log), STDERR_FILENO);
        run_node(argv);
        _exit(127);
    }
}

const char *process_log(process_t *process)
{
    const ssize_t size = pread(fileno(process->log), process->text, sizeof process->text - 1, 0);
    process->text[size > 0 ? size : 0] = '\0';
    return process->text;
}

void process_await_log(process_t *process, const char *text)
{
    const int64_t deadline_ms = now_ms() + PATIENCE_MS;
    while (strstr(process_log(process), text) == NULL && now_ms() < deadline_ms) {
        poll(NULL, 0, LOOK_MS);
    }
    CHECK_CONTAINS(text, process->text);
}

int process_await_end(process_t *process)
{
    const int64_t deadline_ms = now_ms() + PATIENCE_MS;
    const int64_t others_worked_ms = children_worked_ms();
    int status = 0;
    pid_t ended;
    while ((ended = waitpid(process->pid, &status, WNOHANG)) == 0 && now_ms() < deadline_ms) {
        poll(NULL, 0, LOOK_MS);
    }
    if (ended != process->pid) {
        process_discard(process);
        REQUIRE(!"the process ends in time");
    }
    process->pid = 0;
    process->lived_ms = now_ms() - process->started_ms;
    process->worked_ms = children_worked_ms() - others_worked_ms;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

void process_discard(process_t *process)
{
    if (process->pid > 0) {
        kill(process->pid, SIGKILL);
        waitpid(process->pid, NULL, 0);
        process->pid = 0;
    }
    if (process->log != NULL) {
        fclose(process->log);
        process->log = NULL;
    }
}
