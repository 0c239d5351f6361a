/*
 * holder FOLDER WHAT NAME [COMMAND [ARG...]]: a process that has the kernel hold a lock for ever, so that whoever reads
 * certain files of it in /proc waits as long. It mounts a file system of its own in FOLDER (fuse(4)), which never answers
 * when a file is read, and has the kernel read from a mapping of such a file, while it holds
 *
 *     memory  the lock of its memory: for /proc/PID/cmdline, for instance. It waits in rt_sigtimedwait(2) for USR1
 *     epoll   that of an epoll instance: for /proc/PID/fdinfo/FD. It has USR1 blocked
 *
 * It calls itself NAME. When the lock is held, it says "held", and a process that it was started by becomes COMMAND; where
 * there is no COMMAND it is this process itself that holds the lock.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ROOT = 1, FILE_IN_IT = 2, SIZE = 4096 };

static const struct timespec BETWEEN_LOOKS = {.tv_nsec = 2000000};

/* Shared by all processes: whether the file system was asked for what it never tells. */
static volatile int *is_asked;

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* ---- the file system ---- */

static void answer(int device, uint64_t request, int error, const void *text, size_t length) {
    char message[512];
    struct fuse_out_header header = {.len = (uint32_t) (sizeof header + length), .error = error, .unique = request};
    memcpy(message, &header, sizeof header);
    if (length > 0) {
        memcpy(message + sizeof header, text, length);
    }
    if (write(device, message, header.len) < 0) {
        die("answer");
    }
}

static struct fuse_attr attributes_of(uint64_t node) {
    return node == ROOT ? (struct fuse_attr) {.ino = ROOT, .mode = S_IFDIR | 0755, .nlink = 2}
            : (struct fuse_attr) {.ino = FILE_IN_IT, .mode = S_IFREG | 0644, .nlink = 1, .size = SIZE};
}

static void handle(int device, const struct fuse_in_header *request) {
    const uint64_t for_long = 3600;
    switch (request->opcode) {
        case FUSE_INIT: {
            const struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = SIZE};
            answer(device, request->unique, 0, &out, sizeof out);
            break;
        }
        case FUSE_LOOKUP: {
            const struct fuse_entry_out out = {.nodeid = FILE_IN_IT, .entry_valid = for_long, .attr_valid = for_long,
                                               .attr = attributes_of(FILE_IN_IT)};
            answer(device, request->unique, 0, &out, sizeof out);
            break;
        }
        case FUSE_GETATTR: {
            const struct fuse_attr_out out = {.attr_valid = for_long, .attr = attributes_of(request->nodeid)};
            answer(device, request->unique, 0, &out, sizeof out);
            break;
        }
        case FUSE_OPEN: {
            const struct fuse_open_out out = {.fh = 1};
            answer(device, request->unique, 0, &out, sizeof out);
            break;
        }
        case FUSE_READ:
            *is_asked = 1;
            break;
        case FUSE_FORGET:
        case FUSE_INTERRUPT:
            break;
        default:
            answer(device, request->unique, -ENOSYS, 0, 0);
    }
}

/* It ends with the thread that waits for it: who has been killed waits on, until the file system is gone. */
static void serve(int device) {
    static char request[1 << 17];
    prctl(PR_SET_NAME, "server");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        if (read(device, request, sizeof request) > 0) {
            handle(device, (const struct fuse_in_header *) request);
        } else if (errno != EINTR && errno != ENOENT) {
            exit(0);
        }
    }
}

/* Returns memory that the kernel waits for when it reads or writes there. */
static void *map_a_file(const char *folder) {
    char text[4096];
    int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    snprintf(text, sizeof text, "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
    if (device < 0 || mount("holder", folder, "fuse", MS_NOSUID | MS_NODEV, text) < 0) {
        die("fuse");
    }
    if (fork() == 0) {
        serve(device);
    }
    close(device);
    snprintf(text, sizeof text, "%s/file", folder);
    int file = open(text, O_RDWR | O_CLOEXEC);
    void *memory = file < 0 ? MAP_FAILED : mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    if (memory == MAP_FAILED) {
        die(text);
    }
    return memory;
}

/* ---- the locks ---- */

/* Unlike a page fault of its own, this keeps the memory locked while the file is waited for. */
static void *lock_to_read(void *memory) {
    char byte;
    int file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    return pread(file, &byte, 1, (off_t) memory) < 0 ? memory : 0;
}

/* Behind who wants to change the memory all others wait. */
static void *lock_to_write(void *lock_holder) {
    (void) lock_holder;
    mmap(0, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return 0;
}

static void *wait_for_events(void *memory) {
    int ends[2];
    int instance = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    if (pipe(ends) < 0 || write(ends[1], "", 1) < 0 || epoll_ctl(instance, EPOLL_CTL_ADD, ends[0], &event) < 0) {
        die("epoll");
    }
    epoll_wait(instance, memory, 1, -1);
    return 0;
}

static char state_of(pid_t process, const char *thread) {
    char text[512] = {0};
    snprintf(text, sizeof text, "/proc/%d/task/%.16s/stat", (int) process, thread);
    int file = open(text, O_RDONLY | O_CLOEXEC);
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    const char *name_end = length < 0 ? 0 : strrchr(text, ')');
    return name_end == 0 ? 0 : name_end[2];
}

/* Whether a thread of a process waits for a lock as who wants to change its memory does. */
static int has_stuck_thread(pid_t process) {
    char name[64];
    int is_stuck = 0;
    snprintf(name, sizeof name, "/proc/%d/task", (int) process);
    DIR *folder = opendir(name);
    for (struct dirent *entry = readdir(folder); entry != 0; entry = readdir(folder)) {
        is_stuck |= state_of(process, entry->d_name) == 'D';
    }
    closedir(folder);
    return is_stuck;
}

static void await_question(void) {
    while (!*is_asked) {
        nanosleep(&BETWEEN_LOOKS, 0);
    }
}

static void start(void *(*run)(void *), void *argument) {
    pthread_t thread;
    if (pthread_create(&thread, 0, run, argument) != 0) {
        die("pthread_create");
    }
}

static void hold(int is_memory, const char *folder, const char *name) {
    static const unsigned long signals = 1UL << (SIGUSR1 - 1);
    void *memory = map_a_file(folder);
    prctl(PR_SET_NAME, name);
    if (is_memory) {
        start(lock_to_read, memory);
        await_question();
        start(lock_to_write, 0);
        for (;;) {
            syscall(SYS_rt_sigtimedwait, &signals, 0, 0, sizeof signals);
        }
    }
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &signals, 0, sizeof signals);
    start(wait_for_events, memory);
    for (;;) {
        pause();
    }
}

/* It has memory of its own, which nobody holds. */
static void tell_when_held(pid_t process, int is_memory) {
    await_question();
    while (is_memory && !has_stuck_thread(process)) {
        nanosleep(&BETWEEN_LOOKS, 0);
    }
    printf("held\n");
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        die("holder FOLDER WHAT NAME [COMMAND...]");
    }
    int is_memory = strcmp(argv[2], "memory") == 0;
    int is_command = argc == 4;
    pid_t self = getpid();
    is_asked = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t other = fork();
    if ((other == 0) != is_command) {
        hold(is_memory, argv[1], argv[3]);
    }
    tell_when_held(is_command ? self : other, is_memory);
    if (!is_command) {
        execvp(argv[4], argv + 4);
        die(argv[4]);
    }
    return 0;
}
