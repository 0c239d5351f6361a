/*
 * The kernel that the program under test meets. It does what Linux may do, and no more, but in any order, with any error and
 * at the worst moment, as the case has it; and it watches what the program does:
 *
 * - it never waits for what may never come: a pipe in a file's place, memory of another process, a child that runs
 * - it leaves no zombie when it waits, and no signal that the command has not been sent
 * - it sends signals to nobody that it has reaped, and to everyone only as PID 1
 * - it keeps neither memory nor descriptors once the command runs
 * - it ends, once everybody else has, with a status from 0 to 255
 */
#define _GNU_SOURCE
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/stat.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/ucontext.h>
#include <sys/wait.h>
#include <time.h>

#define SECOND 1000000000L
#define NEVER (-1L)
#define MOST_CALLS 60000
#define MOST_DESCRIPTORS 32
#define FIRST_OWN 3
#define MOST_PENDING 64
/* What may be allocated once the command runs, and between how many waits: a class when it is used first, such as Errno. */
#define SLACK (24 * 1024)
#define MOST_ALLOCATIONS 8

/* ---- the program ---- */

void begin(long *stack);
int pidone_main(int argc, char **argv);
long raw_call(long number, long a1, long a2, long a3, long a4, long a5, long a6);
long clone_onto(unsigned long flags, void *stack_top, void (*run)(void *), void *argument);
void return_from_signal(void);
_Noreturn void last_resort(const char *reason);
/* Of TeaVM, for what nothing calls. */
int64_t teavm_currentTimeMillis(void);

int own_id, parent_id, is_root, has_terminal, cgroup_version, adopts_orphans, has_lied;

static jmp_buf end_of_run, end_of_child;
/* Who makes a system call: the program or a child of its, that is not another program yet. */
static int current;
/* Whether that is a child with memory of its own, which may be held up: the program is not. */
static int is_apart;
static unsigned long calls;
static int exit_status;

/* ---- descriptors ---- */

enum kind { CLOSED, OTHER, SOCKET, MESSAGES, TERMINAL, SIGNALS, CONTENT, FIFO, FOLDER, PIPE_TO_READ, PIPE_TO_WRITE, CHANNEL,
            PROCESS, WRITABLE };

struct descriptor {
    enum kind kind;
    int blocks;
    int is_foreign_memory;
    int is_inherited;
    int is_broken;
    int process;
    int pipe;
    size_t at;
    struct file file;
    char name[64];
};

static struct descriptor descriptors[MOST_DESCRIPTORS];

/* What stands in pipes, and who may write there. */
static struct {
    char text[1100];
    size_t length;
    int is_held;
} pipes[8];
static int pipe_count;

/* Everything that is to be freed at the end. */
static void *garbage[4096];
static size_t garbage_count;

static void *until_end(void *memory) {
    if (memory != NULL && garbage_count < LENGTH(garbage)) {
        garbage[garbage_count++] = memory;
    }
    return memory;
}

static struct descriptor *descriptor_of(long number) {
    return number >= 0 && number < MOST_DESCRIPTORS && descriptors[number].kind != CLOSED ? &descriptors[number] : NULL;
}

static long open_from(int from, struct descriptor descriptor) {
    for (int number = from; number < MOST_DESCRIPTORS; number++) {
        if (descriptors[number].kind == CLOSED) {
            descriptors[number] = descriptor;
            return number;
        }
    }
    finding("descriptors are opened again and again, and not closed");
}

static long open_new(enum kind kind, int blocks) {
    return open_from(0, (struct descriptor) {.kind = kind, .blocks = blocks});
}

/* ---- what arrives ---- */

struct arrived {
    int signal, code, sender;
    unsigned user;
};

static struct arrived pending[MOST_PENDING];
static int pending_count;
static void *handlers[65];
static unsigned long ignored, mask;
static long now, real_time;
static int polled_ready;

/* What the program has not done yet about signals that it has taken. */
static int owed[65];
static int is_plain, may_pause;
static int command, command_has_ended, command_status;
static int has_begun, allocations;
static size_t taken_at_begin, taken_before;
static int friendly_rounds, last_words;
static char channel[16];
static int channel_length, channel_is_closed, is_contained, was_cloned;
static int error_kind;
static int detached;

static void arrive(int signal, int code, int sender, unsigned user) {
    for (int index = 0; index < pending_count; index++) {
        if (signal < 32 && pending[index].signal == signal) {
            return;
        }
    }
    if (pending_count < MOST_PENDING) {
        pending[pending_count++] = (struct arrived) {signal, code, sender, user};
    }
}

static int drop(int signal) {
    int kept = 0;
    for (int index = 0; index < pending_count; index++) {
        if (pending[index].signal != signal) {
            pending[kept++] = pending[index];
        }
    }
    int dropped = pending_count - kept;
    pending_count = kept;
    return dropped;
}

static struct arrived next_arrived(void) {
    struct arrived first = pending[0];
    memmove(pending, pending + 1, sizeof(pending[0]) * (size_t) --pending_count);
    trace("  signal %d code %d from %d\n", first.signal, first.code, first.sender);
    int is_job_control = first.signal == SIGCHLD || first.signal == SIGCONT || first.signal == SIGTSTP
            || first.signal == SIGTTIN || first.signal == SIGTTOU;
    if (is_plain && first.code <= 0 && first.sender != own_id && !is_job_control && has_begun && !command_has_ended) {
        owed[first.signal] = 1;
    }
    return first;
}

static void child_has_changed(struct process *process, int code) {
    if (process->is_untold && !process->is_silent) {
        arrive(SIGCHLD, code, process->id, 0);
    }
}

static void end_with(struct process *process, int status) {
    trace("  %d ends with %#x\n", process->id, status);
    end_process(process, status);
    child_has_changed(process, CLD_EXITED);
    /* Its orphans may be zombies. */
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        if (processes[index].state == ZOMBIE && processes[index].is_untold && !processes[index].is_silent) {
            arrive(SIGCHLD, CLD_EXITED, processes[index].id, 0);
        }
    }
}

/* ---- the end of who makes the calls ---- */

static _Noreturn void leave(void) {
    if (current != own_id) {
        longjmp(end_of_child, 1);
    }
    longjmp(end_of_run, 1);
}

_Noreturn void last_resort(const char *reason) {
    finding("the last resort: %s", reason);
}

int64_t teavm_currentTimeMillis(void) {
    return 0;
}

void return_from_signal(void) {
}

static long error_of(int deviation) {
    static const int errors[] = {EPERM, ENOENT, ESRCH, EIO, ENXIO, E2BIG, ENOEXEC, EBADF, EAGAIN, ENOMEM, EACCES, EBUSY,
                                 ENODEV, ENOTDIR, EISDIR, EINVAL, ENFILE, EMFILE, ENOTTY, ETXTBSY, ENOSPC, EROFS, EPIPE,
                                 ENAMETOOLONG, ENOSYS, ELOOP, EOVERFLOW, ELIBBAD, ESTALE, EDQUOT, ETIMEDOUT, ECHILD};
    return deviation < 128 ? -errors[deviation % (int) LENGTH(errors)] : -(deviation - 127);
}

