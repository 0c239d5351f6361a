/*
 * What the file needs beyond the library: its first instructions, before any libc runs, and its last resort. A PID 1 that
 * dies takes everything with it; so where the program cannot go on, a loop that needs none of it does.
 */
#include "library.h"

#include <asm/sigcontext.h>
#include <asm/ucontext.h>
#include <linux/auxvec.h>
#include <linux/sched.h>
#include <linux/time_types.h>
#include <linux/wait.h>

#define SIGNALS_OF_FAULTS (bit_of(SIGSEGV) | bit_of(SIGBUS) | bit_of(SIGILL) | bit_of(SIGFPE))
#define PIDONE_FAILED 125
#define CHILDREN_AT_ONCE 64

/* What a handler needs depends on the processor's registers; most of this is never touched, and so takes no memory. */
APART static char alternate_stack[65536];

/* Without a first value that is not zero: its page need not come from the file. */
struct supervision supervision;

static long stack_at_start;

long initial_stack(void) {
    return stack_at_start;
}

/* ---- the line that says so ---- */

static struct {
    char text[160];
    unsigned long length;
    int is_written;
} line;

static void add(const char *text) {
    while (*text != 0 && line.length < sizeof(line.text)) {
        line.text[line.length++] = *text++;
    }
}

static void add_address(unsigned long address) {
    char digits[17] = {0};
    char *digit = digits + sizeof(digits) - 1;
    do {
        *--digit = "0123456789abcdef"[address & 15];
        address >>= 4;
    } while (address != 0);
    add("0x");
    add(digit);
}

static void write_line(void *unused) {
    (void) unused;
    CALL(write, 2, line.text, line.length);
    __atomic_store_n(&line.is_written, 1, __ATOMIC_SEQ_CST);
    CALL(futex, &line.is_written, 1 /* FUTEX_WAKE */, 1);
    CALL(exit, 0);
}

/* Whoever reads it may be stuck, and no way to write is sure not to block: so a thread does, and is waited for a moment. */
static void say(void) {
    APART static char stack[4096];
    const struct __kernel_timespec moment = {.tv_sec = 1};
    const unsigned long a_thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    if (clone_onto(a_thread, stack + sizeof(stack), write_line, 0) > 0) {
        CALL(futex, &line.is_written, 0 /* FUTEX_WAIT */, 0, &moment);
    }
}

/* ---- the loop that needs no Java ---- */

static int exit_status(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? status >> 8 & 0xff : 128 + signal;
}

/* The command's ID may be another process's by now; that of its group cannot, as long as somebody is in it. */
static void forget_routes_to(int process_id) {
    for (int signal = 1; signal <= SIGNALS; signal++) {
        if (supervision.routes[signal].target == process_id) {
            supervision.routes[signal].target = 0;
        }
    }
}

/*
 * Returns whether more may be there to reap: signals have their turn, however fast others fork. Does not return when that
 * was all that was waited for.
 */
static int reap_some(void) {
    for (int count = 0; count < CHILDREN_AT_ONCE; count++) {
        int status;
        int command_id = supervision.command_id;
        long child = CALL(wait4, -1, &status, WNOHANG | __WALL, 0);
        if (child > 0) {
            note_end(&supervision, (int) child, status);
            if (child == command_id) {
                forget_routes_to(command_id);
            }
            continue;
        }
        int is_over = supervision.command_status >= 0 && !supervision.waits_for_all;
        if (child < 0 || is_over) {
            CALL(exit_group,
                 supervision.command_status < 0 ? PIDONE_FAILED : exit_status(supervision.command_status));
        }
        return 0;
    }
    return 1;
}

/*
 * Waits for signals by rt_sigtimedwait(2), which needs no descriptor. A child that ends between reap_some and the wait
 * leaves its CHLD pending.
 */
static void carry_on(void) {
    change_mask(SIG_SETMASK, ALL_SIGNALS, 0);
    add(": going on without messages\n");
    say();
    for (;;) {
        const struct __kernel_timespec at_once = {0};
        const unsigned long all = ALL_SIGNALS;
        siginfo_t info;
        long signal = CALL(rt_sigtimedwait, &all, &info, reap_some() ? &at_once : 0, sizeof(all));
        if (signal > 0) {
            forward(&supervision, (int) signal, info.si_code, info.si_pid, info.si_uid);
        }
    }
}

_Noreturn void pidone_fatal(const char *reason) {
    change_mask(SIG_SETMASK, ALL_SIGNALS, 0);
    add("pidone: ERROR: internal fault (");
    add(reason);
    add(")");
    CONTINUE_ON(alternate_stack + sizeof(alternate_stack), carry_on);
    __builtin_unreachable();
}

