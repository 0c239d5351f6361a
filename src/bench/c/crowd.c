/*
 * crowd COUNT [leave]: has so many children, which sleep and take no notice of USR1, then writes "ready", and sleeps as well
 * until its standard input tells or ends. They end with it, unless it is to leave them.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static void sleep_for_ever(int leave, pid_t parent) {
    if (!leave) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    if (!leave && getppid() != parent) {
        _exit(0);
    }
    while (1) {
        pause();
    }
}

int main(int argc, char **argv) {
    long count = argc >= 2 ? atol(argv[1]) : -1;
    if (count < 0) {
        fputs("usage: crowd COUNT [leave]\n", stderr);
        return 2;
    }
    int leave = argc > 2;
    pid_t self = getpid();
    signal(SIGUSR1, SIG_IGN);
    for (long made = 0; made < count; made++) {
        pid_t child = fork();
        if (child < 0) {
            perror("crowd: fork");
            return 1;
        }
        if (child == 0) {
            sleep_for_ever(leave, self);
        }
    }
    char any;
    if (write(1, "ready\n", 6) < 0 || read(0, &any, 1) < 0) {
        return 1;
    }
    return 0;
}