/* 0, or now and then an error. */
static long usually(long result) {
    int deviation = take_deviation();
    return deviation == 0 ? result : error_of(deviation);
}

/* ---- clone(2), execve(2), exit(2) ---- */

long clone_onto(unsigned long flags, void *stack_top, void (*run)(void *), void *argument) {
    expect_memory((char *) stack_top - 4096, 4096);
    trace("clone(%#lx)\n", flags);
    int deviation = take_deviation();
    struct process *child = (flags & CLONE_THREAD) != 0 || deviation != 0 ? NULL : new_process(own_id);
    if (child == NULL && (flags & CLONE_THREAD) == 0) {
        return deviation % 4 == 1 ? -EINVAL : deviation % 4 == 2 ? -ENOMEM : -EAGAIN;
    }
    static struct descriptor kept[MOST_DESCRIPTORS];
    jmp_buf outer;
    memcpy(outer, end_of_child, sizeof(outer));
    memcpy(kept, descriptors, sizeof(kept));
    if ((flags & CLONE_VM) == 0) {
        save_memory();
    }
    if (child != NULL) {
        child->is_silent = (flags & CSIGNAL) == 0;
    }
    int parent = current;
    is_apart = (flags & CLONE_VM) == 0;
    current = child == NULL ? -1 : child->id;
    if (setjmp(end_of_child) == 0) {
        run(argument);
        finding("a child has come back from what it was to do");
    }
    current = parent;
    is_apart = 0;
    memcpy(end_of_child, outer, sizeof(outer));
    if ((flags & CLONE_VM) == 0) {
        restore_memory();
    }
    if ((flags & CLONE_FILES) == 0) {
        memcpy(descriptors, kept, sizeof(kept));
    }
    if ((flags & (CLONE_VM | CLONE_THREAD)) == CLONE_VM && child->state == RUNNING && command == 0) {
        command = child->id;
    }
    return child == NULL ? 1 : child->id;
}

/* As fork(2) does: the one that goes on is either. */
static long divide(unsigned long flags) {
    (void) flags;
    int deviation = take_deviation();
    if (deviation != 0 && deviation % 3 != 0) {
        return error_of(deviation);
    }
    was_cloned = 1;
    is_plain = 0;
    if (deviation == 0 || take_below(2) == 0) {
        struct process *child = new_process(own_id);
        command = child == NULL ? 0 : child->id;
        return child == NULL ? -EAGAIN : child->id;
    }
    is_contained = 1;
    own_id = current = 1;
    parent_id = 0;
    adopts_orphans = 1;
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        processes[index].state = GONE;
    }
    return 0;
}

static long execute(const char *file, char **argv) {
    expect_memory(file, strlen(file) + 1);
    for (size_t index = 0; argv[index] != NULL; index++) {
        expect_memory(argv[index], strlen(argv[index]) + 1);
    }
    int deviation = take_deviation();
    if (deviation != 0) {
        return error_of(deviation);
    }
    if (current == own_id) {
        exit_status = 0;
        trace("becomes %s\n", file);
        longjmp(end_of_run, 1);
    }
    trace("%d becomes %s\n", current, file);
    leave();
}

static _Noreturn void end_of(long status) {
    if (current != own_id) {
        struct process *child = process_of(current);
        if (child != NULL) {
            end_process(child, (int) (status & 0xff) << 8);
            child_has_changed(child, CLD_EXITED);
        }
        leave();
    }
    if ((status & ~0xffL) != 0) {
        finding("the exit status is %ld", status);
    }
    exit_status = (int) status;
    trace("ends with %ld\n", status);
    leave();
}

/* ---- signals that are sent ---- */

static void affect(struct process *process, int signal) {
    if (process->state == ZOMBIE || signal == 0) {
        return;
    }
    if (signal == SIGKILL && process->is_held && take_below(2) == 1) {
        trace("  %d is held up by the kernel\n", process->id);
    } else if (signal == SIGKILL) {
        end_with(process, SIGKILL);
    } else if (signal == SIGCONT) {
        continue_process(process);
    } else if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
        stop_process(process, signal);
        child_has_changed(process, CLD_STOPPED);
    } else if (!process->resists && process->state == RUNNING && signal != SIGCHLD && signal != SIGWINCH
            && signal != SIGURG) {
        end_with(process, signal);
    }
}

static long send(long target, int signal) {
    trace("kill(%ld, %d)\n", target, signal);
    if (target == -1 && own_id != 1) {
        finding("a signal for everyone, not as PID 1");
    }
    if (signal < 0 || signal > 64) {
        finding("signal %d", signal);
    }
    if (command != 0 && (target == command || target == -command || target == -1)) {
        memset(owed, 0, sizeof(owed));
    }
    int deviation = take_deviation();
    if (deviation != 0) {
        return deviation % 2 == 0 ? -EPERM : signal > 31 ? -EAGAIN : -ESRCH;
    }
    if (target == own_id || target == 0) {
        if (own_id != 1 && signal != 0) {
            /* It is stopped, and goes on. */
            drop(signal);
            arrive(SIGCONT, SI_USER, parent_id, 0);
        }
        return 0;
    }
    int found = 0;
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        struct process *process = &processes[index];
        int is_meant = target > 0 ? process->id == target : target == -1 || process->group == -target;
        if (process->state != GONE && is_meant) {
            found = 1;
            affect(process, signal);
        }
    }
    if (!found && target > 1 && target != parent_id && signal != 0 && !has_lied) {
        for (size_t index = 0; index < MOST_PROCESSES; index++) {
            if (processes[index].id != 0 && (processes[index].id - target) % MOST_PROCESSES == 0 && processes[index].id >= target) {
                finding("signal %d for %ld, which is another process by now", signal, target);
            }
        }
    }
    return found || target == parent_id ? 0 : -ESRCH;
}

/* ---- what happens meanwhile ---- */

static struct process *random_process(void) {
    return any_process(take_below(MOST_PROCESSES));
}

static void fault(int signal, int code, int sender) {
    void (*handler)(int, siginfo_t *, void *) = (void (*)(int, siginfo_t *, void *)) handlers[signal];
    siginfo_t info = {.si_signo = signal, .si_code = code};
    ucontext_t context = {0};
    if (handler != NULL && handler != (void *) 1) {
        info.si_pid = sender;
        handler(signal, &info, &context);
    }
}

static int some_id(void) {
    int which = take();
    struct process *process = any_process(which);
    return which < 64 ? 0 : which < 96 ? own_id : which < 128 || process == NULL ? parent_id : process->id;
}

