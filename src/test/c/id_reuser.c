/*
 * A process ID is given to a stranger the moment that a descendant of the init has lost it (/proc/sys/kernel/ns_last_pid,
 * which takes root in the PID namespace).
 *
 *   id_reuser stranger FILE COUNT      waits for IDs that become free, and has a child of its own get each of them, and the
 *                                      child a child; both count the signals that they are sent. When COUNT children have got
 *                                      the ID that they were to get: prints "COUNT strangers, HITS signals", and ends
 *   id_reuser descendant FILE          the command below the init: makes a child, and that one a child, each of which lives
 *                                      for a moment, again and again, and tells which ID has become free
 *
 * Both share FILE. Signals are USR1.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
    volatile int free_id;   /* 0: the stranger has done with it, and waits for the next */
    volatile int is_over;
    volatile long hits;
    volatile long reused;
};

static struct shared *shared;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static struct shared *share(const char *file) {
    int descriptor = open(file, O_RDWR | O_CREAT, 0600);
    if (descriptor < 0 || ftruncate(descriptor, sizeof *shared) < 0) {
        die(file);
    }
    void *memory = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) {
        die("mmap");
    }
    close(descriptor);
    return memory;
}

static void be_hit(int signal) {
    (void) signal;
    __atomic_add_fetch(&shared->hits, 1, __ATOMIC_SEQ_CST);
}

static void live_for(long nanoseconds) {
    struct timespec time = {.tv_nsec = nanoseconds};
    nanosleep(&time, 0);
}

static long any(long below) {
    static unsigned long state;
    if (state == 0) {
        state = (unsigned long) getpid() * 2654435761UL + 1;
    }
    state = state * 6364136223846793005UL + 1442695040888963407UL;
    return (long) ((state >> 33) % (unsigned long) below);
}

/* Has the next process have an ID, if it is free. */
static void ask_for(int descriptor, int id) {
    char text[16];
    int length = snprintf(text, sizeof text, "%d", id - 1);
    if (pwrite(descriptor, text, (size_t) length, 0) != length) {
        die("ns_last_pid");
    }
}

static int stranger(long count) {
    int last_id = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    if (last_id < 0) {
        die("ns_last_pid");
    }
    signal(SIGUSR1, be_hit);
    printf("ready\n");
    fflush(stdout);
    long strangers = 0;
    while (strangers < count) {
        int id = shared->free_id;
        if (id == 0) {
            sched_yield();
            continue;
        }
        ask_for(last_id, id);
        pid_t child = fork();
        if (child == 0) {
            if (fork() == 0) {
                live_for(100000);
                _exit(0);
            }
            live_for(100000);
            while (wait(0) < 0) {
            }
            _exit(0);
        }
        if (child < 0) {
            die("fork");
        }
        strangers += child == id;
        shared->reused = strangers;
        while (waitpid(child, 0, 0) < 0) {
        }
        shared->free_id = 0;
    }
    shared->is_over = 1;
    printf("%ld strangers, %ld signals\n", strangers, shared->hits);
    return 0;
}

static int descendant(void) {
    signal(SIGUSR1, SIG_IGN);
    /* Whom its children leave are reaped by the init: what becomes free here is known here. */
    while (!shared->is_over) {
        pid_t child = fork();
        if (child == 0) {
            if (any(2) == 0 && fork() == 0) {
                live_for(any(200000));
                _exit(0);
            }
            live_for(any(100000));
            _exit(0);
        }
        if (child < 0) {
            live_for(1000000);
            continue;
        }
        while (waitpid(child, 0, 0) < 0) {
        }
        shared->free_id = child;
        while (shared->free_id != 0 && !shared->is_over) {
            sched_yield();
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: id_reuser stranger FILE COUNT | descendant FILE\n");
        return 2;
    }
    /* A moment is 50 microseconds longer otherwise. */
    prctl(PR_SET_TIMERSLACK, 1UL);
    shared = share(argv[2]);
    return strcmp(argv[1], "stranger") == 0 ? stranger(argc > 3 ? atol(argv[3]) : 1) : descendant();
}
