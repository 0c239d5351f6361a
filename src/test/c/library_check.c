/*
 * Runs the machine code of the file (src/main/c: library.c, machine.c and file.c), routine by routine, without any Java:
 *
 *     library_check [native|emulated [CHECK]]
 *
 * It is linked as the file is: with pidone_start as its entry point. Its current directory is empty and its own.
 */
#include "check.h"

#include <dirent.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/uio.h>

#include "arch.h"
#include "arch.h"
#include "pidone.h"

static const char *program;

/* Has a system call fail from now on. An emulator makes the program's system calls in its own way, and many others. */
static void deny(long number, int error) {
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned) number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned) error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {LENGTH(steps), steps};
    CHECK(!is_emulated);
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
}

/* Becomes a user who may look into the memory of what runs as the same user. */
static void become_ordinary(void) {
    if (getuid() == 0) {
        CHECK(syscall(SYS_setgid, 65534) == 0 && syscall(SYS_setuid, 65534) == 0);
    }
    CHECK(prctl(PR_SET_DUMPABLE, 1) == 0);
}

/* ---- system_call ---- */

static volatile long marks[] = {101, 102, 103, 104, 105, 106, 107, 108, 109, 110};

/*
 * The compiler keeps the marks where it keeps what is to outlast a call: in the registers that a function must leave as
 * they were, as many as there are.
 */
#define KEEPING_REGISTERS(call) \
    ({ \
        long m0 = marks[0], m1 = marks[1], m2 = marks[2], m3 = marks[3], m4 = marks[4]; \
        long m5 = marks[5], m6 = marks[6], m7 = marks[7], m8 = marks[8], m9 = marks[9]; \
        long result = call; \
        CHECK(m0 == marks[0] && m1 == marks[1] && m2 == marks[2] && m3 == marks[3] && m4 == marks[4]); \
        CHECK(m5 == marks[5] && m6 == marks[6] && m7 == marks[7] && m8 == marks[8] && m9 == marks[9]); \
        result; \
    })

static void a_system_call_takes_six_arguments(void) {
    long page = sysconf(_SC_PAGESIZE);
    int file = memfd_create("two pages", MFD_CLOEXEC);
    CHECK(file >= 0 && ftruncate(file, 2 * page) == 0 && pwrite(file, "second", 6, page) == 6);
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    long from = page;
    long moved = KEEPING_REGISTERS(
            system_call(CALL_splice, file, (long) &from, ends[1], 0, 6, SPLICE_F_NONBLOCK));
    char text[7] = {0};
    CHECK(moved == 6 && from == page + 6);
    CHECK(read(ends[0], text, sizeof(text)) == 6 && strcmp(text, "second") == 0);
    /* The last one are flags. */
    CHECK(system_call(CALL_splice, file, (long) &from, ends[1], 0, 6, -1) == -EINVAL);
}

static void a_system_call_returns_a_result_or_a_negated_errno(void) {
    CHECK(system_call(CALL_getpid, 0, 0, 0, 0, 0, 0) == getpid());
    CHECK(system_call(CALL_close, -1, 0, 0, 0, 0, 0) == -EBADF);
}

/* ---- spawn_command and become_command ---- */

static char *no_environment[] = {NULL};

/* A launch of what nothing special is wanted for. argv[-1] is there. */
static struct launch *launch_of(char *const *argv) {
    struct launch *launch = share(sizeof(struct launch));
    size_t count = 0;
    while (argv[count] != NULL) {
        count++;
    }
    char **vector = calloc(count + 2, sizeof(char *));
    CHECK(vector != NULL);
    vector[0] = "before argv";
    memcpy(vector + 1, argv, count * sizeof(char *));
    *launch = (struct launch) {.argv = vector + 1, .envp = no_environment, .search_path = "/bin:/usr/bin", .terminal = -1,
                               .directory = -1, .listen_pid = -1, .listen_pidfd = -1, .watchdog_pid = -1,
                               .exec_pid = -1, .error = 99,
                               .found = 99, .shell_error = 99, .step = 99};
    return launch;
}

#define LAUNCH(...) launch_of((char *const[]) {__VA_ARGS__, NULL})

/*
 * Starts a command, which is waited for; returns the result. An emulator does not wait in vfork(2) until the child has
 * become another program: there a failure may only show when the child has ended.
 */
static long run(struct launch *launch, int *status) {
    long result = KEEPING_REGISTERS(spawn_command(launch));
    if (result > 0) {
        *status = status_of((pid_t) result);
        if (is_emulated && launch->error != 0) {
            result = -launch->error;
        }
    }
    CHECK(result > 0 || (launch->error == -result && has_no_children()));
    CHECK(result < 0 || launch->error == 0);
    return result;
}

static void run_well(struct launch *launch) {
    int status;
    CHECK(run(launch, &status) > 0 && has_exited_with(status, 0));
}

static int fails(struct launch *launch, enum step step, int error) {
    int status;
    long result = run(launch, &status);
    if (result != -error || launch->step != step) {
        fprintf(stderr, "%ld in step %ld, file %s\n", result, launch->step, launch->file);
    }
    return result == -error && launch->step == step;
}

static int fails_with(struct launch *launch, int error, const char *file) {
    return fails(launch, EXECVE, error) && strcmp(launch->file, file) == 0 && launch->found == (*file != 0)
            && launch->shell_error == 0;
}

static void the_command_is_given_its_arguments_and_environment(void) {
    int output = redirect(STDOUT_FILENO);
    char *environment[] = {"A=first", "EMPTY=", "B=x\xff", NULL};
    struct launch *launch = LAUNCH("/bin/sh", "-c", "echo \"$0|$1|$2\"; env", "zero", "", "two words");
    launch->envp = environment;
    run_well(launch);
    CHECK(strncmp(content(output), "zero||two words\n", 16) == 0);
    CHECK(strstr(content(output), "\nA=first\n") && strstr(content(output), "\nEMPTY=\n"));
    CHECK(strstr(content(output), "\nB=x\xff\n"));
}

static void the_status_is_for_the_caller(void) {
    int status;
    CHECK(run(LAUNCH("sh", "-c", "exit 42"), &status) > 0 && has_exited_with(status, 42));
}

static void make_folders(void) {
    const char *names[] = {"one", "two", "three"};
    for (size_t index = 0; index < LENGTH(names); index++) {
        CHECK(mkdir(names[index], 0700) == 0 || errno == EEXIST);
        char old[64];
        const char *files[] = {"tool", "script", "no-loader"};
        for (size_t file = 0; file < LENGTH(files); file++) {
            snprintf(old, sizeof(old), "%s/%s", names[index], files[file]);
            CHECK(unlink(old) == 0 || errno == ENOENT);
        }
    }
}

static const char tool[] = "#!/bin/sh\necho \"$0\"\n";

static void the_command_is_looked_for_along_the_path(void) {
    make_folders();
    make_file("two/tool", 0755, tool);
    make_file("three/tool", 0755, tool);
    int output = redirect(STDOUT_FILENO);
    struct launch *launch = LAUNCH("tool");
    /* Not there, no folder, and then there. */
    launch->search_path = "one:two/tool:two:three";
    run_well(launch);
    CHECK(is_content(output, "two/tool\n"));
}

static void an_empty_element_of_the_path_is_the_current_folder(void) {
    const char *paths[] = {"", ":one", "one:", "one::two"};
    make_folders();
    make_file("tool", 0755, "#!/bin/sh\necho here\n");
    int output = redirect(STDOUT_FILENO);
    for (size_t index = 0; index < LENGTH(paths); index++) {
        struct launch *launch = LAUNCH("tool");
        launch->search_path = paths[index];
        run_well(launch);
    }
    CHECK(is_content(output, "here\nhere\nhere\nhere\n"));
    CHECK(unlink("tool") == 0);
}

static void an_element_of_the_path_that_is_too_long_is_skipped(void) {
    make_folders();
    make_file("two/tool", 0755, tool);
    int output = redirect(STDOUT_FILENO);
    const struct {
        size_t length;
        int error;
    } cases[] = {{4090, ENAMETOOLONG}, {4091, 0}, {100000, 0}};
    for (size_t index = 0; index < LENGTH(cases); index++) {
        char *path = share(cases[index].length + 16);
        memset(path, 'x', cases[index].length);
        strcpy(path + cases[index].length, ":two");
        struct launch *launch = LAUNCH("tool");
        launch->search_path = path;
        if (cases[index].error == 0) {
            run_well(launch);
        } else {
            /* "/tool" makes it 4095 bytes, as many as a name may have, but no element of it may have more than 255. */
            CHECK(fails(launch, EXECVE, cases[index].error));
            CHECK(strlen(launch->file) == 4095);
        }
    }
    CHECK(is_content(output, "two/tool\ntwo/tool\n"));
}

static void a_file_that_may_not_be_executed_is_passed_over_and_remembered(void) {
    make_folders();
    make_file("one/tool", 0644, tool);
    make_file("two/tool", 0755, tool);
    int output = redirect(STDOUT_FILENO);
    struct launch *launch = LAUNCH("tool");
    launch->search_path = "one:two";
    run_well(launch);
    CHECK(is_content(output, "two/tool\n"));

    launch->search_path = "three:one:three";
    CHECK(fails_with(launch, EACCES, "one/tool"));
    make_file("two/tool", 0644, tool);
    launch->search_path = "two:one";
    CHECK(fails_with(launch, EACCES, "two/tool"));
}

static void a_name_with_a_slash_is_not_looked_for(void) {
    make_folders();
    make_file("two/tool", 0755, tool);
    struct launch *launch = LAUNCH("one/tool");
    launch->search_path = "two";
    CHECK(fails_with(launch, ENOENT, ""));
    int output = redirect(STDOUT_FILENO);
    run_well(LAUNCH("two/tool"));
    CHECK(is_content(output, "two/tool\n"));
}

