/*
 * Runs the machine code of libpidone.so (src/main/asm/ARCH/library.s) outside a JVM:
 *
 *     library_check FILE
 *
 * A static program, so that it also runs under an emulator that has no libraries of the architecture. Therefore it maps
 * the file and looks its functions up itself, as ld.so would do.
 *
 * Prints "all right". A check that fails is told on standard error, and ends the program.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fail(__LINE__, __func__, #condition); \
        } \
    } while (0)

/*
 * For one call of the library, which takes microseconds. Whoever runs this program waits longer while it does nothing: a
 * check that hangs is to be told by its name before.
 */
enum { LIMIT_SECONDS = 40 };

/* errno is that of the last call of libc that failed: it says more only where the condition is about one. */
static void fail(int line, const char *function, const char *condition) {
    fprintf(stderr, "library_check.c:%d: %s: not so: %s (errno %d)\n", line, function, condition, errno);
    _exit(1);
}

static const char *current_check;

static void tell_what_hangs(int signal) {
    (void) signal;
    const char *texts[] = {"library_check.c: this hangs: ", current_check, "\n"};
    for (size_t index = 0; index < LENGTH(texts); index++) {
        if (write(STDERR_FILENO, texts[index], strlen(texts[index])) < 0) {
            break;
        }
    }
    _exit(1);
}

/* ---- the library ---- */

static char *image;

static uintptr_t round_down(uintptr_t address, uintptr_t alignment) {
    return address & ~(alignment - 1);
}

/* At an address of that alignment. */
static char *reserve(size_t size, size_t alignment) {
    char *memory = mmap(NULL, size + alignment, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    return (char *) round_down((uintptr_t) memory + alignment - 1, alignment);
}

static const Elf64_Phdr *program_headers(const Elf64_Ehdr *file) {
    return (const Elf64_Phdr *) ((const char *) file + file->e_phoff);
}

static void map_segment(int file, const Elf64_Phdr *segment) {
    uintptr_t offset = round_down(segment->p_offset, segment->p_align);
    int protection = (segment->p_flags & PF_R ? PROT_READ : 0) | (segment->p_flags & PF_W ? PROT_WRITE : 0)
            | (segment->p_flags & PF_X ? PROT_EXEC : 0);
    CHECK(mmap(image + round_down(segment->p_vaddr, segment->p_align), segment->p_offset - offset + segment->p_memsz,
               protection, MAP_PRIVATE | MAP_FIXED, file, (off_t) offset) != MAP_FAILED);
}

static void map_library(const char *name) {
    int file = open(name, O_RDONLY | O_CLOEXEC);
    CHECK(file >= 0);
    const Elf64_Ehdr *header = mmap(NULL, 0x1000, PROT_READ, MAP_PRIVATE, file, 0);
    CHECK(header != MAP_FAILED);
    CHECK(memcmp(header->e_ident, ELFMAG, SELFMAG) == 0);
    image = reserve(0x20000, 0x10000);
    for (int index = 0; index < header->e_phnum; index++) {
        const Elf64_Phdr *segment = &program_headers(header)[index];
        if (segment->p_type == PT_LOAD) {
            map_segment(file, segment);
        }
    }
    CHECK(close(file) == 0);
}

static const Elf64_Dyn *dynamic_section(void) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *) image;
    for (int index = 0; index < header->e_phnum; index++) {
        const Elf64_Phdr *segment = &program_headers(header)[index];
        if (segment->p_type == PT_DYNAMIC) {
            return (const Elf64_Dyn *) (image + segment->p_vaddr);
        }
    }
    CHECK(!"there is a dynamic section");
    return NULL;
}

static void *dynamic_entry(Elf64_Sxword tag) {
    for (const Elf64_Dyn *entry = dynamic_section(); entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == tag) {
            return image + entry->d_un.d_val;
        }
    }
    CHECK(!"the dynamic section has this entry");
    return NULL;
}

static void *look_up(const char *name) {
    const char *names = dynamic_entry(DT_STRTAB);
    const Elf64_Sym *symbols = dynamic_entry(DT_SYMTAB);
    const uint32_t *hash = dynamic_entry(DT_HASH);
    uint32_t buckets = hash[0];
    CHECK(buckets == 1);
    const uint32_t *bucket = hash + 2;
    const uint32_t *chain = bucket + buckets;
    for (uint32_t index = bucket[0]; index != STN_UNDEF; index = chain[index]) {
        if (strcmp(names + symbols[index].st_name, name) == 0) {
            return image + symbols[index].st_value;
        }
    }
    fprintf(stderr, "library_check.c: there is no %s\n", name);
    _exit(1);
}

