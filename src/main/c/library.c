/*
 * What of pidone must be machine code, in both of its forms: system calls, the child between clone(2) and execve(2), where
 * no Java can run, and the two loops that every signal and every orphan passes through.
 */
#include "library.h"

#include <asm/errno.h>
#include <asm/ioctls.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/stat.h>
#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/signalfd.h>
#include <linux/time_types.h>
#include <linux/wait.h>

#define NOTHING_SPAWNED 127
#define NANOSECONDS_PER_SECOND 1000000000L

/* So often one call waits at most: a flood must not hold up what has a deadline. */
#define ROUNDS 64

enum outcome { LEFT_TO_JAVA, FORWARDED, NOBODY_THERE };
#define SENT_BY_PROCESS (1 << 8)
#define OUTCOME_SHIFT 9
#define DISTRUSTED (1 << 11)
#define SIGNAL_COUNT_SHIFT 16
#define RELAY_READY (1L << 24)
#define WATCHED_READY (1L << 25)
#define INPUT_ENDED (1L << 26)
#define SENDER_SHIFT 32

enum end { MORE_MAY_BE_THERE, NOTHING_NEW, NO_CHILDREN, FAILURE };
#define STATUS_SHIFT 32
#define CHILD_COUNT_SHIFT 48
#define END_SHIFT 56

FUNCTION(clone_onto, CLONE_ONTO);
#ifdef SA_RESTORER
FUNCTION(return_from_signal, RETURN_FROM_SIGNAL);
#endif

unsigned long held_back;

long supervision_address(void) {
    return (long) &supervision;
}

long text_address(long number) {
    return (long) (number == 0 ? pidone_help : number == 1 ? pidone_version : pidone_style);
}

/* ---- starting the command ---- */

BEFORE_VARIABLES static char child_stack[16384];

static unsigned long length_of(const char *text) {
    unsigned long length = 0;
    while (text[length] != 0) {
        length++;
    }
    return length;
}

static char *append(char *end, const char *text) {
    while (*text != 0) {
        *end++ = *text++;
    }
    *end = 0;
    return end;
}