static void a_command_that_is_not_there_is_not_found(void) {
    CHECK(fails_with(LAUNCH("no-such-command"), ENOENT, ""));
    CHECK(fails_with(LAUNCH(""), ENOENT, ""));
    struct launch *launch = LAUNCH("");
    launch->search_path = "";
    CHECK(fails_with(launch, ENOENT, ""));
}

static void a_file_that_is_there_without_its_interpreter_is_told(void) {
    make_folders();
    make_file("two/no-loader", 0755, "#!/no/such/interpreter\n");
    struct launch *launch = LAUNCH("no-loader");
    launch->search_path = "one:two";
    CHECK(fails(launch, EXECVE, ENOENT));
    CHECK(launch->found && strcmp(launch->file, "two/no-loader") == 0);

    /* One that may not be executed says more. */
    make_file("three/no-loader", 0644, "");
    launch->search_path = "one:two:three";
    CHECK(fails_with(launch, EACCES, "three/no-loader"));
}

static void other_errors_end_the_search(void) {
    char name[300];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = 0;
    struct launch *launch = LAUNCH(name);
    launch->search_path = "one";
    char expected[320];
    snprintf(expected, sizeof(expected), "one/%s", name);
    CHECK(fails_with(launch, ENAMETOOLONG, expected));
}

static void a_file_for_the_shell_is_run_by_it_in_place(void) {
    make_folders();
    make_file("two/script", 0755, "echo \"$0|$1|$2|$#\"\n");
    int output = redirect(STDOUT_FILENO);
    struct launch *launch = LAUNCH("script", "a b", "");
    launch->search_path = "one:two";
    run_well(launch);
    CHECK(is_content(output, "two/script|a b||2\n"));
    CHECK(strcmp(launch->argv[-1], "before argv") == 0 && strcmp(launch->argv[0], "script") == 0);
}

static void a_file_with_a_zero_in_its_first_line_is_not_for_the_shell(void) {
    make_folders();
    make_file("two/script", 0755, "");
    int file = open("two/script", O_WRONLY);
    const char binary[] = "MZ\0\necho here\n";
    CHECK(write(file, binary, sizeof(binary) - 1) == sizeof(binary) - 1 && close(file) == 0);
    CHECK(fails_with(LAUNCH("two/script"), ENOEXEC, "two/script"));

    /* A script may carry other data behind its first line, as those do that unpack themselves. */
    file = open("two/script", O_WRONLY | O_TRUNC);
    const char script[] = "echo here; exit\n\0\n";
    CHECK(write(file, script, sizeof(script) - 1) == sizeof(script) - 1 && close(file) == 0);
    int output = redirect(STDOUT_FILENO);
    run_well(LAUNCH("two/script"));
    CHECK(is_content(output, "here\n"));
}

/* "/bin/sh" and the longer name of the file are what is too much for the kernel (execve(2), "Limits"). */
static void if_the_shell_cannot_run_a_file_either_both_errors_are_told(void) {
    if (is_emulated) {
        /* An emulator does not set the limit. */
        return;
    }
    make_folders();
    make_file("two/script", 0755, "exit 0\n");
    struct rlimit small = {512 * 1024, RLIM_INFINITY};
    CHECK(setrlimit(RLIMIT_STACK, &small) == 0);
    const size_t half = 100000;
    char *first = share(half), *second = share(half);
    memset(first, 'x', half - 1);
    size_t fits = 0, too_long = half;
    while (too_long - fits > 1) {
        size_t length = (fits + too_long) / 2;
        memset(second, 0, half);
        memset(second, 'x', length);
        int status;
        if (run(LAUNCH("/bin/true", first, second), &status) > 0) {
            fits = length;
        } else {
            too_long = length;
        }
    }
    memset(second, 0, half);
    memset(second, 'x', fits);
    struct launch *launch = LAUNCH("two/script", first, second);
    /* The same number of bytes, but one for each that the name is longer, and the terminating null of neither. */
    second[fits - 2 * (strlen("two/script") - strlen("/bin/true"))] = 0;
    CHECK(fails(launch, EXECVE, ENOEXEC));
    CHECK(launch->shell_error == E2BIG && strcmp(launch->file, "two/script") == 0 && launch->found);
    CHECK(strcmp(launch->argv[-1], "before argv") == 0 && strcmp(launch->argv[0], "two/script") == 0);
}

/* Of /proc/PID/stat, counted as proc(5) does from the third on. */
static long stat_field(const char *stat, int number) {
    const char *next = strrchr(stat, ')') + 1;
    for (int field = 3; field < number; field++) {
        next = strchr(next + 1, ' ');
    }
    return atol(next);
}

enum { GROUP = 5, SESSION = 6, TERMINAL = 7, FOREGROUND = 8 };

/* Runs a command that prints its /proc/PID/stat; returns its ID. */
static pid_t run_grouped(int output, enum grouping grouping, int terminal) {
    struct launch *launch = LAUNCH("cat", "/proc/self/stat");
    launch->grouping = grouping;
    launch->terminal = terminal;
    int status;
    long child = run(launch, &status);
    CHECK(child > 0 && has_exited_with(status, 0));
    CHECK(atol(content(output)) == child);
    return (pid_t) child;
}

static void the_command_is_grouped_as_wanted(void) {
    int output = redirect(STDOUT_FILENO);
    run_grouped(output, INHERITED, -1);
    CHECK(stat_field(content(output), GROUP) == getpgrp() && stat_field(content(output), SESSION) == getsid(0));

    output = redirect(STDOUT_FILENO);
    pid_t child = run_grouped(output, OWN_GROUP, -1);
    CHECK(stat_field(content(output), GROUP) == child && stat_field(content(output), SESSION) == getsid(0));

    output = redirect(STDOUT_FILENO);
    child = run_grouped(output, OWN_SESSION, -1);
    CHECK(stat_field(content(output), GROUP) == child && stat_field(content(output), SESSION) == child);
    CHECK(stat_field(content(output), TERMINAL) == 0);
}

static int open_terminal(int flags) {
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(master >= 0 && unlockpt(master) == 0);
    int number;
    CHECK(ioctl(master, TIOCGPTN, &number) == 0);
    char name[32];
    snprintf(name, sizeof(name), "/dev/pts/%d", number);
    int terminal = open(name, O_RDWR | O_CLOEXEC | flags);
    CHECK(terminal >= 0);
    return terminal;
}

static void the_command_is_given_the_terminal(void) {
    int output = redirect(STDOUT_FILENO);
    pid_t child = run_grouped(output, OWN_SESSION, open_terminal(O_NOCTTY));
    CHECK(stat_field(content(output), TERMINAL) != 0 && stat_field(content(output), FOREGROUND) == child);

    CHECK(setsid() > 0);
    int terminal = open_terminal(0);
    output = redirect(STDOUT_FILENO);
    child = run_grouped(output, OWN_GROUP, terminal);
    CHECK(stat_field(content(output), TERMINAL) != 0 && stat_field(content(output), FOREGROUND) == child);

    /* It is this session's now, and not to be stolen; and what is no terminal is no reason to fail. */
    output = redirect(STDOUT_FILENO);
    run_grouped(output, OWN_SESSION, terminal);
    CHECK(stat_field(content(output), TERMINAL) == 0);
    run_grouped(redirect(STDOUT_FILENO), OWN_GROUP, STDIN_FILENO);
}

/* A line of /proc/PID/status, which is in hexadecimal. */
static uint64_t status_line(const char *status, const char *name) {
    const char *line = strstr(status, name);
    CHECK(line != NULL);
    return strtoull(line + strlen(name), NULL, 16);
}

static void signals_are_blocked_and_ignored_as_wanted(void) {
    int output = redirect(STDOUT_FILENO);
    CHECK(signal(SIGHUP, SIG_IGN) != SIG_ERR && signal(SIGUSR1, SIG_IGN) != SIG_ERR);
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    struct launch *launch = LAUNCH("cat", "/proc/self/status");
    launch->mask = bit_of(SIGUSR2) | bit_of(SIGCHLD) | unblockable();
    launch->ignored = bit_of(SIGQUIT) | bit_of(SIGCHLD) | bit_of(SIGUSR1) | bit_of(SIGTERM);
    /* HUP is left alone, and so TERM is: what is ignored is what is to be ignored where it is to be set. */
    launch->reset = bit_of(SIGQUIT) | bit_of(SIGCHLD) | bit_of(SIGUSR1) | bit_of(SIGPIPE);
    run_well(launch);
    CHECK((status_line(content(output), "SigBlk:") & ordinary_signals()) == (bit_of(SIGUSR2) | bit_of(SIGCHLD)));
    uint64_t ignored = bit_of(SIGHUP) | bit_of(SIGQUIT) | bit_of(SIGUSR1) | bit_of(SIGCHLD);
    CHECK((status_line(content(output), "SigIgn:") & ordinary_signals()) == ignored);
}

static void the_mask_is_as_before_when_a_command_was_started(void) {
    change_mask(SIG_SETMASK, bit_of(SIGUSR1));
    uint64_t before = blocked_signals();
    run_well(LAUNCH("true"));
    CHECK(blocked_signals() == before);
    CHECK(fails_with(LAUNCH("no-such-command"), ENOENT, ""));
    CHECK(blocked_signals() == before);
}

