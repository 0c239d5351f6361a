/*
 * What the checks of the machine code have in common. A program of checks prints "all right"; a check that fails is told
 * on standard error. Each runs in a process of its own, so that none finds what another has left.
 *
 * They are static programs, so that they also run under an emulator that has no libraries of the architecture.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the build makes for --help and --version. */
const char pidone_help[] = "help";
const char pidone_style[] = "style";
const char pidone_version[] = "version";

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define HELPER __attribute__((unused)) static

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fail(__FILE__, __LINE__, __func__, #condition); \
        } \
    } while (0)

/* Whoever runs this program waits 30 s for a sign of life; a check that hangs is to be told by its name before that. */
enum { LIMIT_SECONDS = 20 };

/* Whether an emulator runs this program: what it does not do is not checked there. */
static int is_emulated;

/* errno is that of the last call of libc that failed: it says more only where the condition is about one. */
HELPER void fail(const char *file, int line, const char *function, const char *condition) {
    fprintf(stderr, "%s:%d: %s: not so: %s (errno %d)\n", file, line, function, condition, errno);
    _exit(1);
}

/* ---- signals ---- */

HELPER uint64_t bit_of(int signal) {
    return 1UL << (signal - 1);
}

/* No process can block or ignore these. */
HELPER uint64_t unblockable(void) {
    return bit_of(SIGKILL) | bit_of(SIGSTOP);
}

/* Beyond 31 an emulator does not know all signals, and keeps SEGV and BUS to itself; 32 to 34 may be libc's. */
HELPER uint64_t ordinary_signals(void) {
    return 0x7fffffff & ~unblockable() & ~bit_of(SIGSEGV) & ~bit_of(SIGBUS);
}

/* Not libc's functions: they leave out the signals that libc keeps to itself. */
HELPER void change_mask(int how, uint64_t mask) {
    CHECK(syscall(SYS_rt_sigprocmask, how, &mask, NULL, sizeof(mask)) == 0);
}

HELPER uint64_t blocked_signals(void) {
    uint64_t mask;
    CHECK(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, sizeof(mask)) == 0);
    return mask;
}

/* All but ALRM, by which shows that a check hangs, and those of faults. */
HELPER void block_signals(void) {
    change_mask(SIG_SETMASK, ~(bit_of(SIGALRM) | bit_of(SIGSEGV) | bit_of(SIGBUS) | bit_of(SIGILL) | bit_of(SIGFPE)));
}

HELPER void unblock_signals(void) {
    change_mask(SIG_SETMASK, 0);
}

/*
 * To a process, which has one thread. An emulator has another one, which has the signals of faults unblocked, and which
 * they kill; so there they go to the thread.
 */
HELPER int send(pid_t process, int signal) {
    return is_emulated ? (int) syscall(SYS_tgkill, process, process, signal) : kill(process, signal);
}

HELPER void send_to_self(int signal) {
    CHECK(send(getpid(), signal) == 0);
}

/* Not raise(3): glibc keeps 32 and 33 to itself. */
HELPER void send_to_this_thread(int signal) {
    CHECK(syscall(SYS_tgkill, getpid(), gettid(), signal) == 0);
}

/* ---- children ---- */

/* fork(2): nothing that a failed check leaves behind outlives this program. */
HELPER pid_t start_child(void) {
    pid_t parent = getpid();
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
        if (getppid() != parent) {
            _exit(1);
        }
    }
    return child;
}

/* A child that every signal ends, in a process group of its own. */
HELPER pid_t start_waiting_child(void) {
    pid_t child = start_child();
    if (child == 0) {
        for (int signal = 1; signal < 32; signal++) {
            (void) sigaction(signal, &(struct sigaction) {.sa_handler = SIG_DFL}, NULL);
        }
        unblock_signals();
        for (;;) {
            pause();
        }
    }
    CHECK(setpgid(child, child) == 0);
    return child;
}

HELPER pid_t start_ending_child(int exit_status) {
    pid_t child = start_child();
    if (child == 0) {
        _exit(exit_status);
    }
    return child;
}

/* Waits until a child has ended or stopped, and leaves it to be waited for. */
HELPER void await_change(pid_t child) {
    siginfo_t info;
    CHECK(waitid(P_PID, (id_t) child, &info, WEXITED | WSTOPPED | WNOWAIT) == 0);
}

/* Waits for the end of a child; returns its status (wait(2)). */
HELPER int status_of(pid_t child) {
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

HELPER int is_ended_by(int status, int signal) {
    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

HELPER int has_exited_with(int status, int exit_status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == exit_status;
}

HELPER int has_no_children(void) {
    return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
}

/* For a condition that nothing tells of. The limit is that of the check. */
HELPER void nap(void) {
    usleep(1000);
}

/* ---- files ---- */

/* Memory that a child shares, also where an emulator makes a copy of all other memory for the child of vfork(2). */
HELPER void *share(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    return memory;
}

/* Sends what is written to a descriptor to an empty file; returns the file. */
HELPER int redirect(int descriptor) {
    int file = memfd_create("output", MFD_CLOEXEC);
    CHECK(file >= 0 && dup2(file, descriptor) == descriptor);
    return file;
}

HELPER const char *content(int file) {
    static char text[65536];
    ssize_t length = pread(file, text, sizeof(text) - 1, 0);
    CHECK(length >= 0);
    text[length] = 0;
    return text;
}

HELPER int is_content(int file, const char *expected) {
    int is = strcmp(content(file), expected) == 0;
    if (!is) {
        fprintf(stderr, "expected: %s\nbut was: %s\n", expected, content(file));
    }
    return is;
}

HELPER void make_file(const char *name, mode_t mode, const char *text) {
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    CHECK(write(file, text, strlen(text)) == (ssize_t) strlen(text));
    CHECK(fchmod(file, mode) == 0);
    CHECK(close(file) == 0);
}

/* ---- running the checks ---- */

struct check {
    const char *name;
    void (*run)(void);
};

#define CHECK_OF(name) {#name, name}

static const char *current_check;

HELPER void tell_what_hangs(int signal) {
    (void) signal;
    const char *texts[] = {"this hangs: ", current_check, "\n"};
    for (size_t index = 0; index < LENGTH(texts); index++) {
        if (write(STDERR_FILENO, texts[index], strlen(texts[index])) < 0) {
            break;
        }
    }
    _exit(1);
}

HELPER int run_checks(const struct check *checks, size_t count, const char *only) {
    CHECK(signal(SIGALRM, tell_what_hangs) != SIG_ERR);
    for (size_t index = 0; index < count; index++) {
        current_check = checks[index].name;
        if (only != NULL && strcmp(only, current_check) != 0) {
            continue;
        }
        alarm(LIMIT_SECONDS);
        pid_t child = start_child();
        if (child == 0) {
            block_signals();
            checks[index].run();
            _exit(0);
        }
        int status = status_of(child);
        if (!has_exited_with(status, 0)) {
            fprintf(stderr, "%s has failed (status %#x)\n", current_check, status);
            return 1;
        }
    }
    puts("all right");
    return 0;
}