/* Few, or more than the program takes at once. */
static int take_number_of_children(void) {
    int which = take();
    return which < 192 ? 1 + which % 4 : which - 128;
}

static void happen(void) {
    static const int codes[] = {SI_USER, SI_QUEUE, SI_TKILL, SI_KERNEL, SI_TIMER, CLD_EXITED, 127, -128};
    static const unsigned char faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
    struct process *process;
    switch (take_below(16)) {
        case 0:
        case 1:
            arrive(1 + take_below(31), SI_USER, some_id(), is_root ? 0 : 1000);
            break;
        case 2:
            arrive(1 + take_below(64), codes[take_below((int) LENGTH(codes))], some_id(), (unsigned) take_number());
            break;
        case 3:
            for (int count = 1 + take_below(20); count > 0; count--) {
                arrive(34 + take_below(30), SI_QUEUE, parent_id, 0);
            }
            break;
        case 4:
        case 5:
            if ((process = random_process()) != NULL) {
                int status = take();
                end_with(process, take_below(2) == 0 ? status << 8 : (status % 64 + 1) | (status & 0x80));
            }
            break;
        case 6:
            if ((process = random_process()) != NULL) {
                stop_process(process, SIGSTOP + take_below(4));
                child_has_changed(process, CLD_STOPPED);
            }
            break;
        case 7:
            if ((process = random_process()) != NULL) {
                continue_process(process);
                arrive(SIGCHLD, CLD_CONTINUED, process->id, 0);
            }
            break;
        case 8:
            process = random_process();
            for (int count = take_number_of_children(); process != NULL && count > 0; count--) {
                new_process(process->id);
            }
            break;
        case 9:
            if ((process = random_process()) != NULL) {
                process->resists = take_below(2);
                process->group = take_below(2) == 0 ? process->id : process->group;
                process->session = take_below(2) == 0 ? process->id : process->session;
                rename_process(process, take());
            }
            break;
        case 10:
            now += take_number() % 4096 * (SECOND / 16 + 1);
            now = now < 0 ? 0 : now;
            break;
        case 11:
            now += (long) take() * SECOND;
            break;
        case 12:
            if (channel_length < (int) sizeof(channel)) {
                channel[channel_length++] = (char) take();
                channel_is_closed |= channel[channel_length - 1] == (char) 0xee;
            }
            break;
        case 13:
            fault(faults[take_below(4)], codes[take_below(3)], parent_id);
            break;
        case 14:
            arrive(SIGCONT, SI_USER, parent_id, 0);
            break;
        default:
            if (take_below(8) == 0) {
                fault(faults[take_below(4)], SEGV_MAPERR, 0);
            }
            arrive(SIGTERM, SI_USER, parent_id, 0);
    }
}

static int is_anybody_there(void) {
    return any_process(0) != NULL;
}

/* The case has said all that it has to say: now everybody ends. */
static void come_to_an_end(long deadline) {
    static const int words[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP};
    friendly_rounds++;
    if (deadline != NEVER && (friendly_rounds % 3 == 1 || (!is_anybody_there() && friendly_rounds % 50 != 0))) {
        now = deadline > now ? deadline : now;
        return;
    }
    channel_is_closed = 1;
    struct process *process = any_process(friendly_rounds);
    if (process != NULL) {
        continue_process(process);
        end_with(process, 3 << 8);
    } else if (last_words < (int) LENGTH(words)) {
        arrive(words[last_words++], SI_USER, parent_id, 0);
    } else if (may_pause) {
        trace("is killed\n");
        longjmp(end_of_run, 1);
    } else {
        finding("it waits for ever, and nobody is there");
    }
}

static void look_at_program(long deadline) {
    if (command != 0 && !has_begun) {
        has_begun = 1;
        allocations = 0;
        taken_at_begin = memory_taken();
    } else if (has_begun && memory_taken() != taken_before
            && (++allocations > MOST_ALLOCATIONS || memory_taken() - taken_at_begin > SLACK)) {
        finding("it allocates again and again, %zu bytes since it supervises", memory_taken() - taken_at_begin);
    }
    taken_before = memory_taken();
    if (pending_count > 0) {
        return;
    }
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        struct process *process = &processes[index];
        int may_be_late = process->is_silent && deadline != NEVER;
        if (process->state == ZOMBIE && process->is_untold && process->parent == own_id && !may_be_late) {
            finding("it waits, and the zombie %d is not reaped", process->id);
        }
    }
    for (int signal = 1; signal <= 64; signal++) {
        if (owed[signal] && !command_has_ended) {
            finding("it waits, and signal %d has not been sent to the command", signal);
        }
    }
}

static void count_call(void) {
    if (++calls > MOST_CALLS) {
        finding("it does not come to an end");
    }
}

/* The program waits: something happens meanwhile. */
static void pass_time(long deadline) {
    look_at_program(deadline);
    if (is_used_up()) {
        come_to_an_end(deadline);
    } else {
        happen();
    }
    count_call();
}

/* ---- ppoll(2), read(2) ---- */

static int is_process_over(int id) {
    struct process *process = process_of(id);
    return process == NULL || process->state == ZOMBIE;
}

static short ready(struct pollfd *poll) {
    struct descriptor *descriptor = descriptor_of(poll->fd);
    if (poll->fd < 0 || descriptor == NULL) {
        return poll->fd < 0 ? 0 : POLLNVAL;
    }
    switch (descriptor->kind) {
        case SIGNALS:
            return pending_count > 0 ? POLLIN : 0;
        case CHANNEL:
            return is_contained ? 0 : channel_length > 0 ? POLLIN : channel_is_closed ? POLLHUP : 0;
        case PIPE_TO_READ:
            return pipes[descriptor->pipe].is_held ? 0 : POLLIN | POLLHUP;
        case PROCESS:
            return is_process_over(descriptor->process) ? POLLIN : 0;
        default:
            if (take_deviation() == 0) {
                return poll->events & (POLLOUT | POLLIN);
            }
            if (poll->events == POLLOUT) {
                /* Of what is written byte by byte the rest is not taken. */
                message_is_written("", 1, 0);
            }
            return poll->events == 0 ? POLLERR : 0;
    }
}

static long wait_until(long deadline, struct pollfd *polls, size_t count) {
    for (;;) {
        long found = 0;
        for (size_t index = 0; index < count; index++) {
            polls[index].revents = ready(&polls[index]);
            found += polls[index].revents != 0;
        }
        int is_time_over = deadline != NEVER && now >= deadline;
        if (found > 0 || is_time_over) {
            return found;
        }
        struct descriptor *only = count == 1 ? descriptor_of(polls[0].fd) : NULL;
        if (count == 1 && only == NULL && deadline == NEVER) {
            finding("it waits for a descriptor that is not there");
        }
        if (only != NULL && only->kind == PIPE_TO_READ) {
            /* Who writes there may be held up for ever. */
            if (deadline == NEVER) {
                finding("it waits without a limit for a child that may never answer");
            }
            now = deadline;
            return 0;
        }
        pass_time(deadline);
    }
}

