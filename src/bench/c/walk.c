/*
 * walk PID ROUNDS: what the kernel needs for a look at all descendants of a process, as pidone looks: from the top down, by
 * the lists of children, each process held, read, and asked whether it is there; twice, since only a look that finds nobody
 * new is the last one. Writes the nanoseconds of CPU time that a round took, the median of all.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char buffer[4096];

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

/* Appends the children of a process to a list, which is made larger; returns its new length. */
static long list_children(int directory, int process, int **list, long length) {
    char path[64];
    snprintf(path, sizeof path, "task/%d/children", process);
    int file = openat(directory, path, O_RDONLY | O_CLOEXEC);
    int number = 0;
    for (long bytes = read(file, buffer, sizeof buffer); bytes > 0; bytes = read(file, buffer, sizeof buffer)) {
        for (long index = 0; index < bytes; index++) {
            if (buffer[index] != ' ') {
                number = 10 * number + buffer[index] - '0';
                continue;
            }
            if (length % 4096 == 0) {
                *list = realloc(*list, (size_t) (length + 4096) * sizeof **list);
            }
            (*list)[length++] = number;
            number = 0;
        }
    }
    close(file);
    return length;
}

static void look(int top) {
    int *list = 0;
    long length = 0;
    for (long index = -1; index < length; index++) {
        int process = index < 0 ? top : list[index];
        char path[32];
        snprintf(path, sizeof path, "/proc/%d", process);
        int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int file = openat(directory, "stat", O_RDONLY | O_CLOEXEC);
        if (read(file, buffer, sizeof buffer) > 0) {
            syscall(SYS_pidfd_send_signal, directory, 0, 0, 0);
            length = list_children(directory, process, &list, length);
        }
        close(file);
        close(directory);
    }
    free(list);
}

static int compare(const void *one, const void *other) {
    long difference = *(const long *) one - *(const long *) other;
    return difference < 0 ? -1 : difference > 0;
}

int main(int argc, char **argv) {
    int top = argc == 3 ? atoi(argv[1]) : 0;
    int rounds = argc == 3 ? atoi(argv[2]) : 0;
    if (top <= 0 || rounds <= 0 || rounds > 1000) {
        fputs("usage: walk PID ROUNDS\n", stderr);
        return 2;
    }
    long times[1000];
    for (int round = 0; round < rounds; round++) {
        long begin = now();
        look(top);
        look(top);
        times[round] = now() - begin;
    }
    qsort(times, (size_t) rounds, sizeof times[0], compare);
    printf("%ld\n", times[rounds / 2]);
    return 0;
}