static char *append_number(char *end, unsigned long number) {
    char digits[21];
    char *digit = digits + sizeof(digits) - 1;
    *digit = 0;
    do {
        *--digit = (char) ('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return append(end, digit);
}

/* What the kernel calls this process for as long as the machine runs: the inode of its pidfd; 0 if it has no name for it. */
static unsigned long own_pidfd_id(void) {
    long process_id = CALL(getpid);
    long descriptor = CALL(pidfd_open, process_id, 0);
    if (descriptor < 0) {
        return 0;
    }
    struct stat file;
    long error = CALL(fstat, descriptor, &file);
    CALL(close, descriptor);
    return error == 0 ? file.st_ino : 0;
}

static void name_in(char **envp, long index, char *entry, const char *variable) {
    if (index >= 0) {
        append_number(append(entry, variable), (unsigned long) CALL(getpid));
        envp[index] = entry;
    }
}

/*
 * What a service manager says to one process alone (sd_listen_fds(3), sd_watchdog_enabled(3), systemd.exec(5)): for whom the
 * passed descriptors are, who has to report, whom it has started. That is the command, which only this process can name: it
 * is it.
 */
static void name_this_process(struct launch *launch) {
    name_in(launch->envp, launch->listen_pid, launch->listen_pid_entry, "LISTEN_PID=");
    name_in(launch->envp, launch->watchdog_pid, launch->watchdog_pid_entry, "WATCHDOG_PID=");
    name_in(launch->envp, launch->exec_pid, launch->exec_pid_entry, "SYSTEMD_EXEC_PID=");
    if (launch->listen_pidfd >= 0) {
        char *end = append(launch->listen_pidfd_entry, "LISTEN_PIDFDID=");
        unsigned long id = own_pidfd_id();
        if (id != 0) {
            append_number(end, id);
        }
        launch->envp[launch->listen_pidfd] = launch->listen_pidfd_entry;
    }
}

static long group_as_wanted(const struct launch *launch) {
    long error = 0;
    if (launch->grouping == OWN_GROUP) {
        error = CALL(setpgid, 0, 0);
        if (error == 0 && launch->terminal >= 0) {
            int group = (int) CALL(getpid);
            CALL(ioctl, launch->terminal, TIOCSPGRP, &group);
        }
    } else if (launch->grouping == OWN_SESSION) {
        error = CALL(setsid);
        if (error >= 0 && launch->terminal >= 0) {
            /* It fails if the terminal belongs to a session that pidone does not lead: never steal it. */
            CALL(ioctl, launch->terminal, TIOCSCTTY, 0);
        }
    }
    return error;
}

/* What has no terminal must not read from one, either. Where there is no /dev/null the descriptor is closed. */
static void have_nothing_to_read(void) {
    long empty = CALL(openat, AT_FDCWD, "/dev/null", O_RDONLY, 0);
    if (empty > 0) {
        CALL(dup3, empty, 0, 0);
        CALL(close, empty);
    } else if (empty < 0) {
        CALL(close, 0);
    }
}

static int is_ignored(const struct launch *launch, int signal) {
    return (launch->ignored & bit_of(signal)) != 0;
}

/* CHLD stays as it is where it need not be ignored: to set SIG_DFL would drop one that is pending (sigaction(2)). */
static int is_to_be_set(const struct launch *launch, int signal) {
    return (launch->reset & bit_of(signal)) != 0 && (signal != SIGCHLD || is_ignored(launch, signal));
}

static long set_dispositions(const struct launch *launch) {
    for (int signal = 1; signal <= SIGNALS; signal++) {
        if (!is_to_be_set(launch, signal)) {
            continue;
        }
        struct action action = {.handler = is_ignored(launch, signal) ? (void *) SIG_IGN : (void *) SIG_DFL};
        long error = change_action(signal, &action, 0);
        if (error < 0) {
            return error;
        }
    }
    return 0;
}

static void report_failure(struct launch *launch, enum step step, long error) {
    launch->step = step;
    launch->error = -error;
}

/* What execvp(3) takes as a reason to try the next directory. */
static int is_elsewhere(long error) {
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ESTALE || error == ENODEV
            || error == ETIMEDOUT;
}

/*
 * The files that execvp(3) would try, one after the other; 0 behind the last. An element of the path that makes too long
 * a name cannot be where the file is, and is skipped as there.
 */
static const char *next_file(const struct launch *launch, const char **rest) {
    APART static char file[sizeof(launch->file)];
    const char *name = launch->argv[0];
    while (*rest != 0) {
        const char *element = *rest;
        unsigned long length = 0;
        while (element[length] != 0 && element[length] != ':') {
            length++;
        }
        *rest = element[length] == 0 ? 0 : element + length + 1;
        if (length + 1 + length_of(name) < sizeof(file)) {
            char *end = file;
            for (unsigned long index = 0; index < length; index++) {
                *end++ = element[index];
            }
            append(length == 0 ? end : append(end, "/"), name);
            return file;
        }
    }
    return 0;
}

static int is_to_be_searched(const char *name) {
    for (const char *next = name; *next != 0; next++) {
        if (*next == '/') {
            return 0;
        }
    }
    return *name != 0;
}

static const char *first_file(const struct launch *launch, const char **rest) {
    int is_searched = is_to_be_searched(launch->argv[0]);
    *rest = is_searched ? launch->search_path : 0;
    return is_searched ? next_file(launch, rest) : launch->argv[0];
}

/*
 * Whether a file has a zero in its first line: no shell could do anything sensible with it (POSIX, "Command Search and
 * Execution", lets it be left alone), and what it would say tells nobody that the program is for another machine.
 */
static int is_binary(const char *file) {
    char head[128];
    /* A pipe may have taken its place. */
    long descriptor = CALL(openat, AT_FDCWD, file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    long length = CALL(read, descriptor, head, sizeof(head));
    CALL(close, descriptor);
    for (long index = 0; index < length && head[index] != '\n'; index++) {
        if (head[index] == 0) {
            return 1;
        }
    }
    return 0;
}

/*
 * A file without #! is for the shell, as with execvp(3): sh FILE ARGS. The arguments may be many, so they stay where they
 * are, and "sh" takes the place before them.
 */
static long execute_file(struct launch *launch, const char *file, long *shell_error) {
    *shell_error = 0;
    long error = -CALL(execve, file, launch->argv, launch->envp);
    if (error == ENOEXEC && !is_binary(file)) {
        char **argv = launch->argv - 1;
        char *before[] = {argv[0], argv[1]};
        argv[0] = (char *) "/bin/sh";
        argv[1] = (char *) file;
        *shell_error = -CALL(execve, argv[0], argv, launch->envp);
        argv[0] = before[0];
        argv[1] = before[1];
    }
    return error;
}

static void note_file(struct launch *launch, const char *file) {
    unsigned long index = 0;
    while (file[index] != 0 && index < sizeof(launch->file) - 1) {
        launch->file[index] = file[index];
        index++;
    }
    launch->file[index] = 0;
    launch->found = 1;
}

/* Returns only on failure. The result's error is set last: until then the command may yet be started. */
static void execute(struct launch *launch) {
    const char *rest;
    long reason = 0;
    long shell_error = 0;
    for (const char *file = first_file(launch, &rest); file != 0; file = next_file(launch, &rest)) {
        long error_of_shell;
        long error = execute_file(launch, file, &error_of_shell);
        if (reason == 0 && (error == EACCES || !is_elsewhere(error))) {
            reason = error;
            shell_error = error_of_shell;
            note_file(launch, file);
        }
        if (!is_elsewhere(error)) {
            break;
        }
    }
    if (reason == 0) {
        reason = ENOENT;
        for (const char *file = first_file(launch, &rest); file != 0; file = next_file(launch, &rest)) {
            if (CALL(faccessat, AT_FDCWD, file, 0 /* F_OK */) == 0) {
                note_file(launch, file);
                break;
            }
        }
    }
    launch->shell_error = shell_error;
    report_failure(launch, EXECVE, -reason);
}

/*
 * To become another user takes those of root away, and them only (capabilities(7)): the ambient set would make others the
 * command's, and the inheritable one those of files that it may run. What is in neither of two sets is not ambient, either.
 */
static long drop_capabilities(void) {
    const struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return CALL(capset, &header, none);
}

/*
 * In this order: the last call gives up the privileges that the others need (credentials(7)). It would also make this process
 * forget which signal it wants when its parent dies.
 */
static long become_user(const struct launch *launch) {
    if (!launch->has_user) {
        return 0;
    }
    int parent_death_signal = 0;
    CALL(prctl, PR_GET_PDEATHSIG, &parent_death_signal);
    long error = CALL(setgroups, launch->group_count, launch->groups);
    if (error == 0 || (error == -EPERM && launch->is_user)) {
        error = CALL(setgid, launch->group);
    }
    if (error == 0) {
        error = CALL(setuid, launch->user);
    }
    if (error == 0 && launch->user != 0) {
        error = drop_capabilities();
    }
    /*
     * This may still be pidone's memory: nobody of that user may look into it (fs.suid_dumpable=1), and the kernel may write
     * no core dump of it, for which Linux before 5.16 ends all processes that share it. It ends with execve(2).
     */
    CALL(prctl, PR_SET_DUMPABLE, 0);
    if (parent_death_signal != 0) {
        CALL(prctl, PR_SET_PDEATHSIG, parent_death_signal);
    }
    return error;
}

/*
 * pidone leaves the working directory while the child does not run yet: the command must neither see it there nor be
 * kept from unmounting it. Not even a descriptor may be left, so the child, which needs one, shares those of pidone
 * (CLONE_FILES) until it executes the command, and closes it.
 */
static int leave_directory(struct launch *launch) {
    long directory = launch->leaves_directory ? CALL(openat, AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0) : -1;
    if (directory >= 0 && CALL(chdir, "/") < 0) {
        CALL(close, directory);
        directory = -1;
    }
    launch->leaves_directory = directory >= 0;
    if (directory >= 0) {
        launch->directory = directory;
    }
    return directory >= 0;
}

static long enter_directory(struct launch *launch) {
    long error = launch->directory < 0 ? 0 : CALL(fchdir, launch->directory);
    if (error == 0 && launch->leaves_directory && launch->directory >= 0) {
        CALL(close, launch->directory);
        launch->directory = -1;
    }
    return error;
}

/* In the child: why it has failed pidone explains where it was, if it may. */
static void keep_directory(struct launch *launch) {
    if (launch->leaves_directory && launch->directory < 0) {
        launch->directory = CALL(openat, AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    }
}

static void return_to_directory(struct launch *launch) {
    if (launch->leaves_directory && launch->directory >= 0) {
        CALL(fchdir, launch->directory);
        CALL(close, launch->directory);
        launch->directory = -1;
    }
}

/* Returns only on failure. */
static void become(struct launch *launch) {
    name_this_process(launch);
    long error = set_dispositions(launch);
    if (error < 0) {
        report_failure(launch, SIGNAL_STATE, error);
        return;
    }
    error = enter_directory(launch);
    if (error < 0) {
        report_failure(launch, DIRECTORY, error);
        return;
    }
    error = become_user(launch);
    if (error < 0) {
        report_failure(launch, USER, error);
        return;
    }
    error = change_mask(SIG_SETMASK, launch->mask, 0);
    if (error < 0) {
        report_failure(launch, SIGNAL_STATE, error);
        return;
    }
    execute(launch);
}

static void run_child(void *argument) {
    struct launch *launch = argument;
    long error = group_as_wanted(launch);
    if (error < 0) {
        report_failure(launch, GROUPING, error);
    } else {
        if (launch->reads_nothing) {
            have_nothing_to_read();
        }
        become(launch);
        keep_directory(launch);
    }
    if (launch->program_error != 0) {
        *launch->program_error = launch->error;
    }
    CALL(exit_group, NOTHING_SPAWNED);
}

static void forget_results(struct launch *launch) {
    launch->step = CLONE;
    launch->error = 0;
    launch->shell_error = 0;
    launch->found = 0;
    launch->file[0] = 0;
}

/*
 * The command's child borrows this process's memory until it is another program (CLONE_VFORK): nothing is copied, however
 * large a JVM is, and it leaves its results here. It has a stack of its own, since this one is in use, and every signal is
 * blocked, since no handler of this process may run in it.
 *
 * A program beside the command has memory of its own: others of its user's are there by now, and may stop it before it is
 * that program, or it may wait in the kernel for a file of theirs. That holds up nobody else.
 */
long spawn_command(struct launch *launch) {
    /* As they were, also where a shell runs the command: the child has no memory of its own to change. */
    char *argv[] = {launch->argv[-1], launch->argv[0]};
    unsigned long mask;
    forget_results(launch);
    change_mask(SIG_SETMASK, ALL_SIGNALS, &mask);
    long may_be_dumped = launch->has_user ? CALL(prctl, PR_GET_DUMPABLE) : 0;
    long flags = SIGCHLD | (launch->program_error == 0 ? CLONE_VM | CLONE_VFORK : 0);
    if (launch->program_error != 0) {
        *launch->program_error = 0;
    }
    long shares_files = leave_directory(launch) ? CLONE_FILES : 0;
    long child = clone_onto((unsigned long) (flags | shares_files), child_stack + sizeof(child_stack), run_child, launch);
    if (child == -EINVAL && shares_files != 0) {
        /* An emulator that takes this for fork(2). */
        return_to_directory(launch);
        launch->leaves_directory = 0;
        child = clone_onto((unsigned long) flags, child_stack + sizeof(child_stack), run_child, launch);
    }
    if (may_be_dumped == 1) {
        /* The child has become another user in memory that was this process's as well: else /proc/self were root's now. */
        CALL(prctl, PR_SET_DUMPABLE, 1);
    }
    launch->argv[-1] = argv[0];
    launch->argv[0] = argv[1];
    if (child < 0) {
        launch->error = -child;
    }
    long error = launch->error;
    if (child > 0 && error != 0) {
        CALL(wait4, child, 0, __WALL, 0);
    } else if (error == 0 && supervision.command_id == 0 && supervision.command_status < 0) {
        supervision.command_id = (int) child;
    }
    if (error != 0) {
        return_to_directory(launch);
    }
    change_mask(SIG_SETMASK, mask, 0);
    return error == 0 ? child : -error;
}

/* Signals that are pending stay so across execve(2) and are the command's, if they are blocked while all this happens. */
long become_command(struct launch *launch) {
    struct action before[SIGNALS + 1];
    forget_results(launch);
    change_mask(SIG_SETMASK, ALL_SIGNALS, 0);
    for (int signal = 1; signal <= SIGNALS; signal++) {
        if (is_to_be_set(launch, signal)) {
            change_action(signal, 0, &before[signal]);
        }
    }
    become(launch);
    change_mask(SIG_SETMASK, ALL_SIGNALS, 0);
    for (int signal = 1; signal <= SIGNALS; signal++) {
        if (is_to_be_set(launch, signal)) {
            change_action(signal, &before[signal], 0);
        }
    }
    return -launch->error;
}

/* ---- what may never answer ---- */

struct reading {
    const char *path;
    long offset;
    int output;
};

/* A child that not even KILL has ended; 0 for none. */
static int abandoned;

static void read_for_parent(void *argument) {
    const struct reading *reading = argument;
    char text[1024];
    /* It may stay for long: nobody is to wait for the end of what pidone writes because of it. */
    CALL(close_range, 0, reading->output - 1, 0);
    CALL(close_range, reading->output + 1, ~0U, 0);
    long descriptor = CALL(openat, AT_FDCWD, reading->path, O_RDONLY);
    long length = CALL(pread64, descriptor, text, sizeof(text), reading->offset);
    if (length > 0) {
        CALL(write, reading->output, text, length);
    }
    CALL(exit_group, 0);
}

/* No signal will tell of its end: it is looked for (take_signals), without a read(2) that waits for a signal that is gone. */
static void abandon(long child) {
    const unsigned long all = ALL_SIGNALS;
    abandoned = (int) child;
    if (supervision.signal_fd >= 0 && supervision.polled_fd < 0) {
        long descriptor = CALL(signalfd4, -1, &all, sizeof(all), O_NONBLOCK | O_CLOEXEC);
        supervision.polled_fd = descriptor < 0 ? -1 : (int) descriptor;
    }
}

/*
 * Only a child can be abandoned, and that only with memory of its own. Where not even KILL ends it, it is an orphan like
 * others. Its end is no event, so there is no signal for it (clone(2)): whoever looks at each event would cause the next.
 */
long read_in_time(const char *path, void *into, long size, long offset, long nanoseconds) {
    int ends[2];
    long error = CALL(pipe2, ends, O_CLOEXEC);
    if (error < 0) {
        return error;
    }
    struct reading reading = {path, offset, ends[1]};
    unsigned long mask;
    change_mask(SIG_SETMASK, ALL_SIGNALS, &mask);
    long child = clone_onto(0, child_stack + sizeof(child_stack), read_for_parent, &reading);
    if (child == -EINVAL) {
        /* An emulator knows no other fork(2). */
        child = clone_onto(SIGCHLD, child_stack + sizeof(child_stack), read_for_parent, &reading);
    }
    CALL(close, ends[1]);
    long result = child;
    if (child > 0) {
        struct __kernel_timespec limit = {nanoseconds / NANOSECONDS_PER_SECOND, nanoseconds % NANOSECONDS_PER_SECOND};
        struct pollfd end = {ends[0], POLLIN, 0};
        result = CALL(ppoll, &end, 1, &limit, 0, 0) > 0 ? CALL(read, ends[0], into, size) : -ETIMEDOUT;
        CALL(kill, child, SIGKILL);
        /* It closes its end of the pipe when it ends: nothing can hold it up any more then. */
        limit = (struct __kernel_timespec) {.tv_nsec = NANOSECONDS_PER_SECOND / 10};
        int is_ending = result >= 0 || CALL(ppoll, &end, 1, &limit, 0, 0) > 0;
        if (CALL(wait4, child, 0, __WALL | (is_ending ? 0 : WNOHANG), 0) == 0) {
            abandon(child);
        }
    }
    CALL(close, ends[0]);
    change_mask(SIG_SETMASK, mask, 0);
    return result;
}

/* ---- signals ---- */

/* What a terminal sends, and what the kernel tells the first process of a machine (PWR). */
#define BY_KERNEL (bit_of(SIGHUP) | bit_of(SIGINT) | bit_of(SIGQUIT) | bit_of(SIGTSTP) | bit_of(SIGTTIN) | bit_of(SIGTTOU) \
        | bit_of(SIGCONT) | bit_of(SIGWINCH) | bit_of(SIGPWR))

/*
 * Whether a signal may come from inside of the PID namespace whose init this is. The sender's ID is 0 if it is outside
 * (pid_namespaces(7)); but whoever queues a signal says himself who he is, and a descriptor's owner has the kernel send
 * any signal, as a limit on CPU time has (rt_sigqueueinfo(2), fcntl(2), F_SETOWN, F_SETSIG, prlimit(2)). What remains is
 * what kill(2) says, and the terminal's keys.
 *
 * Where the sender's queue is full the kernel keeps nothing but the number of what tgkill(2) and sigqueue(3) send, and
 * tells that process 0 of user 0 had called kill(2). It always has room for what kill(2) sends, but for real-time signals.
 */
static int is_distrusted(const struct supervision *supervision, int signal, int code, int sender, unsigned user) {
    int is_killed = (code == SI_USER && !(user == 0 && supervision->root_is_inside)) || code == SI_TKILL;
    int is_of_kernel = (code == SI_KERNEL && (BY_KERNEL & bit_of(signal)) != 0) || (signal == SIGCHLD && code > 0);
    return supervision->distrusts_inside && !is_of_kernel && !(is_killed && sender == 0);
}

long forward(const struct supervision *supervision, int signal, int code, int sender, unsigned user) {
    const struct route *route = &supervision->routes[signal];
    /* A code above zero: the kernel has sent it (sigaction(2), "si_code"). */
    if (code > 0 || sender == supervision->own_id || route->target == 0
            || is_distrusted(supervision, signal, code, sender, user)) {
        return LEFT_TO_JAVA;
    }
    return CALL(kill, route->target, route->signal) == 0 ? FORWARDED : NOBODY_THERE;
}

/* Returns the end of the notes. Nothing overtakes a signal that is left to Java. */
static long *note_signals(const struct supervision *supervision, const struct signalfd_siginfo *info,
                          const struct signalfd_siginfo *end, long *note) {
    int overtakes = 0;
    for (; info < end; info++) {
        int signal = (int) info->ssi_signo;
        int sender = (int) info->ssi_pid;
        long outcome = overtakes ? LEFT_TO_JAVA : forward(supervision, signal, info->ssi_code, sender, info->ssi_uid);
        overtakes |= outcome == LEFT_TO_JAVA;
        if (outcome == LEFT_TO_JAVA || supervision->routes[signal].report) {
            *note++ = signal | (info->ssi_code > 0 ? 0 : SENT_BY_PROCESS) | outcome << OUTCOME_SHIFT
                    | (is_distrusted(supervision, signal, info->ssi_code, sender, info->ssi_uid) ? DISTRUSTED : 0)
                    | (long) info->ssi_pid << SENDER_SHIFT;
        }
    }
    return note;
}

enum waited { NOT_READABLE, READABLE, TIME_IS_OVER, CANNOT_WAIT };

/* Whether signals can be read, and what else is ready. */
static enum waited wait_for_any(struct supervision *supervision, int signal_fd, struct __kernel_timespec *limit,
                         long *ready) {
    struct pollfd descriptors[] = {
        {signal_fd, POLLIN, 0},
        {supervision->relay_fd, POLLIN, 0},
        {supervision->watched_fd, POLLIN, 0},
        {supervision->input_fd, POLLRDHUP, 0},
    };
    long count = CALL(ppoll, descriptors, LENGTH(descriptors), limit, 0, 0);
    if (count <= 0) {
        return count == 0 || count == -EINTR ? TIME_IS_OVER : CANNOT_WAIT;
    }
    *ready = (descriptors[1].revents != 0 ? RELAY_READY : 0) | (descriptors[2].revents != 0 ? WATCHED_READY : 0);
    if (descriptors[3].revents != 0) {
        /* Half of a socket's connection may end by itself. An error alone is no end, and would be told of for ever. */
        *ready |= (descriptors[3].revents & (POLLHUP | POLLRDHUP)) != 0 ? INPUT_ENDED : 0;
        supervision->input_fd = -1;
    }
    return descriptors[0].revents != 0 ? READABLE : NOT_READABLE;
}

/* Where no descriptor was left for a signalfd there is none for anything else: signals are all that is waited for. */
static long take_signal(struct supervision *supervision, struct __kernel_timespec *limit, long *notes) {
    unsigned long all = ALL_SIGNALS;
    siginfo_t taken;
    long signal = CALL(rt_sigtimedwait, &all, &taken, limit, sizeof(all));
    if (held_back != 0) {
        change_mask(SIG_UNBLOCK, __atomic_exchange_n(&held_back, 0, __ATOMIC_RELAXED), 0);
    }
    if (signal < 0) {
        return 0;
    }
    struct signalfd_siginfo info = {.ssi_signo = (unsigned) signal, .ssi_code = taken.si_code,
                                    .ssi_pid = (unsigned) taken.si_pid, .ssi_uid = taken.si_uid};
    return note_signals(supervision, &info, &info + 1, notes) == notes ? 0 : notes[0] | 1L << SIGNAL_COUNT_SHIFT;
}

/*
 * Whoever may do so, as the command where it is the same user, has left this process fewer descriptors than are to be waited
 * for (prlimit(2); poll(2), EINVAL). What else could be ready is looked at now and then.
 */
static long take_signal_without_polling(struct supervision *supervision, struct __kernel_timespec *limit, long *notes) {
    long ready = (supervision->relay_fd >= 0 ? RELAY_READY : 0) | (supervision->watched_fd >= 0 ? WATCHED_READY : 0);
    struct __kernel_timespec moment = {.tv_nsec = NANOSECONDS_PER_SECOND / 10};
    int is_shorter = limit != 0 && limit->tv_sec == 0 && limit->tv_nsec < moment.tv_nsec;
    return take_signal(supervision, ready == 0 || is_shorter ? limit : &moment, notes) | ready;
}

long take_signals(struct supervision *supervision, long nanoseconds, long *notes) {
    nanoseconds = nanoseconds < 0 && abandoned != 0 ? NANOSECONDS_PER_SECOND : nanoseconds;
    struct signalfd_siginfo infos[SIGNALS_AT_ONCE];
    struct __kernel_timespec limit = {nanoseconds / NANOSECONDS_PER_SECOND, nanoseconds % NANOSECONDS_PER_SECOND};
    if (supervision->signal_fd < 0) {
        return take_signal(supervision, nanoseconds < 0 ? 0 : &limit, notes);
    }
    /* Where signals are all there is to wait for, reading them is waiting for them: one system call for each. */
    int is_to_poll = nanoseconds >= 0 || supervision->relay_fd >= 0 || supervision->watched_fd >= 0
            || supervision->input_fd >= 0 || supervision->polled_fd == supervision->signal_fd;
    /* What has arrived may be gone by the time it is read: CONT and a signal that stops drop each other (kill(2)). */
    int signal_fd = is_to_poll && supervision->polled_fd >= 0 ? supervision->polled_fd : supervision->signal_fd;
    for (int round = 0; round < ROUNDS; round++) {
        long ready = 0;
        /* The kernel leaves in the limit what is left of it (ppoll(2), "C library/kernel differences"). */
        enum waited waited = is_to_poll ? wait_for_any(supervision, signal_fd, nanoseconds < 0 ? 0 : &limit, &ready) : READABLE;
        if (waited == CANNOT_WAIT) {
            return take_signal_without_polling(supervision, nanoseconds < 0 ? 0 : &limit, notes);
        }
        if (waited == TIME_IS_OVER) {
            return 0;
        }
        long bytes = waited == READABLE ? CALL(read, signal_fd, infos, sizeof(infos)) : 0;
        long count = bytes < 0 ? 0 : bytes / (long) sizeof(infos[0]);
        if (held_back != 0) {
            change_mask(SIG_UNBLOCK, __atomic_exchange_n(&held_back, 0, __ATOMIC_RELAXED), 0);
        }
        long noted = note_signals(supervision, infos, infos + count, notes) - notes;
        if (noted != 0 || ready != 0) {
            return (noted == 0 ? 0 : notes[0] | noted << SIGNAL_COUNT_SHIFT) | ready;
        }
        if (bytes < 0) {
            return 0;
        }
    }
    return 0;
}

/* ---- children ---- */

static int is_stopped(int status) {
    return (status & 0xff) == 0x7f;
}

void note_end(struct supervision *supervision, int process_id, int status) {
    if (process_id == supervision->command_id && !is_stopped(status)) {
        supervision->command_id = 0;
        supervision->command_status = status;
    }
}

long reap_children(long *notes, long count) {
    long noted = 0;
    long end = MORE_MAY_BE_THERE;
    while (noted < count) {
        int status;
        long child = CALL(wait4, -1, &status, WNOHANG | WUNTRACED | __WALL, 0);
        if (child <= 0) {
            end = child == 0 ? NOTHING_NEW : child == -ECHILD ? NO_CHILDREN : FAILURE;
            if (end == FAILURE && noted == 0) {
                return -child | end << END_SHIFT;
            }
            /* An error is for the next call to find. */
            end = end == FAILURE ? MORE_MAY_BE_THERE : end;
            break;
        }
        notes[noted++] = child | (long) status << STATUS_SHIFT;
        note_end(&supervision, (int) child, status);
        abandoned = child == abandoned ? 0 : abandoned;
        if (is_stopped(status)) {
            break;
        }
    }
    return (noted == 0 ? 0 : notes[0] | noted << CHILD_COUNT_SHIFT) | end << END_SHIFT;
}