static long poll_for(struct pollfd *polls, size_t count, struct timespec *limit) {
    expect_memory(polls, count * sizeof(*polls));
    long deadline = NEVER;
    if (limit != NULL) {
        if (limit->tv_sec < 0 || limit->tv_nsec < 0 || limit->tv_nsec >= SECOND) {
            return -EINVAL;
        }
        deadline = limit->tv_sec > (0x7fffffffffffffff - now) / SECOND - 2 ? NEVER
                                                                          : now + limit->tv_sec * SECOND + limit->tv_nsec;
    }
    int was_instant = limit != NULL && limit->tv_sec == 0 && limit->tv_nsec == 0;
    polled_ready = 0;
    long found = was_instant ? 0 : take_deviation() == 1 ? -EINTR : 0;
    if (found == 0) {
        found = wait_until(deadline, polls, count);
    }
    if (limit != NULL) {
        long left = deadline == NEVER ? limit->tv_sec * SECOND : deadline > now ? deadline - now : 0;
        *limit = (struct timespec) {left / SECOND, left % SECOND};
    }
    for (size_t index = 0; found > 0 && index < count; index++) {
        struct descriptor *descriptor = descriptor_of(polls[index].fd);
        if (descriptor != NULL && descriptor->kind == SIGNALS && polls[index].revents != 0) {
            polled_ready = 1;
            if (take_deviation() != 0) {
                /* CONT and a signal that stops drop each other before they are read. */
                drop(SIGCONT);
            }
        }
    }
    return found;
}

static long read_signals(struct descriptor *descriptor, char *into, size_t bytes) {
    if (pending_count == 0 && !descriptor->blocks) {
        polled_ready = 0;
        return -EAGAIN;
    }
    if (pending_count == 0 && polled_ready) {
        finding("it reads a signal that is not there any more, and waits for the next");
    }
    while (pending_count == 0) {
        pass_time(NEVER);
    }
    polled_ready = 0;
    size_t done = 0;
    size_t most = 1 + (size_t) take_deviation();
    most = most == 1 ? 64 : most;
    for (; pending_count > 0 && done + sizeof(struct signalfd_siginfo) <= bytes && most > 0; most--) {
        struct arrived first = next_arrived();
        struct signalfd_siginfo info = {.ssi_signo = (unsigned) first.signal, .ssi_code = first.code,
                                        .ssi_pid = (unsigned) first.sender, .ssi_uid = first.user};
        memcpy(into + done, &info, sizeof(info));
        done += sizeof(info);
    }
    return (long) done;
}

static long read_content(struct descriptor *descriptor, char *into, size_t bytes, size_t at) {
    size_t left = at < descriptor->file.length ? descriptor->file.length - at : 0;
    size_t count = left < bytes ? left : bytes;
    int deviation = take_deviation();
    if (deviation != 0 && deviation % 4 == 0) {
        return error_of(deviation / 4);
    }
    if (deviation != 0 && count > (size_t) deviation) {
        count = (size_t) deviation;
    }
    memcpy(into, descriptor->file.content + at, count);
    return (long) count;
}

static long read_from(long number, char *into, size_t bytes) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL) {
        return -EBADF;
    }
    expect_memory(into, bytes);
    if (descriptor->is_foreign_memory && !is_apart && bytes > 0) {
        finding("it reads the memory of another process, which may hold it up for ever: %s", descriptor->name);
    }
    switch (descriptor->kind) {
        case SIGNALS:
            return read_signals(descriptor, into, bytes);
        case CONTENT: {
            long count = read_content(descriptor, into, bytes, descriptor->at);
            descriptor->at += count > 0 ? (size_t) count : 0;
            return count;
        }
        case CHANNEL:
            if (channel_length == 0) {
                return channel_is_closed || is_used_up() ? 0 : -EAGAIN;
            }
            *into = channel[0];
            memmove(channel, channel + 1, (size_t) --channel_length);
            return 1;
        case PIPE_TO_READ: {
            size_t count = pipes[descriptor->pipe].length < bytes ? pipes[descriptor->pipe].length : bytes;
            memcpy(into, pipes[descriptor->pipe].text, count);
            pipes[descriptor->pipe].length = 0;
            return (long) count;
        }
        case FIFO:
            return take_deviation() == 0 ? 0 : -EAGAIN;
        case FOLDER:
            return -EISDIR;
        default:
            return bytes == 0 ? usually(0) : -EIO;
    }
}

/* ---- open(2) ---- */

static void path_at(long directory, const char *path, char *into, size_t bytes) {
    struct descriptor *descriptor = descriptor_of(directory);
    expect_memory(path, strlen(path) + 1);
    if (descriptor != NULL && path[0] != '/') {
        snprintf(into, bytes, "%s/%s", descriptor->name, path);
    } else {
        snprintf(into, bytes, "%s", path);
    }
}

static int is_foreign_memory(const char *path) {
    int id;
    char name[32];
    return sscanf(path, "/proc/%d/%31s", &id, name) == 2 && id != own_id
            && (strcmp(name, "cmdline") == 0 || strcmp(name, "mem") == 0 || strcmp(name, "environ") == 0);
}

static int is_of_nobody(const char *path) {
    int id;
    char more;
    return sscanf(path, "/proc/%d%c", &id, &more) == 1 && process_of(id) == NULL && id != own_id && id != parent_id;
}

static long open_file(long directory, const char *name, long flags) {
    char path[4200];
    path_at(directory, name, path, sizeof(path));
    trace("open %s\n", path);
    struct descriptor opened = {.kind = CONTENT, .blocks = (flags & O_NONBLOCK) == 0};
    strncpy(opened.name, path, sizeof(opened.name) - 1);
    int deviation = take_deviation();
    if (strcmp(path, "/dev/tty") == 0) {
        opened.kind = TERMINAL;
        return has_terminal ? deviation == 0 ? open_from(0, opened) : error_of(deviation) : deviation == 1 ? -ENOENT : -ENXIO;
    }
    if (deviation != 0 && deviation % 4 != 1 && deviation % 4 != 2) {
        return error_of(deviation / 4);
    }
    if ((flags & (O_PATH | O_DIRECTORY)) != 0) {
        if (is_of_nobody(path)) {
            return -ENOENT;
        }
        opened.kind = FOLDER;
    } else if (strcmp(path, "/proc/self/fd/2") == 0) {
        opened.kind = MESSAGES;
    } else if ((flags & (O_WRONLY | O_RDWR)) != 0) {
        opened.kind = WRITABLE;
    } else {
        if (deviation % 4 == 2) {
            if (opened.blocks && !is_apart) {
                finding("it opens %s and waits, since it is a pipe", path);
            }
            if (opened.blocks) {
                /* For ever; only KILL ends it. */
                pipes[pipe_count % 8].is_held = 1;
                process_of(current)->is_held = 1;
                leave();
            }
            opened.kind = FIFO;
        } else {
            opened.file = file_named(path);
            if (!opened.file.exists) {
                return -ENOENT;
            }
            opened.is_foreign_memory = is_foreign_memory(path);
            for (int times = deviation == 0 ? 0 : 1 + deviation / 64; times > 0; times--) {
                has_lied = 1;
                spoil(&opened.file);
            }
            until_end(opened.file.content);
        }
    }
    return open_from(0, opened);
}