/* As Java calls them, all in one shape. */
typedef long function(long a1, long a2, long a3, long a4, long a5, long a6, long a7);

static volatile long marks[] = {101, 102, 103, 104, 105, 106, 107, 108, 109, 110};

/*
 * Calls a function of the library. The compiler keeps the marks where it keeps what is to outlast a call: in the registers
 * that a function must leave as they were, as many as there are.
 */
static long call(const char *name, long a1, long a2, long a3, long a4, long a5, long a6, long a7) {
    function *called = (function *) look_up(name);
    alarm(LIMIT_SECONDS);
    long m0 = marks[0], m1 = marks[1], m2 = marks[2], m3 = marks[3], m4 = marks[4];
    long m5 = marks[5], m6 = marks[6], m7 = marks[7], m8 = marks[8], m9 = marks[9];
    long result = called(a1, a2, a3, a4, a5, a6, a7);
    CHECK(m0 == marks[0] && m1 == marks[1] && m2 == marks[2] && m3 == marks[3] && m4 == marks[4]);
    CHECK(m5 == marks[5] && m6 == marks[6] && m7 == marks[7] && m8 == marks[8] && m9 == marks[9]);
    return result;
}

/* ---- signals and children ---- */

/* All but those by which a fault of this program, or that it hangs, shows. */
static void block_signals(void) {
    sigset_t set;
    sigfillset(&set);
    sigdelset(&set, SIGSEGV);
    sigdelset(&set, SIGALRM);
    CHECK(sigprocmask(SIG_SETMASK, &set, NULL) == 0);
}

static void unblock_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    CHECK(sigprocmask(SIG_SETMASK, &set, NULL) == 0);
}

