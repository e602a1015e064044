#include "stop_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/** A signal handler can be told nothing, so this is the one global of the program. */
static int pipe_in = -1;

static void on_signal(int signal_number)
{
    (void)signal_number;
    const int error = errno;
    (void)!write(pipe_in, "", 1); /* a full pipe says it already */
    errno = error;
}

static bool make_nonblocking(int fd)
{
    const int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) >= 0
           && fcntl(fd, F_SETFD, FD_CLOEXEC) >= 0;
}

bool stop_signal_catch(int *fd)
{
    int ends[2];
    if (pipe(ends) < 0 || !make_nonblocking(ends[0]) || !make_nonblocking(ends[1])) {
        return false;
    }
    *fd = ends[0];
    pipe_in = ends[1];
    struct sigaction stop = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    return sigaction(SIGINT, &stop, NULL) == 0 && sigaction(SIGTERM, &stop, NULL) == 0
           && sigaction(SIGPIPE, &ignore, NULL) == 0;
}
