/*
 * What pidone's Java and its machine code share. Java lays the structs out once more (MemoryLayout); a test compares the
 * two. Functions take and return longs, so that one shape of call serves Java for all of them; an error is a negated errno.
 */
#ifndef PIDONE_H
#define PIDONE_H

#define SIGNALS 64
#define SIGNALS_AT_ONCE 16

/* Where a signal goes the moment it is taken, by its number. */
struct route {
    int target;             /* as kill(2) takes it; 0: there is no route, Java decides */
    unsigned char signal;   /* what is sent */
    unsigned char report;   /* whether Java wants to hear of it */
    unsigned char padding[2];
};

/* What both look at while the command runs. There is one. */
struct supervision {
    struct route routes[SIGNALS + 1];
    unsigned long blocked_at_start; /* the signals that were blocked when pidone was started: bit n - 1 is signal n */
    unsigned long ignored_at_start; /* and those that were ignored, of those whose handling pidone changes */
    int own_id;             /* pidone's process ID: what it sends to itself is not forwarded */
    int signal_fd;          /* a signalfd, -1 before it is there; blocking in the file, not blocking in the jar */
    int polled_fd;          /* a signalfd that does not block, for where more than signals is waited for; -1 before */
    int input_fd;           /* standard input, while its end is waited for; -1 otherwise */
    int watched_fd;         /* a pidfd whose process's end is an event, -1 for none */
    int relay_fd;           /* the eventfd of the relay in the jar, -1 in the file */
    int command_id;         /* set by spawn_command for the first process that it starts, 0 before and once it is reaped */
    int command_status;     /* set by reap_children: the command's wait status (wait(2)), -1 before */
    int waits_for_all;      /* whether pidone goes on after the command until no child is left */
    int distrusts_inside;   /* whether what processes of pidone's own PID namespace send is left to Java */
    int root_is_inside;     /* whether nobody outside sends signals as a user whose ID is 0 in here */
    int padding;
};

enum grouping { INHERITED, OWN_GROUP, OWN_SESSION };
enum step { CLONE, GROUPING, SIGNAL_STATE, DIRECTORY, USER, EXECVE };

/* How a command is to be started, and why it could not be. */
struct launch {
    char **argv;            /* argv[-1] is there, too: it is overwritten for a file that the shell must run */
    char **envp;
    const char *search_path; /* for a name without a slash: PATH, or what execvp(3) takes in its place */
    long grouping;          /* enum grouping */
    long terminal;          /* a descriptor of the terminal that the command is given, -1 for none */
    long reads_nothing;     /* whether its standard input is to be empty */
    long directory;         /* a descriptor of the working directory, -1: it is the current one */
    long leaves_directory;  /* whether this process is to leave it, before the command is there to see that */
    unsigned long mask;     /* the signals blocked in the command: bit n - 1 is signal n, here and below */
    unsigned long ignored;  /* the signals ignored in the command ... */
    unsigned long reset;    /* ... and those whose disposition must be set for that: SIG_IGN if ignored, else SIG_DFL */
    long listen_pid;        /* index in envp of a LISTEN_PID= that is to name the command, -1 for none */
    long listen_pidfd;      /* the same for LISTEN_PIDFDID= */
    long watchdog_pid;      /* the same for WATCHDOG_PID= */
    long exec_pid;          /* the same for SYSTEMD_EXEC_PID= */
    long has_user;          /* whether the command runs as the following user */
    long is_user;           /* whether this process has these IDs already, so that it need not be privileged */
    long user;
    long group;
    long group_count;
    unsigned *groups;       /* the supplementary groups */

    long *program_error;    /* 0 for the command; else memory that the child shares, for why it is not the program: its errno */

    long step;              /* enum step: what failed */
    long error;             /* its errno, 0 if nothing failed */
    long shell_error;       /* after ENOEXEC: why /bin/sh could not run the file, either; 0 if it is no text */
    long found;             /* whether there is such a file: where error is ENOENT, its interpreter or loader is not */
    char file[4096];        /* which file could not be executed; cut if it is longer; empty if none was found */

    char listen_pid_entry[32], listen_pidfd_entry[48], watchdog_pid_entry[32], exec_pid_entry[32];
};

/* The system calls that Java makes, in the order of the constants of SystemCall; a test compares the two. */
#define SYSTEM_CALLS(OF) \
    OF(capget) OF(chdir) OF(chroot) OF(clock_gettime) OF(clone) OF(close) OF(close_range) OF(eventfd2) OF(execve) \
    OF(exit_group) OF(faccessat) OF(fchdir) OF(fcntl) OF(fgetxattr) OF(fstat) OF(fstatfs) OF(ftruncate) OF(getcwd) \
    OF(getdents64) OF(getegid) OF(geteuid) OF(getpgid) OF(getpid) OF(getppid) OF(getresgid) OF(getresuid) \
    OF(getrusage) OF(getsid) OF(gettid) OF(ioctl) OF(kill) OF(mmap) OF(mount) OF(openat) OF(pidfd_open) \
    OF(pidfd_send_signal) OF(pipe2) OF(ppoll) OF(prctl) OF(pread64) OF(read) OF(readlinkat) OF(rt_sigaction) \
    OF(rt_sigpending) OF(rt_sigprocmask) OF(sendto) OF(setns) OF(setpgid) OF(setsid) OF(signalfd4) OF(splice) OF(statx) OF(tgkill) OF(umount2) OF(wait4) \
    OF(waitid) OF(write)