/* fork(2): nothing that a failed check leaves behind outlives this program. */
static pid_t start_child(void) {
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
static pid_t start_waiting_child(void) {
    pid_t child = start_child();
    if (child == 0) {
        unblock_signals();
        for (;;) {
            pause();
        }
    }
    CHECK(setpgid(child, child) == 0);
    return child;
}

static pid_t start_ending_child(int exit_status) {
    pid_t child = start_child();
    if (child == 0) {
        _exit(exit_status);
    }
    return child;
}

/* Waits until a child has ended or stopped, and leaves it to be waited for. */
static void await_change(pid_t child) {
    siginfo_t info;
    CHECK(waitid(P_PID, (id_t) child, &info, WEXITED | WSTOPPED | WNOWAIT) == 0);
}

/* Waits for the end of a child; returns its status (wait(2)). */
static int status_of(pid_t child) {
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

static int is_ended_by(int status, int signal) {
    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

static int has_exited_with(int status, int exit_status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == exit_status;
}

/* ---- system_call ---- */

static long system_call(long number, long a1, long a2, long a3, long a4, long a5, long a6) {
    return call("system_call", number, a1, a2, a3, a4, a5, a6);
}

/* A file of two pages, the second of which begins with a text. */
static int make_two_pages(long page, const char *text) {
    int file = memfd_create("two pages", MFD_CLOEXEC);
    CHECK(file >= 0);
    CHECK(ftruncate(file, 2 * page) == 0);
    CHECK(pwrite(file, text, strlen(text), page) == (ssize_t) strlen(text));
    return file;
}

static void check_system_call(void) {
    CHECK(system_call(SYS_getpid, 0, 0, 0, 0, 0, 0) == getpid());

    /* mmap(2) takes six arguments. */
    long page = sysconf(_SC_PAGESIZE);
    int file = make_two_pages(page, "second");
    char *place = reserve((size_t) page, (size_t) page);
    long mapped = system_call(SYS_mmap, (long) place, page, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, page);
    CHECK(mapped == (long) place);
    CHECK(strcmp(place, "second") == 0);

    CHECK(system_call(SYS_close, file, 0, 0, 0, 0, 0) == 0);
    CHECK(system_call(SYS_close, file, 0, 0, 0, 0, 0) == -EBADF);
}

/* ---- run_script ---- */

/* As dev.pidone.linux.Script lays it out. */
struct row {
    long number;
    long arguments[6];
    long result;
    uint64_t tolerated[2];
    long condition;
    long padding;
};

_Static_assert(sizeof(struct row) == 96, "a row has 96 bytes");

/* The result of a row that has not run. */
enum { NOT_RUN = 1000000000 };

#define FAILS_WITH_EBADF .number = SYS_close, .arguments = {-1}
/* Standard input is no socket. */
#define FAILS_WITH_ENOTSOCK .number = SYS_shutdown, .arguments = {STDIN_FILENO}
#define TOLERATES(error) .tolerated = {[(error) / 64] = 1UL << (error) % 64}

_Static_assert(EBADF < 64 && ENOTSOCK > 64, "one error of each word of a row's tolerated errors");

static void run_script(struct row *rows, size_t count) {
    for (size_t index = 0; index < count; index++) {
        rows[index].result = NOT_RUN;
    }
    call("run_script", (long) rows, (long) (rows + count), 0, 0, 0, 0, 0);
}

static void check_that_all_rows_of_a_script_run(void) {
    long page = sysconf(_SC_PAGESIZE);
    int file = make_two_pages(page, "second");
    char *place = reserve((size_t) page, (size_t) page);
    struct row rows[] = {
        {.number = SYS_getpid},
        {.number = SYS_mmap, .arguments = {(long) place, page, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, page}},
        {.number = SYS_close, .arguments = {file}},
        {.number = SYS_getppid}, /* behind the end */
    };
    run_script(rows, 3);
    CHECK(rows[0].result == getpid());
    CHECK(rows[1].result == (long) place);
    CHECK(strcmp(place, "second") == 0);
    CHECK(rows[2].result == 0);
    CHECK(rows[3].result == 0);
}

static void check_that_an_error_ends_a_script(void) {
    struct row low[] = {{.number = SYS_getpid}, {FAILS_WITH_EBADF, TOLERATES(EBADF + 64)}, {.number = SYS_getpid}};
    run_script(low, LENGTH(low));
    CHECK(low[0].result == getpid());
    CHECK(low[1].result == -EBADF);
    CHECK(low[2].result == NOT_RUN);

    struct row high[] = {{FAILS_WITH_ENOTSOCK, TOLERATES(ENOTSOCK - 64)}, {.number = SYS_getpid}};
    run_script(high, LENGTH(high));
    CHECK(high[0].result == -ENOTSOCK);
    CHECK(high[1].result == NOT_RUN);
}

static void check_that_a_tolerated_error_ends_no_script(void) {
    struct row rows[] = {
        {FAILS_WITH_EBADF, TOLERATES(EBADF)},
        {FAILS_WITH_ENOTSOCK, TOLERATES(ENOTSOCK)},
        {.number = SYS_getpid},
    };
    run_script(rows, LENGTH(rows));
    CHECK(rows[0].result == -EBADF);
    CHECK(rows[1].result == -ENOTSOCK);
    CHECK(rows[2].result == getpid());
}

/* Below -4095 a result is no error (syscall(2)): the memory of a process has offsets like that. */
static void check_that_a_negative_value_ends_no_script(void) {
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    CHECK(memory >= 0);
    const long lowest_error = -4095;
    struct row rows[] = {
        {.number = SYS_lseek, .arguments = {memory, lowest_error - 1, SEEK_SET}},
        {.number = SYS_getpid},
    };
    run_script(rows, LENGTH(rows));
    CHECK(rows[0].result == lowest_error - 1);
    CHECK(rows[1].result == getpid());
    CHECK(close(memory) == 0);
}

static void check_that_a_condition_is_for_the_row_that_ran_last(void) {
    struct row rows[] = {
        {FAILS_WITH_EBADF, TOLERATES(EBADF)},
        {.number = SYS_getpid, .condition = -ENOENT},
        {.number = SYS_getppid, .condition = -EBADF},
        {.number = SYS_getpid, .condition = -EBADF},
    };
    run_script(rows, LENGTH(rows));
    CHECK(rows[0].result == -EBADF);
    CHECK(rows[1].result == NOT_RUN);
    CHECK(rows[2].result == getppid());
    CHECK(rows[3].result == NOT_RUN);
}

static void check_run_script(void) {
    check_that_all_rows_of_a_script_run();
    check_that_an_error_ends_a_script();
    check_that_a_tolerated_error_ends_no_script();
    check_that_a_negative_value_ends_no_script();
    check_that_a_condition_is_for_the_row_that_ran_last();
}

/* ---- spawn ---- */

/* What a script writes reaches its parent through a pipe: qemu gives the child of vfork(2) a copy of the memory. */
static long spawn(long flags, struct row *rows, size_t count) {
    static char stack[0x10000] __attribute__((aligned(16)));
    return call("spawn", flags, (long) rows, (long) (rows + count), (long) (stack + sizeof(stack)), 0, 0, 0);
}

static uint64_t blocked_signals(void) {
    uint64_t mask;
    CHECK(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, sizeof(mask)) == 0);
    return mask;
}

static void check_spawn(void) {
    /* No process can block KILL and STOP; beyond 31 an emulator does not know all signals. */
    const uint64_t standard_signals = 0x7fffffff & ~(1UL << (SIGKILL - 1) | 1UL << (SIGSTOP - 1));
    const long vfork_flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
    int ends[2];
    CHECK(pipe(ends) == 0);
    unblock_signals();
    uint64_t mask_before = blocked_signals();

    uint64_t mask_of_child = 0;
    struct row writes_its_mask[] = {
        {.number = SYS_rt_sigprocmask, .arguments = {SIG_BLOCK, 0, (long) &mask_of_child, sizeof(mask_of_child)}},
        {.number = SYS_write, .arguments = {ends[1], (long) &mask_of_child, sizeof(mask_of_child)}},
        {.number = SYS_exit_group, .arguments = {42}},
    };
    pid_t child = (pid_t) spawn(vfork_flags, writes_its_mask, LENGTH(writes_its_mask));
    CHECK(child > 0);
    CHECK(has_exited_with(status_of(child), 42));
    CHECK(read(ends[0], &mask_of_child, sizeof(mask_of_child)) == sizeof(mask_of_child));
    CHECK((mask_of_child & standard_signals) == standard_signals);
    CHECK(blocked_signals() == mask_before);

    struct row comes_to_its_end[] = {{.number = SYS_getpid}};
    child = (pid_t) spawn(vfork_flags, comes_to_its_end, LENGTH(comes_to_its_end));
    CHECK(child > 0);
    CHECK(has_exited_with(status_of(child), 127));

    /* Handlers cannot be shared without the memory (clone(2), EINVAL). */
    CHECK(spawn(CLONE_SIGHAND | SIGCHLD, comes_to_its_end, LENGTH(comes_to_its_end)) == -EINVAL);
    CHECK(blocked_signals() == mask_before);

    block_signals();
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

/* ---- reap_children ---- */

/* As dev.pidone.linux.ChildQueue takes it apart. */
enum reaping { MORE_MAY_BE_THERE, NOTHING_NEW, NO_CHILDREN, FAILURE };

struct reaped {
    uint64_t notes[4];
    uint64_t first;
    unsigned count;
    enum reaping end;
};

static struct reaped reap_into(uint64_t *notes, size_t length) {
    struct reaped reaped = {0};
    uint64_t result = (uint64_t) call("reap_children", (long) notes, (long) (notes + length), 0, 0, 0, 0, 0);
    reaped.first = result & 0xffffffffffff;
    reaped.count = result >> 48 & 0xff;
    reaped.end = (enum reaping) (result >> 56);
    return reaped;
}

static struct reaped reap_children(void) {
    uint64_t notes[LENGTH(((struct reaped *) NULL)->notes)] = {0};
    struct reaped reaped = reap_into(notes, LENGTH(notes));
    memcpy(reaped.notes, notes, sizeof(notes));
    CHECK(reaped.count == 0 || reaped.first == notes[0]);
    return reaped;
}

static pid_t child_of(uint64_t note) {
    return (pid_t) (note & 0xffffffff);
}

static int status_in(uint64_t note) {
    return (int) (note >> 32);
}

/* Linux looks through the children of a process in the order of their start. */
static void check_that_children_beyond_the_room_are_left(void) {
    pid_t children[6];
    for (size_t index = 0; index < LENGTH(children); index++) {
        children[index] = start_ending_child((int) index);
        await_change(children[index]);
    }
    struct reaped four = reap_children();
    CHECK(four.count == 4 && four.end == MORE_MAY_BE_THERE);
    for (size_t index = 0; index < 4; index++) {
        CHECK(child_of(four.notes[index]) == children[index]);
        CHECK(has_exited_with(status_in(four.notes[index]), (int) index));
    }
    struct reaped two = reap_children();
    CHECK(two.count == 2 && two.end == NO_CHILDREN);
    CHECK(child_of(two.notes[0]) == children[4] && child_of(two.notes[1]) == children[5]);
}

static void check_that_a_stopped_child_is_the_last(void) {
    pid_t stopped = start_waiting_child();
    CHECK(kill(stopped, SIGSTOP) == 0);
    await_change(stopped);
    pid_t ended = start_ending_child(3);
    await_change(ended);
    struct reaped first = reap_children();
    CHECK(first.count == 1 && first.end == MORE_MAY_BE_THERE);
    CHECK(child_of(first.first) == stopped);
    CHECK(WIFSTOPPED(status_in(first.first)) && WSTOPSIG(status_in(first.first)) == SIGSTOP);
    struct reaped second = reap_children();
    CHECK(second.count == 1 && second.end == NOTHING_NEW);
    CHECK(child_of(second.first) == ended && has_exited_with(status_in(second.first), 3));
    CHECK(kill(stopped, SIGKILL) == 0);
    CHECK(is_ended_by(status_of(stopped), SIGKILL));
}

static void check_that_an_error_of_wait4_is_told(void) {
    await_change(start_ending_child(0));
    struct reaped reaped = reap_into(NULL, 1);
    CHECK(reaped.end == FAILURE && reaped.count == 0 && reaped.first == EFAULT);
}

static void check_reap_children(void) {
    struct reaped reaped = reap_children();
    CHECK(reaped.count == 0 && reaped.end == NO_CHILDREN);

    pid_t child = start_waiting_child();
    reaped = reap_children();
    CHECK(reaped.count == 0 && reaped.end == NOTHING_NEW);

    CHECK(kill(child, SIGTERM) == 0);
    await_change(child);
    reaped = reap_children();
    CHECK(reaped.count == 1 && reaped.end == NO_CHILDREN);
    CHECK(child_of(reaped.first) == child && is_ended_by(status_in(reaped.first), SIGTERM));

    check_that_children_beyond_the_room_are_left();
    check_that_a_stopped_child_is_the_last();
    check_that_an_error_of_wait4_is_told();
}

/* ---- take_signals ---- */

/* As dev.pidone.linux.EventQueue and SignalRoutes lay them out. */
enum { SIGNAL_FD, RELAY_FD, WATCHED_FD };
enum { SIGNALS_AT_ONCE = 16 };
enum outcome { LEFT_TO_DO, FORWARDED, NOBODY_THERE };

struct taken {
    uint64_t notes[SIGNALS_AT_ONCE];
    unsigned count;
    int relay_is_ready;
    int watched_is_ready;
};

static struct pollfd descriptors[] = {{-1, POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}};
static uint64_t routes[65];

static struct taken take_signals(struct timespec *limit, pid_t own_id) {
    struct taken taken = {0};
    uint64_t result = (uint64_t) call("take_signals", (long) descriptors, (long) limit, (long) taken.notes,
                                      (long) routes, own_id, 0, 0);
    taken.count = result >> 16 & 0xff;
    taken.relay_is_ready = result >> 24 & 1;
    taken.watched_is_ready = result >> 25 & 1;
    CHECK(taken.count == 0 || (result & 0xffffffff0000ffff) == taken.notes[0]);
    return taken;
}

/* Without a limit, and forwarding also what this process sends to itself. */
static struct taken take_own_signals(void) {
    return take_signals(NULL, 0);
}

static uint64_t note(int signal, int is_sent_by_process, enum outcome outcome, pid_t sender) {
    return (uint64_t) sender << 32 | (uint64_t) outcome << 9 | (uint64_t) is_sent_by_process << 8 | (uint64_t) signal;
}

/* Of a signal that this process has sent to itself. */
static uint64_t own_note(int signal, enum outcome outcome) {
    return note(signal, 1, outcome, getpid());
}

enum reporting { SILENT, REPORTED };

static void set_route(int signal, pid_t target, int replacement, enum reporting reporting) {
    routes[signal] = (uint64_t) reporting << 40 | (uint64_t) replacement << 32 | (uint32_t) target;
}

static void send_to_self(int signal) {
    CHECK(kill(getpid(), signal) == 0);
}

static void forget_signals_and_routes(void) {
    struct signalfd_siginfo info;
    while (read(descriptors[SIGNAL_FD].fd, &info, sizeof(info)) > 0) {
        continue;
    }
    CHECK(errno == EAGAIN);
    memset(routes, 0, sizeof(routes));
}

static int open_signalfd(void) {
    sigset_t set;
    sigfillset(&set);
    int descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    CHECK(descriptor >= 0);
    return descriptor;
}

static int is_readable(int descriptor) {
    struct pollfd readable = {descriptor, POLLIN, 0};
    return poll(&readable, 1, 0) == 1;
}

static void check_that_the_wait_has_a_limit(void) {
    struct timespec limit = {.tv_nsec = 1000000};
    struct taken taken = take_signals(&limit, 0);
    CHECK(taken.count == 0 && !taken.relay_is_ready && !taken.watched_is_ready);
}

static void check_that_other_descriptors_end_the_wait(void) {
    const uint64_t one = 1;
    uint64_t counter;
    for (int index = RELAY_FD; index <= WATCHED_FD; index++) {
        int descriptor = descriptors[index].fd;
        CHECK(write(descriptor, &one, sizeof(one)) == sizeof(one));
        struct taken taken = take_own_signals();
        CHECK(taken.count == 0);
        CHECK(taken.relay_is_ready == (index == RELAY_FD) && taken.watched_is_ready == (index == WATCHED_FD));
        CHECK(read(descriptor, &counter, sizeof(counter)) == sizeof(counter));
    }
}

static void check_that_a_signal_without_a_route_is_left(void) {
    send_to_self(SIGUSR1);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, LEFT_TO_DO));
}

static void check_that_a_route_is_followed_and_reported(void) {
    pid_t child = start_waiting_child();
    set_route(SIGUSR1, child, SIGTERM, REPORTED);
    send_to_self(SIGUSR1);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, FORWARDED));
    CHECK(is_ended_by(status_of(child), SIGTERM));
    forget_signals_and_routes();
}