static long read_folder(long number, char *into, size_t bytes) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL || descriptor->kind != FOLDER) {
        return -ENOTDIR;
    }
    expect_memory(into, bytes);
    int deviation = take_deviation();
    if (deviation % 8 == 1) {
        return error_of(deviation / 8);
    }
    int is_of_processes = strcmp(descriptor->name, "/proc") == 0;
    size_t done = 0;
    for (; descriptor->at < MOST_PROCESSES + 4; descriptor->at++) {
        char name[24];
        size_t index = descriptor->at;
        if (deviation != 0 && index % 8 == 3) {
            has_lied = 1;
            snprintf(name, sizeof(name), "%ld%c", take_number(), take_below(2) == 0 ? 0 : 'x');
        } else if (index < 2) {
            strcpy(name, index == 0 ? "." : "..");
        } else if (is_of_processes && index >= 4) {
            if (processes[index - 4].state == GONE) {
                continue;
            }
            snprintf(name, sizeof(name), "%d", processes[index - 4].id);
        } else {
            snprintf(name, sizeof(name), "%d", !is_of_processes ? (int) index - 2 : index == 2 ? own_id : parent_id);
        }
        size_t length = (19 + strlen(name) + 1 + 7) & ~(size_t) 7;
        if (done + length > bytes || (!is_of_processes && index > 6)) {
            break;
        }
        memset(into + done, 0, length);
        *(unsigned short *) (into + done + 16) = (unsigned short) length;
        strcpy(into + done + 19, name);
        done += length;
    }
    return (long) done;
}

/* ---- write(2) ---- */

static size_t taken_of(size_t bytes) {
    int deviation = take_deviation();
    return deviation == 0 ? bytes : deviation < 64 ? 0 : (size_t) deviation < bytes ? (size_t) deviation : bytes;
}

static long write_to(long number, const char *from, size_t bytes) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL) {
        return -EBADF;
    }
    expect_memory(from, bytes);
    switch (descriptor->kind) {
        case WRITABLE: {
            int deviation = take_deviation();
            if (deviation != 0) {
                descriptor->is_broken = 1;
                return deviation % 2 == 0 ? error_of(deviation / 2) : 0;
            }
            if (strncmp(descriptor->name, "/proc", 5) != 0) {
                file_is_written(from, bytes);
            }
            return (long) bytes;
        }
        case PIPE_TO_WRITE:
            if (current != own_id) {
                size_t count = bytes < sizeof(pipes[0].text) ? bytes : sizeof(pipes[0].text);
                memcpy(pipes[descriptor->pipe].text, from, count);
                pipes[descriptor->pipe].length = count;
                return (long) count;
            }
            /* Towards splice(2), or to the pidone outside. */
            if (bytes > 1 || !is_contained) {
                size_t count = bytes < sizeof(pipes[0].text) ? bytes : sizeof(pipes[0].text);
                memcpy(pipes[descriptor->pipe].text, from, count);
                pipes[descriptor->pipe].length = count;
            }
            return (long) bytes;
        case CHANNEL:
            return usually((long) bytes);
        default:
            break;
    }
    if (number == STDOUT_FILENO) {
        return usually((long) bytes);
    }
    size_t taken = taken_of(bytes);
    message_is_written(from, bytes, taken);
    return taken == 0 ? -EAGAIN : (long) taken;
}

static long splice_to(long number, size_t bytes) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL || descriptor->kind != PIPE_TO_READ) {
        return -EBADF;
    }
    size_t taken = taken_of(bytes < pipes[descriptor->pipe].length ? bytes : pipes[descriptor->pipe].length);
    message_is_written(pipes[descriptor->pipe].text, pipes[descriptor->pipe].length, taken);
    return taken == 0 ? -EAGAIN : (long) taken;
}

static long make_pipe(int *ends) {
    expect_memory(ends, 2 * sizeof(int));
    long error = usually(0);
    if (error < 0) {
        return error;
    }
    int pipe = ++pipe_count % 8;
    pipes[pipe].length = 0;
    pipes[pipe].is_held = 0;
    ends[0] = (int) open_from(0, (struct descriptor) {.kind = PIPE_TO_READ, .pipe = pipe});
    ends[1] = (int) open_from(0, (struct descriptor) {.kind = PIPE_TO_WRITE, .pipe = pipe});
    return 0;
}

/* ---- wait4(2), waitid(2) ---- */

static struct process *untold_child(long wanted, long options) {
    int shift = take_deviation();
    for (int index = 0; index < MOST_PROCESSES; index++) {
        struct process *process = &processes[(index + shift) % MOST_PROCESSES];
        if (process->state != GONE && process->parent == own_id && process->is_untold && (wanted < 0 || process->id == wanted)
                && (process->state == ZOMBIE || (options & WUNTRACED) != 0)) {
            return process;
        }
    }
    return NULL;
}

static int has_child(long wanted) {
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        if (processes[index].state != GONE && processes[index].parent == own_id
                && (wanted < 0 || processes[index].id == wanted)) {
            return 1;
        }
    }
    return 0;
}

static long wait_for(long wanted, int *status, long options, void *usage) {
    struct process *process = untold_child(wanted, options);
    if (process == NULL) {
        if (!has_child(wanted)) {
            return -ECHILD;
        }
        if ((options & WNOHANG) == 0) {
            finding("it waits for a child that has not ended");
        }
        return 0;
    }
    if (status != NULL) {
        expect_memory(status, sizeof(*status));
        *status = process->status;
    }
    if (usage != NULL) {
        expect_memory(usage, sizeof(struct rusage));
        memset(usage, take_deviation(), sizeof(struct rusage));
    }
    process->is_untold = 0;
    if (process->state == ZOMBIE) {
        trace("  %d is reaped\n", process->id);
        process->state = GONE;
        if (process->id == command) {
            command_has_ended = 1;
            command_status = process->status;
        }
    }
    return process->id;
}

static long look_for_child(siginfo_t *info) {
    expect_memory(info, sizeof(*info));
    if (take_deviation() != 0) {
        return -EINVAL;
    }
    struct process *process = untold_child(-1, WUNTRACED);
    if (process == NULL && !has_child(-1)) {
        return -ECHILD;
    }
    memset(info, 0, sizeof(*info));
    info->si_pid = process == NULL ? 0 : process->id;
    return 0;
}