static void the_command_starts_in_a_directory(void) {
    make_folders();
    make_file("two/tool", 0755, "#!/bin/sh\npwd\n");
    int output = redirect(STDOUT_FILENO);
    struct launch *launch = LAUNCH("./tool");
    launch->directory = open("two", O_PATH | O_DIRECTORY | O_CLOEXEC);
    CHECK(launch->directory >= 0);
    run_well(launch);
    CHECK(strstr(content(output), "/two\n") != NULL);

    launch->directory = output;
    CHECK(fails(launch, DIRECTORY, ENOTDIR));
    CHECK(launch->file[0] == 0);
}

static unsigned long count_descriptors(void) {
    unsigned long count = 0;
    for (int descriptor = 0; descriptor < 256; descriptor++) {
        count += fcntl(descriptor, F_GETFD) >= 0;
    }
    return count;
}

static void the_working_directory_is_left_before_the_command_starts(void) {
    char before[4096], now[4096];
    make_folders();
    if (is_emulated) {
        return;
    }
    CHECK(chdir("two") == 0 && getcwd(before, sizeof(before)) != NULL);
    int output = redirect(STDOUT_FILENO);
    unsigned long descriptors = count_descriptors();
    struct launch *launch = LAUNCH("sh", "-c", "pwd; readlink /proc/$PPID/cwd");
    launch->leaves_directory = 1;
    run_well(launch);
    CHECK(strstr(content(output), "/two\n/\n") != NULL);
    CHECK(getcwd(now, sizeof(now)) != NULL && strcmp(now, "/") == 0);
    CHECK(count_descriptors() == descriptors);

    CHECK(chdir(before) == 0);
    launch = LAUNCH("./no-such-command");
    launch->leaves_directory = 1;
    CHECK(fails_with(launch, ENOENT, ""));
    CHECK(getcwd(now, sizeof(now)) != NULL && strcmp(now, before) == 0);
    CHECK(count_descriptors() == descriptors);
}

static void listen_pid_names_the_command(void) {
    int output = redirect(STDOUT_FILENO);
    char *environment[] = {"LISTEN_FDS=1", "LISTEN_PID=1", "X=1", "LISTEN_PIDFDID=1", "WATCHDOG_PID=1",
            "SYSTEMD_EXEC_PID=1", NULL};
    struct launch *launch = LAUNCH("sh", "-c",
            "echo $$ $LISTEN_PID $LISTEN_PIDFDID $LISTEN_FDS$X $WATCHDOG_PID $SYSTEMD_EXEC_PID");
    launch->envp = share(sizeof(environment));
    memcpy(launch->envp, environment, sizeof(environment));
    launch->listen_pid = 1;
    launch->listen_pidfd = 3;
    launch->watchdog_pid = 4;
    launch->exec_pid = 5;
    long child = spawn_command(launch);
    CHECK(child > 0);
    await_change((pid_t) child);
    int descriptor = (int) syscall(SYS_pidfd_open, child, 0);
    struct stat file;
    CHECK(descriptor >= 0 && fstat(descriptor, &file) == 0);
    CHECK(has_exited_with(status_of((pid_t) child), 0));
    char expected[128];
    snprintf(expected, sizeof(expected), "%ld %ld %lu 11 %ld %ld\n", child, child, (unsigned long) file.st_ino, child,
            child);
    CHECK(is_content(output, expected));
    CHECK(strcmp(environment[1], "LISTEN_PID=1") == 0);
}

static void listen_pidfdid_is_empty_where_the_kernel_has_no_name_for_a_process(void) {
    if (is_emulated) {
        return;
    }
    int output = redirect(STDOUT_FILENO);
    char *environment[] = {"LISTEN_PID=1", "LISTEN_PIDFDID=1", NULL};
    struct launch *launch = LAUNCH("sh", "-c", "echo \"<$LISTEN_PIDFDID>\"");
    launch->envp = environment;
    launch->listen_pid = 0;
    launch->listen_pidfd = 1;
    deny(SYS_pidfd_open, ENOSYS);
    run_well(launch);
    CHECK(is_content(output, "<>\n"));
}

static void a_step_that_fails_is_told(void) {
    if (is_emulated) {
        return;
    }
    struct launch *launch = LAUNCH("true");
    launch->reset = bit_of(SIGKILL);
    CHECK(fails(launch, SIGNAL_STATE, EINVAL));
    launch->reset = 0;
    launch->grouping = OWN_SESSION;
    deny(SYS_setsid, EPERM);
    CHECK(fails(launch, GROUPING, EPERM));
    deny(SYS_clone, EAGAIN);
    CHECK(fails(launch, CLONE, EAGAIN));
    CHECK(launch->file[0] == 0);
}

static void the_first_that_is_started_is_the_command(void) {
    supervision.command_id = 0;
    CHECK(spawn_command(LAUNCH("no-such-command")) < 0 || is_emulated);
    if (is_emulated) {
        CHECK(waitpid(-1, NULL, 0) > 0 || errno == ECHILD);
        supervision.command_id = 0;
    }
    CHECK(supervision.command_id == 0);
    long first = spawn_command(LAUNCH("true"));
    CHECK(supervision.command_id == first);
    CHECK(spawn_command(LAUNCH("true")) > 0);
    CHECK(supervision.command_id == first && supervision.command_status == -1);
    long notes[4];
    while (reap_children(notes, LENGTH(notes)) >> 56 != 2) {
        nap();
    }
    CHECK(supervision.command_id == 0 && supervision.command_status == 0);
    CHECK(has_exited_with(status_of((pid_t) spawn_command(LAUNCH("true"))), 0));
    CHECK(supervision.command_id == 0);
}

/* Whether somebody of the same user, who is no parent, may look into the memory of a process. */
static int lets_look(pid_t process) {
    pid_t child = start_child();
    if (child == 0) {
        char byte;
        struct iovec here = {&byte, 1}, there = {(void *) &marks, 1};
        become_ordinary();
        _exit(process_vm_readv(process, &here, 1, &there, 1, 0) != 1);
    }
    return has_exited_with(status_of(child), 0);
}

/* Lets a traced process go on until it is about to make a system call. */
static void go_on_to(pid_t process, long number) {
    struct __ptrace_syscall_info info;
    int status;
    do {
        CHECK(ptrace(PTRACE_SYSCALL, process, 0, 0) == 0);
        CHECK(waitpid(process, &status, __WALL) == process && WIFSTOPPED(status));
        CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof(info), &info) > 0);
    } while (info.op != PTRACE_SYSCALL_INFO_ENTRY || (long) info.entry.nr != number);
}

