/*
 * A command that is linked against musl dynamically, and has threads. It leaves an orphan, says when that has been reaped,
 * and ends with 7 at TERM.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *leave_orphan(void *result) {
    int ends[2];
    if (pipe(ends) != 0) {
        exit(1);
    }
    pid_t child = fork();
    if (child == 0) {
        pid_t orphan = fork();
        if (orphan > 0 && write(ends[1], &orphan, sizeof orphan) != sizeof orphan) {
            _exit(1);
        }
        _exit(0);
    }
    waitpid(child, 0, 0);
    if (read(ends[0], result, sizeof(pid_t)) != sizeof(pid_t)) {
        exit(1);
    }
    return 0;
}

static void end(int signal) {
    (void) signal;
    _exit(7);
}

int main(void) {
    pthread_t thread;
    pid_t orphan;
    signal(SIGTERM, end);
    if (pthread_create(&thread, 0, leave_orphan, &orphan) != 0 || pthread_join(thread, 0) != 0) {
        return 1;
    }
    while (kill(orphan, 0) == 0 || errno != ESRCH) {
        usleep(10000);
    }
    puts("its orphan has been reaped");
    fflush(stdout);
    while (1) {
        pause();
    }
}