/* ---- all others ---- */

static long duplicate(long from, long to) {
    struct descriptor *descriptor = descriptor_of(from);
    long error = usually(to);
    if (descriptor != NULL && error >= 0) {
        descriptors[to] = *descriptor;
    }
    return descriptor == NULL ? -EBADF : error;
}

static long control(long number, long option, long argument) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL) {
        return -EBADF;
    }
    switch (option) {
        case F_GETPIPE_SZ:
            return descriptor->kind == PIPE_TO_READ || (number == 2 && error_kind == 1) ? 65536 : -EBADF;
        case F_GETFD:
            return descriptor->is_inherited ? 0 : FD_CLOEXEC;
        case F_DUPFD_CLOEXEC: {
            long error = usually(0);
            return error < 0 ? error : open_from((int) argument, *descriptor);
        }
        case F_SETFL:
            descriptor->blocks = (argument & O_NONBLOCK) == 0;
            return 0;
        default:
            return 0;
    }
}

static long control_device(long number, unsigned long request, void *argument) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL || descriptor->kind != TERMINAL) {
        return descriptor == NULL ? -EBADF : -ENOTTY;
    }
    int deviation = take_deviation();
    if (deviation % 3 == 1) {
        return error_of(deviation / 3);
    }
    if (request == TIOCGPGRP) {
        expect_memory(argument, sizeof(int));
        *(int *) argument = deviation == 0 ? own_id : some_id();
    } else if (request == TIOCGWINSZ) {
        expect_memory(argument, sizeof(struct winsize));
        memset(argument, 1, sizeof(struct winsize));
    } else if (request == TIOCSPGRP) {
        expect_memory(argument, sizeof(int));
    }
    return 0;
}

static long process_control(long option, void *argument, long which) {
    if (option == PR_GET_DUMPABLE) {
        return 1;
    }
    if (option == PR_CAP_AMBIENT) {
        return which % 2 == 0 || take_deviation() != 0 ? 0 : 1;
    }
    long error = usually(0);
    if (error < 0) {
        return error;
    }
    if (option == PR_SET_CHILD_SUBREAPER) {
        adopts_orphans = 1;
    } else if (option == PR_GET_CHILD_SUBREAPER || option == PR_GET_PDEATHSIG) {
        expect_memory(argument, sizeof(int));
        *(int *) argument = take_deviation();
    }
    return 0;
}

static long look_at_file(struct statx *into) {
    expect_memory(into, sizeof(*into));
    int deviation = take_deviation();
    if (deviation % 2 == 1) {
        return error_of(deviation / 2);
    }
    static const unsigned short modes[] = {S_IFREG | 0755, S_IFDIR | 0755, S_IFREG | 0644, S_IFREG | 04711, S_IFIFO | 0600,
                                           S_IFCHR | 0777, S_IFDIR | 0700, 0xffff};
    memset(into, 0, sizeof(*into));
    into->stx_mode = modes[deviation / 2 % 8];
    into->stx_uid = (unsigned) (deviation == 0 ? 0 : take_number());
    into->stx_gid = into->stx_uid;
    return 0;
}

static long look_at_open_file(struct stat *into) {
    expect_memory(into, sizeof(*into));
    int deviation = take_deviation();
    if (deviation % 2 == 1) {
        return error_of(deviation / 2);
    }
    memset(into, 0, sizeof(*into));
    into->st_mode = (deviation == 0 ? S_IFREG : S_IFIFO) | 0600;
    into->st_nlink = deviation % 4 == 2 ? 2 : 1;
    into->st_ino = (unsigned long) take_number();
    return 0;
}

static long write_text(char *into, size_t bytes, size_t length, const char *text) {
    expect_memory(into, bytes);
    int deviation = take_deviation();
    if (deviation % 2 == 1) {
        return error_of(deviation / 2);
    }
    if (deviation != 0) {
        length = (size_t) take_number() % (bytes + 1);
        memset(into, take(), length);
        for (size_t index = 0; index < 8 && index < length; index++) {
            into[index] = (char) take();
        }
    } else {
        length = length < bytes ? length : bytes;
        memcpy(into, text, length);
    }
    return (long) length;
}

static long read_link(long directory, const char *name, char *into, size_t bytes) {
    char path[4200];
    char text[128];
    path_at(directory, name, path, sizeof(path));
    size_t length = link_named(path, text, sizeof(text));
    return length == 0 && take_deviation() == 0 ? -EINVAL : write_text(into, bytes, length, text);
}

static long set_action(int signal, void *const *action, void **before) {
    if (before != NULL) {
        expect_memory(before, 32);
        memset(before, 0, 32);
        *before = handlers[signal];
    }
    if (action != NULL) {
        handlers[signal] = *action;
    }
    return 0;
}

static long set_mask(int how, const unsigned long *set, unsigned long *before) {
    unsigned long wanted = set == NULL ? 0 : *set;
    if (before != NULL) {
        *before = mask;
    }
    if (set != NULL && current == own_id) {
        mask = how == SIG_BLOCK ? mask | wanted : how == SIG_UNBLOCK ? mask & ~wanted : wanted;
    }
    return 0;
}

static long take_one_signal(siginfo_t *info, const struct timespec *limit) {
    expect_memory(info, sizeof(*info));
    long deadline = limit == NULL ? NEVER : now + limit->tv_sec * SECOND + limit->tv_nsec;
    while (pending_count == 0) {
        if (deadline != NEVER && now >= deadline) {
            return -EAGAIN;
        }
        pass_time(deadline);
    }
    struct arrived first = next_arrived();
    memset(info, 0, sizeof(*info));
    info->si_signo = first.signal;
    info->si_code = first.code;
    info->si_pid = first.sender;
    info->si_uid = first.user;
    return first.signal;
}

static long close_one(long number) {
    struct descriptor *descriptor = descriptor_of(number);
    if (descriptor == NULL) {
        return -EBADF;
    }
    int is_written = descriptor->kind == WRITABLE;
    if (is_written && !descriptor->is_broken) {
        file_is_complete();
    }
    descriptor->kind = CLOSED;
    return is_written ? usually(0) : 0;
}

static long close_many(unsigned long first, unsigned long last) {
    if (first > last) {
        return -EINVAL;
    }
    int deviation = current == own_id ? take_deviation() : 0;
    if (deviation != 0) {
        return -ENOSYS;
    }
    for (unsigned long number = first; number <= last && number < MOST_DESCRIPTORS; number++) {
        descriptors[number].kind = CLOSED;
    }
    return 0;
}