#define SYSTEM_CALL_ORDINAL(name) CALL_##name,
enum system_call { SYSTEM_CALLS(SYSTEM_CALL_ORDINAL) SYSTEM_CALL_COUNT };

/* What differs between architectures and Java asks for, as the constants of Machine; a test compares the two. */
enum machine {
    MACHINE_NAME, MACHINE_NAME_OF_DOCKER, MACHINE_ELF_CLASS, MACHINE_ELF_DATA, MACHINE_ELF_NUMBER, MACHINE_GLIBC_LOADER,
    MACHINE_MUSL_LOADER, MACHINE_O_DIRECTORY, MACHINE_TIOCGPGRP, MACHINE_TIOCSPGRP, MACHINE_TIOCNOTTY, MACHINE_TIOCSCTTY,
    MACHINE_TIOCGWINSZ, MACHINE_STAT_BYTES, MACHINE_ST_MODE, MACHINE_STATFS_BYTES, MACHINE_F_FLAGS, MACHINE_O_NOFOLLOW,
    MACHINE_ST_NLINK, MACHINE_RT_SIGTIMEDWAIT, MACHINE_FACT_COUNT
};

#ifdef __PIE__
/* In the file nobody else looks for it: no table of addresses stands between. */
#define EXPORTED __attribute__((visibility("hidden")))
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

extern EXPORTED struct supervision supervision;

/* A system call by its place among SYSTEM_CALLS: its result, or a negated errno. */
EXPORTED long system_call(long ordinal, long a1, long a2, long a3, long a4, long a5, long a6);

/* A number, or the address of a string. Of a struct's member it is the offset of its low 32 bits. */
EXPORTED long machine(long fact /* enum machine */);

/*
 * Starts the command in a child: its process ID, or an error; then nothing of it is left. A program beside the command is
 * not waited for: its process ID; where it could not be executed its status is 127, and *program_error says why.
 */
EXPORTED long spawn_command(struct launch *launch);

/* Makes this process the command. Returns, with an error, only if that fails: with all signals blocked. */
EXPORTED long become_command(struct launch *launch);

/*
 * Waits for signals, takes up to SIGNALS_AT_ONCE of them, and forwards along their routes those before the first that
 * needs a decision: it has no route, no process has sent it, or this process itself. Leaves a note of each that was not
 * forwarded or whose route asks for one: its number in bits 0 to 7, whether a process has sent it in bit 8, in bits 9 and
 * 10 what came of it (0: Java is to decide, 1 forwarded, 2 nobody was there), whether it is distrusted in bit 11, the sender in bits 32 to 63.
 * Returns the first note, with the number of notes in bits 16 to 23, and in bits 24 and 25 whether relay_fd and watched_fd
 * are readable, in bit 26 whether nobody can write to input_fd any more, which is told of once; 0 if the time is over, and now and then in a flood of signals that need no decision.
 */
EXPORTED long take_signals(struct supervision *supervision, long nanoseconds /* negative: no limit */, long *notes);

/*
 * Collects children that have ended or stopped, without waiting. A note holds a process ID in bits 0 to 31, a wait status
 * in bits 32 to 47. Whoever has stopped is the last one: what is done about it must be done before others are reaped, and
 * their IDs free.
 * Returns the first note, with the number of notes in bits 48 to 55, and in bits 56 and 57 why there are no more: 0 there
 * may be, 1 nothing new, 2 there are no children, 3 an error, whose errno takes the place of the note.
 */
EXPORTED long reap_children(long *notes, long count);

/*
 * Reads up to 1024 bytes, from an offset on, of a file of another process's memory, such as /proc/PID/cmdline, or of another
 * one for which the kernel takes a lock that the process can hold for ever (a page fault of a file system of its own, with its
 * memory map locked): a child reads. Returns how many bytes there were, or an error, -ETIMEDOUT when the time was over.
 */
EXPORTED long read_in_time(const char *path, void *into, long size, long offset, long nanoseconds);

/* Where Java cannot reach variables: their addresses. */
EXPORTED long supervision_address(void);

/* Of argc, which argv, a null, the environment, and a null follow, as the kernel laid them out; 0: it was not found. */
EXPORTED long initial_stack(void);

/*
 * A text that the build has made, with a zero at its end: what --help prints (0), or --version (1), and the
 * report's style sheet (2). Its address.
 */
EXPORTED long text_address(long number);

/* ---- in the jar only ---- */

/* The relay of the signals that a JVM keeps to itself. */
struct relay {
    long wake_up;           /* an eventfd that is written to when a signal arrives, -1 for none */
    unsigned long pending;  /* the signals that have arrived */
    long heir;              /* the ID of the thread that is about to become the command, 0 before: signals are sent on to it */
};

extern EXPORTED struct relay relay;

/* Takes the signals away that have arrived, bit n - 1 for signal n. */
EXPORTED long take_relayed(void);

/* From now on a thread is sent the signals that arrive: it is about to become the command. */
EXPORTED void relay_to(long thread);

/* Has an eventfd written to when a signal arrives. */
EXPORTED void wake_up_through(long descriptor);

/* ---- in the file only ---- */

/* Something that pidone cannot recover from: says so and goes on in the loop that needs no Java. */
_Noreturn void pidone_fatal(const char *reason);
_Noreturn void pidone_out_of_memory(void);

#endif