/* What the kernel does by itself here (setuid(2), fs.suid_dumpable) it does not where no ID changes. */
static void nobody_may_look_into_the_memory_that_the_child_borrows_as_another_user(void) {
    if (is_emulated) {
        return;
    }
    pid_t parent = start_child();
    if (parent == 0) {
        become_ordinary();
        struct launch *launch = LAUNCH("true");
        launch->has_user = 1;
        launch->is_user = 1;
        launch->user = getuid();
        launch->group = getgid();
        CHECK(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
        CHECK(syscall(SYS_tgkill, getpid(), gettid(), SIGSTOP) == 0);
        run_well(launch);
        CHECK(prctl(PR_GET_DUMPABLE) == 1);
        _exit(0);
    }
    int status;
    unsigned long child;
    CHECK(waitpid(parent, &status, 0) == parent && WIFSTOPPED(status));
    CHECK(ptrace(PTRACE_SETOPTIONS, parent, 0, PTRACE_O_TRACEVFORK | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) == 0);
    CHECK(ptrace(PTRACE_CONT, parent, 0, 0) == 0);
    CHECK(waitpid(parent, &status, 0) == parent && status >> 8 == (SIGTRAP | PTRACE_EVENT_VFORK << 8));
    CHECK(ptrace(PTRACE_GETEVENTMSG, parent, 0, &child) == 0);
    CHECK(waitpid((pid_t) child, &status, __WALL) == (pid_t) child && WIFSTOPPED(status));
    /* A security module may not let anybody look (Yama). */
    int may_look = lets_look((pid_t) child);
    go_on_to((pid_t) child, SYS_execve);
    CHECK(!may_look || !lets_look((pid_t) child));
    CHECK(ptrace(PTRACE_DETACH, child, 0, 0) == 0 && ptrace(PTRACE_DETACH, parent, 0, 0) == 0);
    CHECK(has_exited_with(status_of(parent), 0));
}

static void a_program_leaves_why_it_could_not_be_executed(void) {
    long *error = share(sizeof(long));
    *error = 99;
    struct launch launch = *LAUNCH("no-such-command");
    launch.program_error = error;
    CHECK(has_exited_with(status_of((pid_t) spawn_command(&launch)), 127) && *error == ENOENT);
    /* It had memory of its own. */
    CHECK(launch.error == 0 && launch.found == 0);
    launch = *LAUNCH("true");
    launch.program_error = error;
    CHECK(has_exited_with(status_of((pid_t) spawn_command(&launch)), 0) && *error == 0);
}

static void this_process_becomes_the_command(void) {
    int output = redirect(STDOUT_FILENO);
    pid_t child = start_child();
    if (child == 0) {
        struct launch *launch = LAUNCH("cat", "self/stat", "self/status");
        launch->ignored = bit_of(SIGQUIT);
        launch->reset = bit_of(SIGQUIT) | bit_of(SIGCHLD);
        launch->mask = bit_of(SIGUSR2);
        launch->directory = open("/proc", O_PATH | O_CLOEXEC);
        become_command(launch);
        _exit(1);
    }
    CHECK(has_exited_with(status_of(child), 0));
    CHECK(atol(content(output)) == child);
    CHECK((status_line(content(output), "SigBlk:") & ordinary_signals()) == bit_of(SIGUSR2));
    CHECK((status_line(content(output), "SigIgn:") & ordinary_signals()) == bit_of(SIGQUIT));
}

/* CHLD as well: it must not be dropped while its disposition is looked at. */
static void what_is_pending_is_for_the_command_that_this_process_becomes(void) {
    int output = redirect(STDOUT_FILENO);
    pid_t child = start_child();
    if (child == 0) {
        send_to_self(SIGUSR1);
        send_to_self(SIGCHLD);
        struct launch *launch = LAUNCH("cat", "/proc/self/status");
        launch->mask = bit_of(SIGUSR1) | bit_of(SIGCHLD);
        launch->reset = bit_of(SIGCHLD);
        become_command(launch);
        _exit(1);
    }
    CHECK(has_exited_with(status_of(child), 0));
    /* An emulator keeps what is pending to itself. */
    uint64_t pending = status_line(content(output), "SigPnd:") | status_line(content(output), "ShdPnd:");
    CHECK(is_emulated || pending == (bit_of(SIGUSR1) | bit_of(SIGCHLD)));

    child = start_child();
    if (child == 0) {
        send_to_self(SIGUSR1);
        become_command(LAUNCH("true"));
        _exit(1);
    }
    CHECK(is_ended_by(status_of(child), SIGUSR1));
}

static void a_handler(int signal) {
    (void) signal;
}

static void what_did_not_become_the_command_is_as_before(void) {
    CHECK(signal(SIGUSR1, a_handler) != SIG_ERR && signal(SIGUSR2, SIG_IGN) != SIG_ERR);
    unblock_signals();
    struct launch *launch = LAUNCH("no-such-command");
    launch->reset = bit_of(SIGUSR1) | bit_of(SIGUSR2) | bit_of(SIGSEGV);
    launch->ignored = bit_of(SIGUSR1);
    struct sigaction fault_before, fault_after;
    CHECK(sigaction(SIGSEGV, NULL, &fault_before) == 0);
    CHECK(KEEPING_REGISTERS(become_command(launch)) == -ENOENT);
    CHECK(launch->step == EXECVE && launch->error == ENOENT && !launch->found);
    CHECK((blocked_signals() | bit_of(SIGSEGV) | bit_of(SIGBUS)) >> 31 << 31 != 0);
    CHECK((blocked_signals() & ordinary_signals()) == ordinary_signals());
    CHECK(sigaction(SIGSEGV, NULL, &fault_after) == 0);
    CHECK(fault_before.sa_sigaction == fault_after.sa_sigaction && fault_before.sa_flags == fault_after.sa_flags);
    CHECK(signal(SIGUSR1, SIG_DFL) == a_handler && signal(SIGUSR2, SIG_DFL) == SIG_IGN);
}

/* ---- reap_children ---- */

enum end { MORE_MAY_BE_THERE, NOTHING_NEW, NO_CHILDREN, FAILURE };

struct reaped {
    long notes[4];
    long first;
    long count;
    enum end end;
};

static struct reaped reap(void) {
    struct reaped reaped = {0};
    uint64_t result = (uint64_t) KEEPING_REGISTERS(reap_children(reaped.notes, LENGTH(reaped.notes)));
    reaped.first = result & 0xffffffffffff;
    reaped.count = result >> 48 & 0xff;
    reaped.end = (enum end) (result >> 56);
    CHECK(reaped.count == 0 || reaped.first == reaped.notes[0]);
    return reaped;
}

static pid_t child_of(long note) {
    return (pid_t) (note & 0xffffffff);
}

static int status_in(long note) {
    return (int) (note >> 32);
}

static void children_that_have_ended_are_reaped(void) {
    CHECK(reap().count == 0 && reap().end == NO_CHILDREN);

    pid_t child = start_waiting_child();
    CHECK(reap().count == 0 && reap().end == NOTHING_NEW);

    CHECK(kill(child, SIGTERM) == 0);
    await_change(child);
    struct reaped reaped = reap();
    CHECK(reaped.count == 1 && reaped.end == NO_CHILDREN);
    CHECK(child_of(reaped.first) == child && is_ended_by(status_in(reaped.first), SIGTERM));
}

/* Linux looks through the children of a process in the order of their start. */
static void children_beyond_the_room_are_left(void) {
    pid_t children[6];
    for (size_t index = 0; index < LENGTH(children); index++) {
        children[index] = start_ending_child((int) index);
        await_change(children[index]);
    }
    struct reaped four = reap();
    CHECK(four.count == 4 && four.end == MORE_MAY_BE_THERE);
    for (size_t index = 0; index < 4; index++) {
        CHECK(child_of(four.notes[index]) == children[index]);
        CHECK(has_exited_with(status_in(four.notes[index]), (int) index));
    }
    struct reaped two = reap();
    CHECK(two.count == 2 && two.end == NO_CHILDREN);
    CHECK(child_of(two.notes[0]) == children[4] && child_of(two.notes[1]) == children[5]);
}

static void a_stopped_child_is_the_last(void) {
    pid_t stopped = start_waiting_child();
    supervision.command_id = stopped;
    CHECK(kill(stopped, SIGSTOP) == 0);
    await_change(stopped);
    pid_t ended = start_ending_child(3);
    await_change(ended);
    struct reaped first = reap();
    CHECK(first.count == 1 && first.end == MORE_MAY_BE_THERE);
    CHECK(child_of(first.first) == stopped);
    CHECK(WIFSTOPPED(status_in(first.first)) && WSTOPSIG(status_in(first.first)) == SIGSTOP);
    struct reaped second = reap();
    CHECK(second.count == 1 && second.end == NOTHING_NEW);
    CHECK(child_of(second.first) == ended && has_exited_with(status_in(second.first), 3));
    /* Neither was the end of the command. */
    CHECK(supervision.command_id == stopped && supervision.command_status == -1);
    CHECK(kill(stopped, SIGKILL) == 0);
    await_change(stopped);
    CHECK(reap().count == 1);
    CHECK(supervision.command_id == 0 && is_ended_by(supervision.command_status, SIGKILL));
}

static void an_error_of_wait4_is_told(void) {
    if (is_emulated) {
        return;
    }
    await_change(start_ending_child(0));
    deny(SYS_wait4, EPERM);
    struct reaped reaped = reap();
    CHECK(reaped.end == FAILURE && reaped.count == 0 && reaped.first == EPERM);
}

/* ---- read_in_time ---- */

static void a_file_is_read_in_a_child_of_which_nothing_is_left(void) {
    char text[16] = {0};
    make_file("file", 0600, "text");
    CHECK(KEEPING_REGISTERS(read_in_time("file", text, sizeof(text), 0, 10000000000)) == 4 && strcmp(text, "text") == 0);
    CHECK(read_in_time("file", text, sizeof(text), 2, 10000000000) == 2 && strcmp(text, "xtxt") == 0);
    CHECK(read_in_time("no such file", text, sizeof(text), 0, 10000000000) == 0);
    CHECK(has_no_children());
    uint64_t pending;
    CHECK(syscall(SYS_rt_sigpending, &pending, sizeof(pending)) == 0);
    CHECK(is_emulated || (pending & bit_of(SIGCHLD)) == 0);
}

static void a_file_that_does_not_answer_is_given_up(void) {
    char text[16];
    CHECK(mkfifo("pipe", 0600) == 0);
    CHECK(read_in_time("pipe", text, sizeof(text), 0, 1000000) == -ETIMEDOUT);
    CHECK(has_no_children());
}

/* ---- take_signals ---- */

/* Of library.h. */
long forward(const struct supervision *supervision, int signal, int code, int sender, unsigned user);

enum outcome { LEFT_TO_JAVA, FORWARDED, NOBODY_THERE };

struct taken {
    long notes[SIGNALS_AT_ONCE];
    long count;
    int relay_is_ready;
    int watched_is_ready;
};

enum { FOREVER = -1 };

static struct taken take(long nanoseconds) {
    struct taken taken = {0};
    uint64_t result = (uint64_t) KEEPING_REGISTERS(take_signals(&supervision, nanoseconds, taken.notes));
    taken.count = result >> 16 & 0xff;
    taken.relay_is_ready = result >> 24 & 1;
    taken.watched_is_ready = result >> 25 & 1;
    CHECK(taken.count == 0 || (long) (result & 0xffffffff0000ffff) == taken.notes[0]);
    return taken;
}

static struct taken take_any(void) {
    return take(FOREVER);
}

static int is_nothing(struct taken taken) {
    return taken.count == 0 && !taken.relay_is_ready && !taken.watched_is_ready;
}

static long note(int signal, int is_sent_by_process, enum outcome outcome, pid_t sender) {
    return (long) sender << 32 | (long) outcome << 9 | (long) is_sent_by_process << 8 | signal;
}

/* Of a signal that this process has sent to itself. */
static long own_note(int signal, enum outcome outcome) {
    return note(signal, 1, outcome, getpid());
}

enum reporting { SILENT, REPORTED };

static void set_route(int signal, pid_t target, int replacement, enum reporting reporting) {
    supervision.routes[signal] = (struct route) {.target = target, .signal = (unsigned char) replacement, .report = reporting};
}

/* As in the file; what this process sends to itself is forwarded as well, unless its ID is set. */
static void open_signalfd(void) {
    sigset_t set;
    sigfillset(&set);
    sigdelset(&set, SIGALRM);
    supervision.signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
    supervision.polled_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    CHECK(supervision.signal_fd >= 0 && supervision.polled_fd >= 0);
}

static int is_readable(int descriptor) {
    struct pollfd readable = {descriptor, POLLIN, 0};
    return poll(&readable, 1, 0) == 1;
}

static int open_eventfd(void) {
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(descriptor >= 0);
    return descriptor;
}

static long nanoseconds_now(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec * 1000000000L + now.tv_nsec;
}

static void waiting_has_a_limit(void) {
    open_signalfd();
    CHECK(is_nothing(take(0)));
    long before = nanoseconds_now();
    CHECK(is_nothing(take(30000000)));
    CHECK(nanoseconds_now() - before >= 30000000);
    CHECK(is_nothing(take(0)));
}

/* Who may do so takes a process the descriptors that it has to wait for (prlimit(2)). */
static void a_limit_of_descriptors_keeps_nobody_from_taking_signals(void) {
    const struct rlimit none = {0, 0};
    if (is_emulated) {
        return;
    }
    open_signalfd();
    int eventfd = open_eventfd();
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    send_to_self(SIGUSR1);
    CHECK(take(3600000000000L).notes[0] == own_note(SIGUSR1, LEFT_TO_JAVA));
    long before = nanoseconds_now();
    CHECK(is_nothing(take(30000000)));
    CHECK(nanoseconds_now() - before >= 30000000);
    supervision.watched_fd = eventfd;
    CHECK(take(FOREVER).watched_is_ready);
    supervision.watched_fd = -1;
    supervision.relay_fd = eventfd;
    CHECK(take(FOREVER).relay_is_ready);
}

static void a_signal_that_nobody_hears_of_does_not_prolong_the_wait(void) {
    open_signalfd();
    pid_t child = start_waiting_child();
    set_route(SIGUSR1, child, SIGCONT, SILENT);
    send_to_self(SIGUSR1);
    CHECK(is_nothing(take(0)));
    send_to_self(SIGUSR1);
    CHECK(is_nothing(take(1000000)));
    CHECK(!is_readable(supervision.signal_fd));
}

static void other_descriptors_end_the_wait(void) {
    const uint64_t one = 1;
    uint64_t counter;
    open_signalfd();
    supervision.relay_fd = open_eventfd();
    supervision.watched_fd = open_eventfd();
    int *descriptors[] = {&supervision.relay_fd, &supervision.watched_fd};
    for (int index = 0; index < 2; index++) {
        CHECK(write(*descriptors[index], &one, sizeof(one)) == sizeof(one));
        struct taken taken = take_any();
        CHECK(taken.count == 0 && taken.relay_is_ready == (index == 0) && taken.watched_is_ready == (index == 1));
        send_to_self(SIGUSR1);
        taken = take_any();
        CHECK(taken.count == 1 && taken.relay_is_ready == (index == 0) && taken.watched_is_ready == (index == 1));
        CHECK(read(*descriptors[index], &counter, sizeof(counter)) == sizeof(counter));
    }
}

static void a_signalfd_that_has_nothing_to_read_does_not_hold_up_what_else_is_ready(void) {
    const uint64_t one = 1;
    open_signalfd();
    supervision.watched_fd = open_eventfd();
    CHECK(write(supervision.watched_fd, &one, sizeof(one)) == sizeof(one));
    CHECK(take(FOREVER).watched_is_ready && take(0).watched_is_ready);
}

/* Lets a traced process go on until a system call has been made. */
static void go_on_behind(pid_t child, long number) {
    for (;;) {
        int status;
        struct __ptrace_syscall_info info;
        CHECK(ptrace(PTRACE_SYSCALL, child, 0, 0) == 0 && waitpid(child, &status, 0) == child && WIFSTOPPED(status));
        CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) > 0);
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY && (long) info.entry.nr == number) {
            CHECK(ptrace(PTRACE_SYSCALL, child, 0, 0) == 0 && waitpid(child, &status, 0) == child);
            return;
        }
    }
}