/* The next thing to tell is that the child has ended, and that no process has sent SIGCHLD. */
static void check_that_the_wait_goes_on_after_a_silent_route(void) {
    pid_t child = start_waiting_child();
    set_route(SIGUSR1, -child, SIGTERM, SILENT);
    send_to_self(SIGUSR1);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 1 && taken.notes[0] == note(SIGCHLD, 0, LEFT_TO_DO, child));
    CHECK(is_ended_by(status_of(child), SIGTERM));
    forget_signals_and_routes();
}

static void check_that_a_signal_of_the_kernel_is_left(void) {
    pid_t target = start_waiting_child();
    set_route(SIGCHLD, target, SIGTERM, REPORTED);
    pid_t ended = start_ending_child(0);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 1 && taken.notes[0] == note(SIGCHLD, 0, LEFT_TO_DO, ended));
    CHECK(has_exited_with(status_of(ended), 0));
    CHECK(kill(target, SIGKILL) == 0);
    CHECK(is_ended_by(status_of(target), SIGKILL));
    forget_signals_and_routes();
}

static void check_that_a_missing_target_is_told(void) {
    const pid_t beyond_all_ids = 1 << 28;
    set_route(SIGUSR1, beyond_all_ids, SIGTERM, REPORTED);
    send_to_self(SIGUSR1);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, NOBODY_THERE));
    forget_signals_and_routes();
}

