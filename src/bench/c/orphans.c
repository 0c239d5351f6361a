/*
 * orphans COUNT: makes so many orphans that have ended already, and waits for none of them.
 *
 * Each parent has BATCH children and ends without waiting for them. vfork(2) copies nothing, so this is far faster than perl,
 * which copies itself for each.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 50 };

static const struct timespec A_MOMENT = {.tv_nsec = 1000000};

/* Where there are too many processes, the init has to reap some first. */
static void wait_for_room(void) {
    if (errno != EAGAIN) {
        perror("orphans: fork");
        _exit(1);
    }
    nanosleep(&A_MOMENT, 0);
}

/* A function of its own: a variable beside vfork could be lost (gcc: -Wclobbered). */
static pid_t start_child(void) {
    pid_t child = vfork();
    if (child == 0) {
        _exit(0);
    }
    return child;
}

static void have_children(long count) {
    while (count > 0) {
        if (start_child() > 0) {
            count--;
        } else {
            wait_for_room();
        }
    }
}

static void make_orphans(long count) {
    pid_t parent = fork();
    while (parent < 0) {
        wait_for_room();
        parent = fork();
    }
    if (parent == 0) {
        have_children(count);
        _exit(0);
    }
    int status;
    if (waitpid(parent, &status, 0) != parent || status != 0) {
        exit(1);
    }
}

int main(int argc, char **argv) {
    long left = argc == 2 ? atol(argv[1]) : 0;
    if (left <= 0) {
        fputs("usage: orphans COUNT\n", stderr);
        return 2;
    }
    for (; left > 0; left -= BATCH) {
        make_orphans(left < BATCH ? left : BATCH);
    }
    return 0;
}