/* STOP drops a CONT that is pending, also where nobody is stopped by it, as PID 1 (kill(2)). */
static void a_signal_that_is_gone_before_it_is_read_does_not_prolong_the_wait(void) {
    if (is_emulated) {
        return;
    }
    pid_t child = start_child();
    if (child == 0) {
        open_signalfd();
        CHECK(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
        CHECK(syscall(SYS_tgkill, getpid(), gettid(), SIGSTOP) == 0);
        struct taken taken = take(3600000000000L);
        CHECK(taken.count == 0);
        _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
    CHECK(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) == 0);
    CHECK(kill(child, SIGCONT) == 0);
    go_on_behind(child, SYS_ppoll);
    CHECK(kill(child, SIGSTOP) == 0);
    CHECK(ptrace(PTRACE_CONT, child, 0, 0) == 0);
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        CHECK(ptrace(PTRACE_CONT, child, 0, 0) == 0);
    }
    CHECK(has_exited_with(status, 0));
}

static void a_signal_without_a_route_is_left(void) {
    open_signalfd();
    send_to_self(SIGUSR1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, LEFT_TO_JAVA));
}

static void a_route_is_followed_and_reported(void) {
    open_signalfd();
    pid_t child = start_waiting_child();
    set_route(SIGUSR1, child, SIGTERM, REPORTED);
    send_to_self(SIGUSR1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, FORWARDED));
    CHECK(is_ended_by(status_of(child), SIGTERM));
}

/* The next thing to tell is that the child has ended, and that no process has sent SIGCHLD. */
static void the_wait_goes_on_after_a_silent_route(void) {
    open_signalfd();
    pid_t child = start_waiting_child();
    set_route(SIGUSR1, -child, SIGTERM, SILENT);
    send_to_self(SIGUSR1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == note(SIGCHLD, 0, LEFT_TO_JAVA, child));
    CHECK(is_ended_by(status_of(child), SIGTERM));
}

/* Where only signals are waited for, ppoll(2) is not needed. */
static void signals_alone_are_waited_for_by_reading_them(void) {
    open_signalfd();
    pid_t child = start_waiting_child();
    set_route(SIGUSR1, child, SIGTERM, SILENT);
    if (!is_emulated) {
        deny(SYS_ppoll, EPERM);
    }
    send_to_self(SIGUSR1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == note(SIGCHLD, 0, LEFT_TO_JAVA, child));
}

static void a_signal_of_the_kernel_is_left(void) {
    open_signalfd();
    pid_t target = start_waiting_child();
    set_route(SIGCHLD, target, SIGTERM, REPORTED);
    pid_t ended = start_ending_child(0);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == note(SIGCHLD, 0, LEFT_TO_JAVA, ended));
    CHECK(has_exited_with(status_of(ended), 0));
    CHECK(kill(target, SIGKILL) == 0);
    CHECK(is_ended_by(status_of(target), SIGKILL));
}

/* Where a queue is full the kernel says that process 0 of user 0 has called kill(2). */
static void what_may_come_from_inside_is_left(void) {
    supervision.own_id = getpid();
    supervision.distrusts_inside = 1;
    for (int root_is_inside = 0; root_is_inside < 2; root_is_inside++) {
        supervision.root_is_inside = root_is_inside;
        const struct {
            int code, sender;
            unsigned user;
            int is_trusted;
        } cases[] = {
            {SI_USER, 0, 0, !root_is_inside}, {SI_USER, 0, 1000, 1}, {SI_TKILL, 0, 0, 1}, {SI_USER, 77, 0, 0},
            {SI_TKILL, 77, 1000, 0}, {SI_QUEUE, 0, 1000, 0}, {SI_MESGQ, 0, 1000, 0}, {SI_TIMER, 0, 1000, 0},
        };
        for (size_t index = 0; index < LENGTH(cases); index++) {
            pid_t child = start_waiting_child();
            set_route(SIGUSR1, child, SIGKILL, REPORTED);
            long outcome = forward(&supervision, SIGUSR1, cases[index].code, cases[index].sender, cases[index].user);
            CHECK((outcome == FORWARDED) == cases[index].is_trusted);
            CHECK(kill(child, SIGKILL) == 0 && is_ended_by(status_of(child), SIGKILL));
        }
    }
}

/* A descriptor's owner gets IO and URG from the kernel, and anyone of the same user can say that it is pidone. */
static void a_signal_on_behalf_of_a_descriptor_is_distrusted(void) {
    int reader_and_writer[2];
    open_signalfd();
    supervision.distrusts_inside = 1;
    CHECK(pipe2(reader_and_writer, O_NONBLOCK | O_CLOEXEC) == 0);
    CHECK(fcntl(reader_and_writer[0], F_SETOWN, getpid()) == 0);
    CHECK(fcntl(reader_and_writer[0], F_SETFL, O_ASYNC | O_NONBLOCK) == 0);
    CHECK(write(reader_and_writer[1], "", 1) == 1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && (taken.notes[0] & 0xff) == SIGIO && (taken.notes[0] & 1 << 11) != 0);
}

static void a_missing_target_is_told(void) {
    const pid_t beyond_all_ids = 1 << 28;
    open_signalfd();
    set_route(SIGUSR1, beyond_all_ids, SIGTERM, REPORTED);
    send_to_self(SIGUSR1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, NOBODY_THERE));
}

static void what_pidone_sends_itself_is_left(void) {
    open_signalfd();
    supervision.own_id = getpid();
    set_route(SIGUSR1, getpid(), SIGUSR2, REPORTED);
    send_to_self(SIGUSR1);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGUSR1, LEFT_TO_JAVA));
    CHECK(!is_readable(supervision.signal_fd));
}

/* Signals are taken in the order of their numbers (signal(7), "Queueing and delivery semantics"). */
static void nothing_overtakes_a_signal_that_is_left(void) {
    open_signalfd();
    pid_t child = start_waiting_child();
    set_route(SIGHUP, child, SIGCONT, REPORTED);
    set_route(SIGUSR2, child, SIGTERM, REPORTED);
    send_to_self(SIGHUP);
    send_to_self(SIGUSR1);
    send_to_self(SIGUSR2);
    struct taken taken = take_any();
    CHECK(taken.count == 3);
    CHECK(taken.notes[0] == own_note(SIGHUP, FORWARDED));
    CHECK(taken.notes[1] == own_note(SIGUSR1, LEFT_TO_JAVA));
    CHECK(taken.notes[2] == own_note(SIGUSR2, LEFT_TO_JAVA));
    CHECK(waitpid(child, NULL, WNOHANG) == 0);
}