static void check_that_what_pidone_sends_itself_is_left(void) {
    set_route(SIGUSR1, getpid(), SIGUSR2, REPORTED);
    send_to_self(SIGUSR1);
    struct taken taken = take_signals(NULL, getpid());
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, LEFT_TO_DO));
    CHECK(!is_readable(descriptors[SIGNAL_FD].fd));
    forget_signals_and_routes();
}

/* Signals are taken in the order of their numbers (signal(7), "Queueing and delivery semantics"). */
static void check_that_nothing_overtakes_a_signal_that_is_left(void) {
    pid_t child = start_waiting_child();
    set_route(SIGHUP, child, SIGCONT, REPORTED);
    set_route(SIGUSR2, child, SIGTERM, REPORTED);
    send_to_self(SIGHUP);
    send_to_self(SIGUSR1);
    send_to_self(SIGUSR2);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 3);
    CHECK(taken.notes[0] == own_note(SIGHUP, FORWARDED));
    CHECK(taken.notes[1] == own_note(SIGUSR1, LEFT_TO_DO));
    CHECK(taken.notes[2] == own_note(SIGUSR2, LEFT_TO_DO));
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(is_ended_by(status_of(child), SIGKILL));
    forget_signals_and_routes();
}

static void check_that_many_signals_are_taken_in_turns(void) {
    for (int count = 0; count < SIGNALS_AT_ONCE + 4; count++) {
        send_to_self(SIGRTMIN);
    }
    struct taken taken = take_own_signals();
    CHECK(taken.count == SIGNALS_AT_ONCE);
    CHECK(taken.notes[SIGNALS_AT_ONCE - 1] == own_note(SIGRTMIN, LEFT_TO_DO));
    CHECK(take_own_signals().count == 4);
}