_Noreturn void pidone_out_of_memory(void) {
    pidone_fatal("out of memory");
}

/* libc's would end the process. */
_Noreturn void abort(void);

_Noreturn void abort(void) {
    pidone_fatal("abort");
}

/* The command inherits what is ignored; only of signals whose handling changes here must be known whether they were. */
static void note_ignored(int signal, const struct action *before) {
    if (before->handler == (void *) SIG_IGN) {
        supervision.ignored_at_start |= bit_of(signal);
    }
}

/* ---- faults ---- */

static const char *name_of(int signal) {
    return signal == SIGSEGV ? "SIGSEGV" : signal == SIGBUS ? "SIGBUS" : signal == SIGILL ? "SIGILL" : "SIGFPE";
}

/*
 * A signal that a process has sent goes where it would have gone if it were blocked: into the signalfd. So it is sent
 * again, as it was, and blocked until it has been read. A read(2) that is waiting takes it without this detour.
 */
static void hold_back(int signal, const siginfo_t *info, struct ucontext *context) {
    *(unsigned long *) &context->uc_sigmask |= bit_of(signal);
    __atomic_fetch_or(&held_back, bit_of(signal), __ATOMIC_RELAXED);
    long process_id = CALL(getpid);
    CALL(rt_tgsigqueueinfo, process_id, process_id, signal, info);
}

/* A code above zero is a fault of pidone's own (sigaction(2), "si_code"). */
static void receive(int signal, siginfo_t *info, void *context) {
    if (info->si_code <= 0) {
        hold_back(signal, info, context);
        return;
    }
    add("pidone: ERROR: internal fault (");
    add(name_of(signal));
    add(" at ");
    add_address((unsigned long) info->si_addr);
    add(")");
    carry_on();
}

/* A fault is fatal to who has its signal blocked (sigprocmask(2)). */
static void handle_faults(void) {
    const stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof(alternate_stack)};
    CALL(sigaltstack, &stack, 0);
    for (int signal = 1; signal <= SIGNALS; signal++) {
        if ((SIGNALS_OF_FAULTS & bit_of(signal)) != 0) {
            const struct action action = handled_by(receive);
            struct action before;
            change_action(signal, &action, &before);
            note_ignored(signal, &before);
        }
    }
    change_mask(SIG_UNBLOCK, SIGNALS_OF_FAULTS, 0);
}

/* ---- arrays on the stack ---- */

/* What gcc puts behind them where Compile asks for it; whoever writes beyond an array changes it. */
HIDDEN extern unsigned long __stack_chk_guard;
unsigned long __stack_chk_guard;

HIDDEN _Noreturn void __stack_chk_fail(void);

_Noreturn void __stack_chk_fail(void) {
    pidone_fatal("stack overrun");
}

/* Random bytes of the kernel, behind the environment (getauxval(3), AT_RANDOM). A zero first: no text is copied over it. */
static void set_guard(long *stack) {
    const long *at = stack + 1 + stack[0] + 1;
    while (*at++ != 0) {
    }
    for (; *at != AT_NULL; at += 2) {
        if (*at == AT_RANDOM) {
            __builtin_memcpy(&__stack_chk_guard, (const void *) at[1], sizeof(__stack_chk_guard));
            *(char *) &__stack_chk_guard = 0;
        }
    }
}

/* ---- the beginning ---- */

/*
 * Ignored, CHLD would never arrive, and the kernel would keep every exit status to itself (wait(2)). It is set only then:
 * that drops one that is pending.
 */
static void hear_of_children(void) {
    struct action before;
    change_action(SIGCHLD, 0, &before);
    note_ignored(SIGCHLD, &before);
    if ((supervision.ignored_at_start & bit_of(SIGCHLD)) != 0) {
        const struct action by_default = {.handler = (void *) SIG_DFL};
        change_action(SIGCHLD, &by_default, 0);
    }
}

/* One by one: libc's memset(3) may not be ready, where there is one. */
#define UNSET(member) supervision.member = -1;

/* Called by the first instruction, while there is no libc yet. First of all signals are blocked: from here on none is lost. */
HIDDEN __attribute__((used, no_stack_protector)) void begin(long *stack);

void begin(long *stack) {
    UNSET_AT_START(UNSET)
    change_mask(SIG_SETMASK, ALL_SIGNALS, &supervision.blocked_at_start);
    stack_at_start = (long) stack;
    set_guard(stack);
    hear_of_children();
    handle_faults();
}

HIDDEN void pidone_start(void);
FUNCTION(pidone_start, ENTRY_POINT);