static void many_signals_are_taken_in_turns(void) {
    open_signalfd();
    for (int count = 0; count < SIGNALS_AT_ONCE + 4; count++) {
        send_to_self(SIGRTMIN);
    }
    struct taken taken = take_any();
    CHECK(taken.count == SIGNALS_AT_ONCE);
    CHECK(taken.notes[SIGNALS_AT_ONCE - 1] == own_note(SIGRTMIN, LEFT_TO_JAVA));
    CHECK(take_any().count == 4);
}

/* A route from this process to itself never runs dry. */
static void a_flood_ends_the_wait(void) {
    open_signalfd();
    set_route(SIGUSR1, getpid(), SIGUSR1, SILENT);
    send_to_self(SIGUSR1);
    CHECK(is_nothing(take_any()));
    CHECK(is_readable(supervision.signal_fd));
    supervision.relay_fd = open_eventfd();
    CHECK(is_nothing(take_any()));
    CHECK(is_nothing(take(20000000000L)));
    CHECK(is_readable(supervision.signal_fd));
}

/* ---- signals of faults that are none ---- */

/* An emulator has SEGV and BUS unblocked for itself. */
static const int signals_of_faults[] = {SIGILL, SIGFPE, SIGSEGV, SIGBUS};

static size_t signals_of_faults_to_send(void) {
    return is_emulated ? 2 : LENGTH(signals_of_faults);
}

static void a_signal_of_a_fault_that_was_sent_is_taken_like_any_other(void) {
    open_signalfd();
    for (size_t index = 0; index < signals_of_faults_to_send(); index++) {
        for (int limit = -1; limit <= 0; limit++) {
            int signal = signals_of_faults[index];
            send_to_self(signal);
            struct taken taken = take(limit);
            CHECK(taken.count == 1 && taken.notes[0] == own_note(signal, LEFT_TO_JAVA));
            CHECK((blocked_signals() & bit_of(signal)) == 0);
            CHECK(!is_readable(supervision.signal_fd));
        }
    }
}

static void it_is_forwarded_along_its_route(void) {
    open_signalfd();
    pid_t child = start_waiting_child();
    set_route(SIGFPE, child, SIGTERM, REPORTED);
    send_to_self(SIGFPE);
    struct taken taken = take_any();
    CHECK(taken.count == 1 && taken.notes[0] == own_note(SIGFPE, FORWARDED));
    CHECK(is_ended_by(status_of(child), SIGTERM));
}

static void it_waits_until_it_is_taken_and_keeps_its_sender(void) {
    open_signalfd();
    pid_t parent = getpid();
    for (size_t index = 0; index < signals_of_faults_to_send(); index++) {
        int signal = signals_of_faults[index];
        pid_t child = start_child();
        if (child == 0) {
            _exit(send(parent, signal));
        }
        await_change(child);
        struct taken taken = take_any();
        CHECK(taken.count == 2 && taken.notes[0] == note(signal, 1, LEFT_TO_JAVA, child));
        CHECK(taken.notes[1] == note(SIGCHLD, 0, LEFT_TO_JAVA, child));
        CHECK((blocked_signals() & bit_of(signal)) == 0);
        CHECK(has_exited_with(status_of(child), 0));
    }
}

/* Each waits for the answer to the one before, so none can be lost in another. */
static void it_is_taken_while_it_is_waited_for(void) {
    const int turns = 200;
    open_signalfd();
    pid_t parent = getpid();
    int answers = open_eventfd();
    pid_t child = start_child();
    if (child == 0) {
        for (int turn = 0; turn < turns; turn++) {
            uint64_t counter;
            CHECK(send(parent, signals_of_faults[turn % (int) signals_of_faults_to_send()]) == 0);
            while (read(answers, &counter, sizeof(counter)) < 0) {
                nap();
            }
        }
        for (;;) {
            pause();
        }
    }
    supervision.watched_fd = -1;
    for (int turn = 0; turn < turns; turn++) {
        const uint64_t one = 1;
        int signal = signals_of_faults[turn % (int) signals_of_faults_to_send()];
        struct taken taken = turn % 3 == 0 ? take(10000000000L) : take_any();
        CHECK(taken.count == 1 && taken.notes[0] == note(signal, 1, LEFT_TO_JAVA, child));
        CHECK(write(answers, &one, sizeof(one)) == sizeof(one));
    }
}

/* ---- the entry point ---- */

/* What this program does when it is started with "witness": says what the file's entry point has found. */
static int witness(int argc, char **argv) {
    uint64_t pending;
    CHECK(syscall(SYS_rt_sigpending, &pending, sizeof(pending)) == 0);
    struct sigaction action;
    CHECK(sigaction(SIGCHLD, NULL, &action) == 0);
    long *stack = (long *) initial_stack();
    CHECK(*stack == argc && (char **) (stack + 1) == argv);
    CHECK(strcmp(argv[argc - 1], "the last argument") == 0);
    printf("%lx %lx %lx %lx %d\n", supervision.blocked_at_start, supervision.ignored_at_start, blocked_signals(), pending,
           action.sa_handler == SIG_DFL);
    return 0;
}

struct testimony {
    uint64_t blocked, ignored, blocked_now, pending;
    int resets_children;
};

static struct testimony testimony(int output) {
    struct testimony given;
    CHECK(sscanf(content(output), "%lx %lx %lx %lx %d", &given.blocked, &given.ignored, &given.blocked_now, &given.pending,
                 &given.resets_children) == 5);
    return given;
}

static void become_witness(void) {
    const char *emulator = "/usr/bin/qemu-" UNAME_MACHINE "-static";
    if (is_emulated) {
        execl(emulator, emulator, program, "witness", "the last argument", NULL);
    } else {
        execl(program, program, "witness", "the last argument", NULL);
    }
    _exit(99);
}

static void what_was_blocked_and_ignored_is_noted(void) {
    for (int turn = 0; turn < 2; turn++) {
        int output = redirect(STDOUT_FILENO);
        pid_t child = start_child();
        if (child == 0) {
            CHECK(signal(SIGFPE, SIG_IGN) != SIG_ERR);
            CHECK(signal(SIGCHLD, turn == 0 ? SIG_DFL : SIG_IGN) != SIG_ERR);
            change_mask(SIG_SETMASK, bit_of(SIGHUP) | bit_of(SIGTERM));
            become_witness();
        }
        CHECK(has_exited_with(status_of(child), 0));
        struct testimony given = testimony(output);
        CHECK((given.blocked & ordinary_signals()) == (bit_of(SIGHUP) | bit_of(SIGTERM)));
        CHECK((given.ignored & ordinary_signals()) == (bit_of(SIGFPE) | (turn == 0 ? 0 : bit_of(SIGCHLD))));
        CHECK(given.resets_children);
        const uint64_t of_faults = bit_of(SIGSEGV) | bit_of(SIGBUS) | bit_of(SIGILL) | bit_of(SIGFPE);
        CHECK((given.blocked_now & of_faults) == 0);
        CHECK((given.blocked_now & ordinary_signals()) == (ordinary_signals() & ~of_faults));
        CHECK(is_emulated || given.blocked_now == (~unblockable() & ~of_faults));
    }
}

static void a_child_that_ended_before_the_start_is_not_forgotten(void) {
    if (is_emulated) {
        return;
    }
    int output = redirect(STDOUT_FILENO);
    pid_t child = start_child();
    if (child == 0) {
        await_change(start_ending_child(0));
        become_witness();
    }
    CHECK(has_exited_with(status_of(child), 0));
    CHECK((testimony(output).pending & bit_of(SIGCHLD)) != 0);
}

/* Not a system call comes before the one that blocks signals; what arrives when it has returned waits. */
static void no_signal_is_lost_from_the_first_instructions_on(void) {
    if (is_emulated) {
        return;
    }
    int output = redirect(STDOUT_FILENO);
    pid_t child = start_child();
    if (child == 0) {
        unblock_signals();
        CHECK(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
        become_witness();
    }
    /* It stops when execve(2) is done, where its first system call begins, and where that ends. */
    for (int stop = 0; stop < 3; stop++) {
        int status;
        CHECK(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
        if (stop == 0) {
            CHECK(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) == 0);
        } else {
            CHECK(WSTOPSIG(status) == (SIGTRAP | 0x80));
        }
        if (stop == 1) {
            struct __ptrace_syscall_info info;
            CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) > 0);
            CHECK(info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_rt_sigprocmask);
        }
        if (stop < 2) {
            CHECK(ptrace(PTRACE_SYSCALL, child, 0, 0) == 0);
        }
    }
    const int sent[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGTSTP, SIGIO, 32, 64};
    uint64_t all = 0;
    for (size_t index = 0; index < LENGTH(sent); index++) {
        CHECK(kill(child, sent[index]) == 0);
        all |= bit_of(sent[index]);
    }
    CHECK(ptrace(PTRACE_DETACH, child, 0, 0) == 0);
    CHECK(has_exited_with(status_of(child), 0));
    CHECK(testimony(output).pending == all);
}

/* ---- faults, and the loop that needs no Java ---- */

/* A process that stands for pidone, whose orphans are its own, with what it writes to descriptor 2. */
struct pidone {
    pid_t id;
    int errors;
};