/* A route from this process to itself never runs dry. */
static void check_that_a_flood_ends_the_wait(void) {
    set_route(SIGUSR1, getpid(), SIGUSR1, SILENT);
    send_to_self(SIGUSR1);
    struct taken taken = take_own_signals();
    CHECK(taken.count == 0 && !taken.relay_is_ready && !taken.watched_is_ready);
    CHECK(is_readable(descriptors[SIGNAL_FD].fd));
    forget_signals_and_routes();
}

static void check_take_signals(void) {
    descriptors[SIGNAL_FD].fd = open_signalfd();
    descriptors[RELAY_FD].fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    descriptors[WATCHED_FD].fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(descriptors[RELAY_FD].fd >= 0 && descriptors[WATCHED_FD].fd >= 0);
    /* The children of other checks have left a SIGCHLD. */
    forget_signals_and_routes();

    check_that_the_wait_has_a_limit();
    check_that_other_descriptors_end_the_wait();
    check_that_a_signal_without_a_route_is_left();
    check_that_a_route_is_followed_and_reported();
    check_that_the_wait_goes_on_after_a_silent_route();
    check_that_a_signal_of_the_kernel_is_left();
    check_that_a_missing_target_is_told();
    check_that_what_pidone_sends_itself_is_left();
    check_that_nothing_overtakes_a_signal_that_is_left();
    check_that_many_signals_are_taken_in_turns();
    check_that_a_flood_ends_the_wait();
    for (size_t index = 0; index < LENGTH(descriptors); index++) {
        CHECK(close(descriptors[index].fd) == 0);
    }
}