static long time_of(long which, struct timespec *into) {
    expect_memory(into, sizeof(*into));
    now += 1000;
    int deviation = take_deviation();
    if (deviation != 0) {
        real_time += take_number() * deviation;
        now += deviation * 1000000L;
    }
    long time = which == CLOCK_REALTIME ? real_time + now : now;
    *into = (struct timespec) {time / SECOND, time % SECOND < 0 ? time % SECOND + SECOND : time % SECOND};
    return 0;
}

static long ids(unsigned *first, unsigned *second, unsigned *third) {
    unsigned id = is_root ? 0 : 1000;
    expect_memory(first, sizeof(*first));
    expect_memory(second, sizeof(*second));
    expect_memory(third, sizeof(*third));
    *first = *second = *third = id;
    return 0;
}

static long member_of(long id, int is_session) {
    struct process *process = process_of((int) id);
    if (id == 0 || id == own_id || id == current) {
        return own_id;
    }
    return process == NULL ? take_deviation() == 0 ? parent_id : -ESRCH : is_session ? process->session : process->group;
}

static long map(long bytes) {
    int deviation = take_deviation();
    if (bytes <= 0 || bytes > 16 * 1024 * 1024) {
        return -ENOMEM;
    }
    return deviation != 0 ? -ENOMEM : (long) map_memory((size_t) bytes);
}

static long capabilities(struct __user_cap_data_struct *into) {
    expect_memory(into, 2 * sizeof(*into));
    memset(into, take_deviation(), 2 * sizeof(*into));
    return 0;
}

static long pid_descriptor(long id) {
    if (process_of((int) id) == NULL && id != own_id && id != current && id != 1) {
        return -ESRCH;
    }
    long error = usually(0);
    return error < 0 ? error : open_from(0, (struct descriptor) {.kind = PROCESS, .process = (int) id});
}

/* A descriptor of a process, or of its directory in /proc. It is for that process, whoever has its ID by now. */
static long send_through(long number, int signal) {
    struct descriptor *descriptor = descriptor_of(number);
    int id = own_id;
    if (descriptor == NULL) {
        return -EBADF;
    }
    if (descriptor->kind == PROCESS) {
        id = descriptor->process;
    } else if (descriptor->kind != FOLDER
               || (strcmp(descriptor->name, "/proc/self") != 0 && sscanf(descriptor->name, "/proc/%d", &id) != 1)) {
        return -EBADF;
    }
    return process_of(id) == NULL && id != own_id && id != parent_id ? -ESRCH : send(id, signal);
}

static long signal_descriptor(long flags) {
    int deviation = take_deviation();
    return deviation == 0 ? open_new(SIGNALS, (flags & O_NONBLOCK) == 0)
                          : deviation % 2 == 0 ? -EMFILE : error_of(deviation / 2);
}

/* A descriptor of the pipe is the channel from the moment that a process has been divided in two. */
static void make_channel(void) {
    for (size_t number = 0; number < MOST_DESCRIPTORS; number++) {
        enum kind kind = descriptors[number].kind;
        if (kind == PIPE_TO_READ || kind == PIPE_TO_WRITE) {
            descriptors[number].kind = CHANNEL;
        }
    }
}

static long divide_and_go_on(unsigned long flags) {
    long result = divide(flags);
    if (result >= 0) {
        make_channel();
    }
    return result;
}

long raw_call(long number, long a1, long a2, long a3, long a4, long a5, long a6) {
    (void) a5;
    (void) a6;
    count_call();
    if (traces > 1) {
        trace("  call %ld(%ld, %#lx, %#lx, %#lx)\n", number, a1, (unsigned long) a2, (unsigned long) a3, (unsigned long) a4);
    }
    switch (number) {
        case SYS_capget: return capabilities((void *) a2);
        case SYS_capset: return usually(0);
        case SYS_chdir: return usually(0);
        case SYS_chroot: return usually(0);
        case SYS_clock_gettime: return time_of(a1, (void *) a2);
        case SYS_clone: return divide_and_go_on((unsigned long) a1);
        case SYS_close: return close_one(a1);
        case SYS_close_range: return close_many((unsigned long) a1, (unsigned long) a2);
        case SYS_dup3: return duplicate(a1, a2);
        case SYS_eventfd2: return open_new(OTHER, 0);
        case SYS_execve: return execute((const char *) a1, (char **) a2);
        case SYS_exit: leave();
        case SYS_exit_group: end_of(a1);
        case SYS_faccessat: expect_memory((void *) a2, strlen((char *) a2) + 1); return usually(0);
        case SYS_fchdir: return usually(0);
        case SYS_fcntl: return control(a1, a2, a3);
        case SYS_fgetxattr: expect_memory((void *) a2, strlen((char *) a2) + 1); return take_deviation() == 0 ? -ENODATA : 20;
        case SYS_fstat: return look_at_open_file((void *) a2);
        case SYS_fstatfs: expect_memory((void *) a2, sizeof(struct statfs));
            memset((void *) a2, take_deviation(), sizeof(struct statfs));
            return usually(0);
        case SYS_ftruncate: return usually(0);
        case SYS_futex: return usually(0);
        case SYS_getcwd: return write_text((char *) a1, (size_t) a2, 6, "/work");
        case SYS_getdents64: return read_folder(a1, (char *) a2, (size_t) a3);
        case SYS_getegid: case SYS_geteuid: return is_root ? 0 : 1000;
        case SYS_getpgid: return member_of(a1, 0);
        case SYS_getpid: case SYS_gettid: return current;
        case SYS_getppid: return current == own_id ? parent_id : own_id;
        case SYS_getresgid: case SYS_getresuid: return ids((void *) a1, (void *) a2, (void *) a3);
        case SYS_getrusage: expect_memory((void *) a2, sizeof(struct rusage));
            memset((void *) a2, take_deviation(), sizeof(struct rusage));
            return 0;
        case SYS_getsid: return member_of(a1, 1);
        case SYS_ioctl: return control_device(a1, (unsigned long) a2, (void *) a3);
        case SYS_kill: return send((int) a1, (int) a2);
        case SYS_mmap: return map(a2);
        case SYS_munmap: return unmap_memory((void *) a1, (size_t) a2) ? 0 : -EINVAL;
        case SYS_mount: return usually(0);
        case SYS_openat: return open_file(a1, (const char *) a2, a3);
        case SYS_pidfd_open: return pid_descriptor(a1);
        case SYS_pidfd_send_signal: return send_through(a1, (int) a2);
        case SYS_pipe2: return make_pipe((int *) a1);
        case SYS_ppoll: return poll_for((void *) a1, (size_t) a2, (void *) a3);
        case SYS_prctl: return process_control(a1, (void *) a2, a3);
        case SYS_pread64: {
            struct descriptor *descriptor = descriptor_of(a1);
            expect_memory((void *) a2, (size_t) a3);
            if (descriptor != NULL && descriptor->is_foreign_memory && !is_apart) {
                finding("it reads the memory of another process, which may hold it up for ever: %s", descriptor->name);
            }
            return descriptor == NULL || descriptor->kind != CONTENT ? -EBADF
                                                                     : read_content(descriptor, (char *) a2, (size_t) a3, (size_t) a4);
        }
        case SYS_read: return read_from(a1, (char *) a2, (size_t) a3);
        case SYS_readlinkat: return read_link(a1, (const char *) a2, (char *) a3, (size_t) a4);
        case SYS_rt_sigaction: return set_action((int) a1, (const void *) a2, (void *) a3);
        case SYS_rt_sigpending:
            *(unsigned long *) a1 = 0;
            for (int index = 0; index < pending_count; index++) {
                *(unsigned long *) a1 |= 1UL << (pending[index].signal - 1);
            }
            return 0;
        case SYS_rt_sigprocmask: return set_mask((int) a1, (const void *) a2, (void *) a3);
        case SYS_rt_sigtimedwait: return take_one_signal((void *) a2, (const void *) a3);
        case SYS_rt_tgsigqueueinfo: arrive((int) a3, ((siginfo_t *) a4)->si_code, ((siginfo_t *) a4)->si_pid, 0); return 0;
        case SYS_sendto:
            if (error_kind != 2 || descriptor_of(a1) == NULL) {
                return descriptor_of(a1) == NULL ? -EBADF : -ENOTSOCK;
            }
            return write_to(a1, (const char *) a2, (size_t) a3);
        case SYS_setgid: case SYS_setuid: case SYS_setpgid: case SYS_setsid: case SYS_setns: return usually(0);
        case SYS_setgroups: expect_memory((void *) a2, (size_t) a1 * 4); return usually(0);
        case SYS_sigaltstack: return 0;
        case SYS_signalfd4: return signal_descriptor(a4);
        case SYS_splice: return splice_to(a1, (size_t) a5);
        case SYS_statx: expect_memory((void *) a2, strlen((char *) a2) + 1); return look_at_file((void *) a5);
        case SYS_umount2: return detached++ == 0 ? usually(0) : -EINVAL;
        case SYS_wait4: return wait_for(a1, (int *) a2, a3, (void *) a4);
        case SYS_waitid: return look_for_child((void *) a3);
        case SYS_write: return write_to(a1, (const char *) a2, (size_t) a3);
        default: finding("system call %ld", number);
    }
}

