/*
 * orphan_maker ROUNDS PARENTS ORPHANS [COMMAND [ARG...]]: in each round so many parents, each of which leaves so many
 * children to whoever adopts them; that must be its own parent. The orphans of a round are alive at the same time, and
 * end together. When all of them have been adopted, have ended, and have been reaped, it becomes COMMAND, if there is
 * one.
 *
 * The orphans share their parent's memory: to copy it for each takes most of the time of such a test.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Linking a function at its first call takes 3 KiB of stack. */
enum { STACK_SIZE = 16384, STACK_ALIGNMENT = 16 };

static const struct timespec BETWEEN_LOOKS = {.tv_nsec = 2000000};

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* The children that a thread of the adopter has, zombies included; this process is one of them. */
static long children_of_thread(pid_t adopter, const char *thread) {
    char name[80];
    snprintf(name, sizeof name, "/proc/%d/task/%.16s/children", (int) adopter, thread);
    FILE *file = fopen(name, "r");
    if (file == 0) {
        return 0;
    }
    long count = 0;
    int child;
    while (fscanf(file, "%d", &child) == 1) {
        count++;
    }
    fclose(file);
    return count;
}

static long children_of(pid_t adopter) {
    char name[40];
    snprintf(name, sizeof name, "/proc/%d/task", (int) adopter);
    DIR *threads = opendir(name);
    if (threads == 0) {
        die(name);
    }
    long count = 0;
    for (struct dirent *thread = readdir(threads); thread != 0; thread = readdir(threads)) {
        count += thread->d_name[0] == '.' ? 0 : children_of_thread(adopter, thread->d_name);
    }
    closedir(threads);
    return count;
}

static void await_orphans(pid_t adopter, long count) {
    while (children_of(adopter) != count + 1) {
        nanosleep(&BETWEEN_LOOKS, 0);
    }
}

/* An orphan ends when nobody has the other end of the pipe any more. */
static int be_orphan(void *ends) {
    char nothing;
    close(((int *) ends)[1]);
    return read(((int *) ends)[0], &nothing, 1) == 0 ? 0 : 1;
}

static void be_parent(long orphans, int *ends) {
    char *stacks = aligned_alloc(STACK_ALIGNMENT, (size_t) orphans * STACK_SIZE);
    if (stacks == 0) {
        die("orphan_maker: memory");
    }
    for (long i = 1; i <= orphans; i++) {
        if (clone(be_orphan, stacks + i * STACK_SIZE, CLONE_VM | SIGCHLD, ends) < 0) {
            die("orphan_maker: clone");
        }
    }
    _exit(0);
}

static void make_round(pid_t adopter, long parents, long orphans) {
    int ends[2];
    if (pipe(ends) != 0) {
        die("orphan_maker: pipe");
    }
    for (long i = 0; i < parents; i++) {
        pid_t parent = fork();
        if (parent < 0) {
            die("orphan_maker: fork");
        }
        if (parent == 0) {
            be_parent(orphans, ends);
        }
    }
    close(ends[0]);
    for (long i = 0; i < parents; i++) {
        int status;
        if (wait(&status) < 0 || status != 0) {
            exit(1);
        }
    }
    await_orphans(adopter, parents * orphans);
    close(ends[1]);
    await_orphans(adopter, 0);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fputs("usage: orphan_maker ROUNDS PARENTS ORPHANS [COMMAND [ARG...]]\n", stderr);
        return 2;
    }
    pid_t adopter = getppid();
    for (long rounds = atol(argv[1]); rounds > 0; rounds--) {
        make_round(adopter, atol(argv[2]), atol(argv[3]));
    }
    if (argc > 4) {
        execvp(argv[4], argv + 4);
        die(argv[4]);
    }
    return 0;
}