/* ---- Agent_OnLoad and the relay ---- */

/* As dev.pidone.linux.SignalRelay lays it out. */
struct relay_state {
    long wake_up;
    uint64_t pending;
    long leaving_thread;
    long heir;
};

static volatile struct relay_state *relay_state(void) {
    return look_up("relay_state");
}

static uint64_t take_pending_signals(void) {
    uint64_t pending = relay_state()->pending;
    relay_state()->pending = 0;
    return pending;
}

/* Not raise(3): glibc keeps 32 and 33 to itself. */
static void send_to_this_thread(int signal) {
    CHECK(syscall(SYS_tgkill, getpid(), gettid(), signal) == 0);
}

static uint64_t bit_of(int signal) {
    return 1UL << (signal - 1);
}

/* HotSpot's handlers run on an alternate stack, too, and system calls of the JVM's must not fail with EINTR. */
static void check_how_the_relay_is_installed(void) {
    struct sigaction action;
    CHECK(sigaction(SIGUSR2, NULL, &action) == 0);
    const int flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    CHECK((action.sa_flags & flags) == flags);
    for (int signal = 1; signal < 32; signal++) {
        CHECK(sigismember(&action.sa_mask, signal) || signal == SIGKILL || signal == SIGSTOP);
    }
}

static void check_that_signals_of_processes_are_noted(void) {
    const int relayed_signals[] = {SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGUSR2, 32, 33};
    uint64_t all = 0;
    for (size_t index = 0; index < LENGTH(relayed_signals); index++) {
        all |= bit_of(relayed_signals[index]);
        send_to_this_thread(relayed_signals[index]);
        CHECK(relay_state()->pending == all);
    }
    take_pending_signals();
}

static void check_that_a_signal_wakes_the_supervisor(void) {
    int supervisor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(supervisor >= 0);
    relay_state()->wake_up = supervisor;
    send_to_this_thread(SIGUSR2);
    uint64_t counter;
    CHECK(read(supervisor, &counter, sizeof(counter)) == sizeof(counter) && counter == 1);
    CHECK(take_pending_signals() == bit_of(SIGUSR2));
    relay_state()->wake_up = -1;
    CHECK(close(supervisor) == 0);
}