/* ---- a run ---- */

#define MOST_WORDS 64

static long stack[3 * MOST_WORDS + 64];

/* argc, argv and environment, as execve(2) leaves them; returns their end. */
static long *make_stack(void) {
    long *top = stack;
    char *word;
    long count = 1;
    is_plain = 1;
    may_pause = 0;
    char *name = strcpy(until_end(malloc(7)), "pidone");
    top[1] = (long) name;
    while (count < MOST_WORDS && (word = until_end(take_word())) != NULL) {
        is_plain &= count > 1 || word[0] != '-';
        may_pause |= strcasestr(word, "pause") != NULL || (word[0] == '-' && strchr(word, 'P') != NULL);
        top[++count] = (long) word;
        trace("argument %s\n", word);
    }
    top[0] = count;
    top[++count] = 0;
    for (int index = 0; index < MOST_WORDS && (word = until_end(take_word())) != NULL; index++) {
        is_plain &= strncmp(word, "PIDONE", 6) != 0;
        may_pause |= strcasestr(word, "pause") != NULL;
        top[++count] = (long) word;
        trace("variable %s\n", word);
    }
    top[++count] = 0;
    return top + count + 1;
}

/* The auxiliary vector. */
static void make_vector(long *top) {
    int deviation = take_deviation();
    const long vector[] = {6, 4096, 11, is_root ? 0 : 1000, 12, deviation == 1 ? 0 : is_root ? 0 : 1000, 13, 0, 14,
                           deviation == 2 ? 1 : 0, 23, deviation != 0, 0, 0};
    for (size_t index = 0; index < LENGTH(vector); index++) {
        *top++ = vector[index];
    }
}

static void make_world(void) {
    memset(processes, 0, sizeof(processes));
    memset(descriptors, 0, sizeof(descriptors));
    memset(handlers, 0, sizeof(handlers));
    memset(owed, 0, sizeof(owed));
    is_apart = 0;
    pending_count = pipe_count = polled_ready = 0;
    calls = 0;
    command = command_has_ended = command_status = has_begun = friendly_rounds = last_words = 0;
    channel_length = channel_is_closed = is_contained = was_cloned = has_lied = detached = 0;
    now = 100 * SECOND;
    real_time = 1700000000L * SECOND;
    exit_status = 0;
    long *end = make_stack();
    int world = take();
    own_id = (world & 1) == 0 ? 1 : 50;
    parent_id = own_id == 1 ? 0 : 40;
    adopts_orphans = own_id == 1;
    is_root = (world & 2) == 0;
    has_terminal = (world & 4) != 0;
    error_kind = world >> 3 & 3;
    cgroup_version = (world & 32) == 0 ? 2 : 1;
    ignored = (world & 64) == 0 ? 0 : ~0UL;
    mask = (world & 128) == 0 ? 0 : ~0UL;
    current = own_id;
    for (int signal = 1; signal <= 64 && ignored != 0; signal++) {
        handlers[signal] = (void *) 1;
    }
    make_vector(end);
    descriptors[0] = (struct descriptor) {.kind = has_terminal ? TERMINAL : OTHER, .is_inherited = 1, .name = "input"};
    descriptors[1] = (struct descriptor) {.kind = OTHER, .is_inherited = 1, .name = "output"};
    descriptors[2] = (struct descriptor) {.kind = error_kind == 3 ? TERMINAL : error_kind == 2 ? SOCKET : MESSAGES, .is_inherited = 1};
    /* A listening socket, perhaps. */
    descriptors[3] = (struct descriptor) {.kind = (world & 128) == 0 ? CLOSED : OTHER, .is_inherited = 1};
    int closed = take_deviation();
    for (int number = 0; number < 3; number++) {
        descriptors[number].kind = (closed >> number & 1) != 0 ? CLOSED : descriptors[number].kind;
    }
    begin_output();
}

static void check_end(void) {
    if (is_plain && command_has_ended && !was_cloned && exit_status != 125) {
        int expected = WIFEXITED(command_status) ? WEXITSTATUS(command_status) : 128 + WTERMSIG(command_status);
        if (exit_status != expected) {
            finding("it ends with %d, its command with %#x", exit_status, command_status);
        }
    }
}

void run_program(void) {
    reset_memory();
    make_world();
    if (setjmp(end_of_run) == 0) {
        begin(stack);
        pidone_main(0, NULL);
        finding("main has come back");
    }
    if (exit_status >= 0) {
        check_end();
    }
    while (garbage_count > 0) {
        free(garbage[--garbage_count]);
    }
}