/* Its part is what the body of `if (!pidone.id)` does. Its commands end with it at the latest. */
static struct pidone start_pidone(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    struct pidone pidone = {.id = start_child(), .errors = ends[0]};
    if (pidone.id == 0) {
        CHECK(dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
        CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 || is_emulated);
        const struct rlimit no_core = {0, 0};
        CHECK(setrlimit(RLIMIT_CORE, &no_core) == 0);
        supervision.own_id = getpid();
    }
    CHECK(close(ends[1]) == 0);
    return pidone;
}

/* For routes: never to the number of an error. */
static pid_t spawn(struct launch *launch) {
    long child = spawn_command(launch);
    CHECK(child > 0);
    return (pid_t) child;
}

/* What it writes, up to the end of the line. */
static const char *line_of(struct pidone pidone) {
    static char line[200];
    size_t length = 0;
    while (length < sizeof(line) - 1 && read(pidone.errors, line + length, 1) == 1 && line[length] != '\n') {
        length++;
    }
    line[length] = 0;
    return line;
}

#define AND_ON ": going on without messages"

static int says(struct pidone pidone, const char *reason) {
    char expected[200];
    snprintf(expected, sizeof(expected), "pidone: ERROR: internal fault (%s)" AND_ON, reason);
    const char *line = line_of(pidone);
    if (strcmp(line, expected) != 0) {
        fprintf(stderr, "expected: %s\nbut was: %s\n", expected, line);
    }
    return strcmp(line, expected) == 0;
}

static volatile char *volatile nowhere;

static void write_nowhere(void) {
    *nowhere = 1;
}

static void call_nowhere(void) {
    void (*volatile function)(void) = NULL;
    function();
}

static int recurse(volatile char *caller) {
    volatile char frame[1024];
    frame[0] = *caller;
    return frame[0] == 0 ? 0 : recurse(frame) + frame[0];
}

static void exhaust_the_stack(void) {
    recurse((volatile char[]) {1});
}

static void trap(void) {
#ifdef __x86_64__
    __asm__ volatile("ud2");
#else
    __asm__ volatile(".long 0");
#endif
}

static void divide_by_zero(void) {
#ifdef __x86_64__
    __asm__ volatile("xor %%ecx, %%ecx\n\tdiv %%ecx" : : "a"(1), "d"(0) : "ecx", "cc");
#else
    pidone_fatal("SIGFPE at 0x0"); /* a division by zero is no fault there */
#endif
}

/* What a file does not reach to is a SIGBUS (mmap(2)). */
static void read_beyond_a_file(void) {
    int empty_file = memfd_create("empty", MFD_CLOEXEC);
    volatile char *beyond = mmap((void *) 0x700000000, 1, PROT_READ, MAP_SHARED | MAP_FIXED, empty_file, 0);
    (void) *beyond;
}

static void be_fatal(void) {
    pidone_fatal("for a reason");
}

/* A loop that the compiler does not see through. */
__attribute__((stack_protect, noinline)) static void overrun_an_array(void) {
    volatile char array[16];
    volatile char *volatile at = array;
    for (int index = 0; index < 64; index++) {
        at[index] = 1;
    }
}

static void faults_are_told_and_do_not_end_pidone(void) {
    const struct {
        void (*fault)(void);
        const char *reason;
    } cases[] = {
        {write_nowhere, "SIGSEGV at 0x0"}, {call_nowhere, "SIGSEGV at 0x0"},
        {exhaust_the_stack, NULL},         {read_beyond_a_file, "SIGBUS at 0x700000000"},
        {trap, NULL},                      {divide_by_zero, NULL},
        {pidone_out_of_memory, "out of memory"}, {abort, "abort"},
        {be_fatal, "for a reason"},              {overrun_an_array, "stack overrun"},
    };
    for (size_t index = 0; index < LENGTH(cases); index++) {
        struct pidone pidone = start_pidone();
        if (pidone.id == 0) {
            spawn(LAUNCH("sh", "-c", "sleep 0.1; exit 42"));
            cases[index].fault();
            _exit(1);
        }
        if (cases[index].reason != NULL) {
            CHECK(says(pidone, cases[index].reason));
        } else {
            const char *line = line_of(pidone);
            if (strstr(line, AND_ON) == NULL) {
                fprintf(stderr, "case %zu: %s\n", index, line);
            }
            CHECK(strstr(line, "(SIG") != NULL && strstr(line, ")" AND_ON) != NULL);
        }
        CHECK(has_exited_with(status_of(pidone.id), 42));
        CHECK(close(pidone.errors) == 0);
    }
}

static void without_a_command_pidone_has_failed(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        write_nowhere();
    }
    CHECK(says(pidone, "SIGSEGV at 0x0"));
    CHECK(has_exited_with(status_of(pidone.id), 125));
}

static void a_command_that_was_reaped_before_the_fault_has_a_status(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        spawn(LAUNCH("sh", "-c", "exit 7"));
        long notes[1];
        while (reap_children(notes, 1) >> 56 == NOTHING_NEW) {
            nap();
        }
        write_nowhere();
    }
    CHECK(has_exited_with(status_of(pidone.id), 7));
}

static void a_signal_that_ends_the_command_is_told_as_shells_do(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        struct launch *launch = LAUNCH("sleep", "1000");
        pid_t child = spawn(launch);
        set_route(SIGUSR1, child, SIGKILL, REPORTED);
        write_nowhere();
    }
    CHECK(says(pidone, "SIGSEGV at 0x0"));
    CHECK(kill(pidone.id, SIGUSR1) == 0);
    CHECK(has_exited_with(status_of(pidone.id), 128 + SIGKILL));
}

/* The shell writes the number of each signal that it is sent, and ends at TERM. */
static void signals_are_forwarded_along_their_routes(void) {
    int output = redirect(STDOUT_FILENO);
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        pid_t child = spawn(
                LAUNCH("sh", "-c", "trap 'echo HUP' HUP; trap 'echo USR2' USR2; trap 'echo TERM; exit 5' TERM;"
                                   " trap 'echo FPE' FPE; echo ready; while :; do sleep 0.02; done"));
        set_route(SIGHUP, child, SIGHUP, SILENT);
        set_route(SIGUSR1, child, SIGUSR2, REPORTED);
        set_route(SIGINT, child, SIGTERM, SILENT);
        set_route(SIGFPE, child, SIGFPE, SILENT);
        /* The kernel's is not forwarded, this process's own is not, and WINCH has no route. */
        set_route(SIGCHLD, child, SIGTERM, SILENT);
        set_route(SIGUSR2, child, SIGTERM, SILENT);
        send_to_self(SIGUSR2);
        start_ending_child(0);
        while (strstr(content(output), "ready\n") == NULL) {
            nap();
        }
        write_nowhere();
    }
    CHECK(says(pidone, "SIGSEGV at 0x0"));
    const struct {
        int signal;
        const char *expected;
    } steps[] = {{SIGWINCH, "ready\n"}, {SIGHUP, "ready\nHUP\n"}, {SIGUSR1, "ready\nHUP\nUSR2\n"},
                 {SIGFPE, "ready\nHUP\nUSR2\nFPE\n"}, {SIGINT, "ready\nHUP\nUSR2\nFPE\nTERM\n"}};
    for (size_t index = 0; index < LENGTH(steps); index++) {
        CHECK(send(pidone.id, steps[index].signal) == 0);
        while (strcmp(content(output), steps[index].expected) != 0) {
            CHECK(strncmp(content(output), steps[index].expected, strlen(content(output))) == 0);
            nap();
        }
    }
    CHECK(has_exited_with(status_of(pidone.id), 5));
}

static void no_signal_ends_pidone_after_a_fault(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        pid_t child = spawn(LAUNCH("sleep", "1000"));
        set_route(SIGUSR1, child, SIGTERM, REPORTED);
        write_nowhere();
    }
    CHECK(says(pidone, "SIGSEGV at 0x0"));
    for (int signal = 1; signal <= SIGNALS; signal++) {
        const uint64_t left_out = bit_of(SIGUSR1) | unblockable() | (is_emulated ? ~ordinary_signals() : 0);
        if ((left_out & bit_of(signal)) == 0) {
            CHECK(send(pidone.id, signal) == 0);
        }
    }
    CHECK(kill(pidone.id, SIGUSR1) == 0);
    CHECK(has_exited_with(status_of(pidone.id), 128 + SIGTERM));
}

static int count_children(pid_t parent) {
    char name[64], line[4096];
    snprintf(name, sizeof(name), "/proc/%d/task/%d/children", parent, parent);
    FILE *file = fopen(name, "r");
    CHECK(file != NULL);
    int count = 0;
    if (fgets(line, sizeof(line), file) != NULL) {
        for (char *next = line; *next != 0; next++) {
            count += *next == ' ';
        }
    }
    fclose(file);
    return count;
}

static void orphans_are_reaped(void) {
    int output = redirect(STDOUT_FILENO);
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        pid_t child = spawn(LAUNCH("sh", "-c",
                "for orphan in 1 2 3 4 5 6 7 8; do (sleep 0.05 & sleep 0.1 &); done; echo ready; exec sleep 1000"));
        /* Under an emulator, they are the only ones: the orphans are not its own. */
        start_ending_child(0);
        start_ending_child(1);
        set_route(SIGTERM, child, SIGTERM, SILENT);
        while (strstr(content(output), "ready\n") == NULL) {
            nap();
        }
        write_nowhere();
    }
    CHECK(says(pidone, "SIGSEGV at 0x0"));
    while (count_children(pidone.id) != 1) {
        nap();
    }
    CHECK(kill(pidone.id, SIGTERM) == 0);
    CHECK(has_exited_with(status_of(pidone.id), 128 + SIGTERM));
}