static sigjmp_buf after_the_fault;
static void *volatile faulty_address;

static void note_the_fault(int signal, siginfo_t *info, void *context) {
    CHECK(signal == SIGSEGV && context != NULL);
    faulty_address = info->si_addr;
    siglongjmp(after_the_fault, 1);
}

static void install_handler_of_faults(void) {
    struct sigaction action = {.sa_sigaction = note_the_fault, .sa_flags = SA_SIGINFO};
    CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
}

static void check_that_a_fault_is_for_the_handler_before(void) {
    volatile char *forbidden = reserve(1, 1);
    if (sigsetjmp(after_the_fault, 1) == 0) {
        *forbidden = 1;
        CHECK(!"the line before has made a fault");
    }
    CHECK(faulty_address == forbidden);
    CHECK(relay_state()->pending == 0);
}

static void check_that_a_fault_without_a_handler_is_fatal(void) {
    pid_t child = start_child();
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        CHECK(setrlimit(RLIMIT_CORE, &no_core) == 0);
        /* What a file does not reach to is a SIGBUS (mmap(2)). */
        int empty_file = memfd_create("empty", MFD_CLOEXEC);
        volatile char *beyond = mmap(NULL, 1, PROT_READ, MAP_SHARED, empty_file, 0);
        CHECK(beyond != MAP_FAILED);
        _exit(*beyond);
    }
    CHECK(is_ended_by(status_of(child), SIGBUS));
}

/* The heir is the only thread of a process, and so has its ID. */
static void check_that_a_signal_goes_on_to_the_heir(pid_t heir) {
    int supervisor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(supervisor >= 0);
    relay_state()->wake_up = supervisor;
    relay_state()->heir = heir;
    send_to_this_thread(SIGUSR2);
    relay_state()->heir = 0;
    relay_state()->wake_up = -1;
    CHECK(is_ended_by(status_of(heir), SIGUSR2));
    CHECK(take_pending_signals() == bit_of(SIGUSR2));
    CHECK(!is_readable(supervisor));
    CHECK(close(supervisor) == 0);
}

static void *leave(void *has_stayed) {
    relay_state()->leaving_thread = gettid();
    send_to_this_thread(SIGUSR2);
    *(volatile int *) has_stayed = 1;
    return NULL;
}

static void check_that_a_thread_can_be_asked_to_leave(void) {
    int has_stayed = 0;
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, leave, &has_stayed) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(!has_stayed);
    CHECK(relay_state()->pending == 0);

    /* It is not this thread that is asked. */
    send_to_this_thread(SIGUSR2);
    CHECK(take_pending_signals() == bit_of(SIGUSR2));
    relay_state()->leaving_thread = 0;
}

static void check_relay(void) {
    install_handler_of_faults();
    /* Started now, it has no relay of its own. */
    pid_t heir = start_waiting_child();
    CHECK(call("Agent_OnLoad", 0, 0, 0, 0, 0, 0, 0) == 0);
    unblock_signals();
    check_how_the_relay_is_installed();
    check_that_signals_of_processes_are_noted();
    check_that_a_signal_wakes_the_supervisor();
    check_that_a_fault_is_for_the_handler_before();
    check_that_a_fault_without_a_handler_is_fatal();
    check_that_a_signal_goes_on_to_the_heir(heir);
    check_that_a_thread_can_be_asked_to_leave();
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: library_check FILE\n");
        return 2;
    }
    const struct {
        const char *name;
        void (*run)(void);
    } checks[] = {
        {"system_call", check_system_call},
        {"run_script", check_run_script},
        {"spawn", check_spawn},
        {"reap_children", check_reap_children},
        {"take_signals", check_take_signals},
        /* The last one: Agent_OnLoad cannot be undone. */
        {"relay", check_relay},
    };
    CHECK(signal(SIGALRM, tell_what_hangs) != SIG_ERR);
    alarm(LIMIT_SECONDS);
    block_signals();
    map_library(argv[1]);
    for (size_t index = 0; index < LENGTH(checks); index++) {
        current_check = checks[index].name;
        checks[index].run();
    }
    puts("all right");
    return 0;
}