/* Another child than the command lives until the first pipe is closed here; the second has an end when it has ended. */
struct orphanage {
    struct pidone pidone;
    int lifeline;
    int orphan;
};

static struct orphanage start_pidone_with_an_orphan(int waits_for_all) {
    int lifeline[2], orphan[2];
    CHECK(pipe2(lifeline, O_CLOEXEC) == 0 && pipe2(orphan, O_CLOEXEC) == 0);
    struct orphanage orphanage = {.pidone = start_pidone(), .lifeline = lifeline[1], .orphan = orphan[0]};
    if (orphanage.pidone.id == 0) {
        CHECK(dup2(lifeline[0], STDIN_FILENO) == STDIN_FILENO && dup2(orphan[1], STDOUT_FILENO) == STDOUT_FILENO);
        CHECK(close(lifeline[1]) == 0 && close(orphan[1]) == 0);
        supervision.waits_for_all = waits_for_all;
        pid_t child = spawn(LAUNCH("sh", "-c", "exit 3"));
        spawn(LAUNCH("cat"));
        set_route(SIGTERM, child, SIGTERM, SILENT);
        CHECK(close(STDOUT_FILENO) == 0);
        write_nowhere();
    }
    CHECK(close(lifeline[0]) == 0 && close(orphan[1]) == 0);
    CHECK(says(orphanage.pidone, "SIGSEGV at 0x0"));
    return orphanage;
}

static void orphans_are_not_waited_for(void) {
    struct orphanage orphanage = start_pidone_with_an_orphan(0);
    CHECK(has_exited_with(status_of(orphanage.pidone.id), 3));
    CHECK(!is_readable(orphanage.orphan));
}

static void orphans_are_waited_for_where_that_is_wanted(void) {
    struct orphanage orphanage = start_pidone_with_an_orphan(1);
    pid_t pidone = orphanage.pidone.id;
    while (count_children(pidone) != 1) {
        nap();
    }
    usleep(20000);
    /* The command's ID may be another's by now: this is for nobody. */
    CHECK(kill(pidone, SIGTERM) == 0);
    usleep(20000);
    CHECK(waitpid(pidone, NULL, WNOHANG) == 0 && !is_readable(orphanage.orphan));
    CHECK(close(orphanage.lifeline) == 0);
    CHECK(has_exited_with(status_of(pidone), 3));
    CHECK(is_readable(orphanage.orphan));
}

static void a_reader_that_is_stuck_does_not_stop_pidone(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        CHECK(fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK) == 0);
        static const char zeros[4096];
        while (write(STDERR_FILENO, zeros, sizeof(zeros)) > 0 || write(STDERR_FILENO, zeros, 1) > 0) {
            continue;
        }
        CHECK(fcntl(STDERR_FILENO, F_SETFL, 0) == 0);
        spawn(LAUNCH("sh", "-c", "sleep 0.2; exit 9"));
        write_nowhere();
    }
    CHECK(has_exited_with(status_of(pidone.id), 9));
}

static void closed_descriptors_do_not_stop_pidone(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        CHECK(close(STDERR_FILENO) == 0);
        spawn(LAUNCH("sh", "-c", "exit 9"));
        write_nowhere();
    }
    CHECK(has_exited_with(status_of(pidone.id), 9));
}

static void a_fault_while_the_signal_of_another_is_held_back(void) {
    struct pidone pidone = start_pidone();
    if (pidone.id == 0) {
        pid_t child = spawn(LAUNCH("sleep", "1000"));
        set_route(SIGFPE, child, SIGTERM, REPORTED);
        while ((blocked_signals() & bit_of(SIGFPE)) == 0) {
            nap();
        }
        write_nowhere();
    }
    CHECK(send(pidone.id, SIGFPE) == 0);
    CHECK(says(pidone, "SIGSEGV at 0x0"));
    CHECK(has_exited_with(status_of(pidone.id), 128 + SIGTERM));
}

int main(int argc, char **argv) {
    static const struct check checks[] = {
        CHECK_OF(a_system_call_takes_six_arguments),
        CHECK_OF(a_system_call_returns_a_result_or_a_negated_errno),

        CHECK_OF(the_command_is_given_its_arguments_and_environment),
        CHECK_OF(the_status_is_for_the_caller),
        CHECK_OF(the_command_is_looked_for_along_the_path),
        CHECK_OF(an_empty_element_of_the_path_is_the_current_folder),
        CHECK_OF(an_element_of_the_path_that_is_too_long_is_skipped),
        CHECK_OF(a_file_that_may_not_be_executed_is_passed_over_and_remembered),
        CHECK_OF(a_name_with_a_slash_is_not_looked_for),
        CHECK_OF(a_command_that_is_not_there_is_not_found),
        CHECK_OF(a_file_that_is_there_without_its_interpreter_is_told),
        CHECK_OF(other_errors_end_the_search),
        CHECK_OF(a_file_for_the_shell_is_run_by_it_in_place),
        CHECK_OF(a_file_with_a_zero_in_its_first_line_is_not_for_the_shell),
        CHECK_OF(if_the_shell_cannot_run_a_file_either_both_errors_are_told),
        CHECK_OF(the_command_is_grouped_as_wanted),
        CHECK_OF(the_command_is_given_the_terminal),
        CHECK_OF(signals_are_blocked_and_ignored_as_wanted),
        CHECK_OF(the_mask_is_as_before_when_a_command_was_started),
        CHECK_OF(the_command_starts_in_a_directory),
        CHECK_OF(listen_pid_names_the_command),
        CHECK_OF(the_working_directory_is_left_before_the_command_starts),
        CHECK_OF(listen_pidfdid_is_empty_where_the_kernel_has_no_name_for_a_process),
        CHECK_OF(a_step_that_fails_is_told),
        CHECK_OF(the_first_that_is_started_is_the_command),
        CHECK_OF(a_program_leaves_why_it_could_not_be_executed),
        CHECK_OF(nobody_may_look_into_the_memory_that_the_child_borrows_as_another_user),
        CHECK_OF(a_file_is_read_in_a_child_of_which_nothing_is_left),
        CHECK_OF(a_file_that_does_not_answer_is_given_up),
        CHECK_OF(this_process_becomes_the_command),
        CHECK_OF(what_is_pending_is_for_the_command_that_this_process_becomes),
        CHECK_OF(what_did_not_become_the_command_is_as_before),

        CHECK_OF(children_that_have_ended_are_reaped),
        CHECK_OF(children_beyond_the_room_are_left),
        CHECK_OF(a_stopped_child_is_the_last),
        CHECK_OF(an_error_of_wait4_is_told),

        CHECK_OF(waiting_has_a_limit),
        CHECK_OF(a_limit_of_descriptors_keeps_nobody_from_taking_signals),
        CHECK_OF(a_signal_that_nobody_hears_of_does_not_prolong_the_wait),
        CHECK_OF(other_descriptors_end_the_wait),
        CHECK_OF(a_signalfd_that_has_nothing_to_read_does_not_hold_up_what_else_is_ready),
        CHECK_OF(a_signal_that_is_gone_before_it_is_read_does_not_prolong_the_wait),
        CHECK_OF(a_signal_without_a_route_is_left),
        CHECK_OF(a_route_is_followed_and_reported),
        CHECK_OF(the_wait_goes_on_after_a_silent_route),
        CHECK_OF(signals_alone_are_waited_for_by_reading_them),
        CHECK_OF(a_signal_of_the_kernel_is_left),
        CHECK_OF(what_may_come_from_inside_is_left),
        CHECK_OF(a_signal_on_behalf_of_a_descriptor_is_distrusted),
        CHECK_OF(a_missing_target_is_told),
        CHECK_OF(what_pidone_sends_itself_is_left),
        CHECK_OF(nothing_overtakes_a_signal_that_is_left),
        CHECK_OF(many_signals_are_taken_in_turns),
        CHECK_OF(a_flood_ends_the_wait),

        CHECK_OF(a_signal_of_a_fault_that_was_sent_is_taken_like_any_other),
        CHECK_OF(it_is_forwarded_along_its_route),
        CHECK_OF(it_waits_until_it_is_taken_and_keeps_its_sender),
        CHECK_OF(it_is_taken_while_it_is_waited_for),

        CHECK_OF(what_was_blocked_and_ignored_is_noted),
        CHECK_OF(a_child_that_ended_before_the_start_is_not_forgotten),
        CHECK_OF(no_signal_is_lost_from_the_first_instructions_on),

        CHECK_OF(faults_are_told_and_do_not_end_pidone),
        CHECK_OF(without_a_command_pidone_has_failed),
        CHECK_OF(a_command_that_was_reaped_before_the_fault_has_a_status),
        CHECK_OF(a_signal_that_ends_the_command_is_told_as_shells_do),
        CHECK_OF(signals_are_forwarded_along_their_routes),
        CHECK_OF(no_signal_ends_pidone_after_a_fault),
        CHECK_OF(orphans_are_reaped),
        CHECK_OF(orphans_are_not_waited_for),
        CHECK_OF(orphans_are_waited_for_where_that_is_wanted),
        CHECK_OF(a_reader_that_is_stuck_does_not_stop_pidone),
        CHECK_OF(closed_descriptors_do_not_stop_pidone),
        CHECK_OF(a_fault_while_the_signal_of_another_is_held_back),
    };
    if (argc > 1 && strcmp(argv[1], "witness") == 0) {
        return witness(argc, argv);
    }
    program = argv[0];
    is_emulated = argc > 1 && strcmp(argv[1], "emulated") == 0;
    unblock_signals();
    return run_checks(checks, LENGTH(checks), argc > 2 ? argv[2] : NULL);
}
