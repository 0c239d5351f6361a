/*
 * What the jar needs beyond the library: the JVM keeps a few signals unblocked in all of its threads, so that no signalfd
 * ever tells of them. A handler in front of the JVM's own catches those that a process has sent.
 */
#include "library.h"

/* HotSpot's, and the two that glibc keeps to itself. */
static const unsigned char relayed_signals[] = {SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGUSR2, 32, 33};

#define UNSET(member) .member = -1,
struct supervision supervision = {UNSET_AT_START(UNSET)};
struct relay relay = {.wake_up = -1};

/* By signal: what was installed before. */
static void *previous_handlers[SIGNALS + 1];

long take_relayed(void) {
    return (long) __atomic_exchange_n(&relay.pending, 0, __ATOMIC_SEQ_CST);
}

void relay_to(long thread) {
    __atomic_store_n(&relay.heir, thread, __ATOMIC_SEQ_CST);
}

void wake_up_through(long descriptor) {
    __atomic_store_n(&relay.wake_up, descriptor, __ATOMIC_SEQ_CST);
}

static void relay_to_supervisor(int signal) {
    static const unsigned long one = 1;
    __atomic_fetch_or(&relay.pending, bit_of(signal), __ATOMIC_SEQ_CST);
    /*
     * The heir has all signals blocked, and what is pending for it will be pending for the command. Who makes a thread the
     * heir takes what is pending afterwards, so whatever is not seen here is seen there.
     */
    long heir = __atomic_load_n(&relay.heir, __ATOMIC_SEQ_CST);
    if (heir != 0) {
        CALL(tkill, heir, signal);
    } else if (relay.wake_up >= 0) {
        CALL(write, relay.wake_up, &one, sizeof(one));
    }
}

/* A code above zero is a fault of the JVM's own (sigaction(2), "si_code"): its handler decides, as if this were not there. */
static void receive(int signal, siginfo_t *info, void *context) {
    void *previous = previous_handlers[signal];
    if (info->si_code <= 0) {
        relay_to_supervisor(signal);
    } else if (previous != (void *) SIG_DFL && previous != (void *) SIG_IGN) {
        ((void (*)(int, siginfo_t *, void *)) previous)(signal, info, context);
    } else {
        /* The instruction faults again and ends the process. */
        const struct action by_default = {.handler = (void *) SIG_DFL};
        change_action(signal, &by_default, 0);
    }
}

/*
 * The JVM calls it while it starts, after it has installed its handlers and before any of its threads unblocks a signal
 * (JVM TI specification, "Agent Start-Up").
 */
EXPORTED int Agent_OnLoad(void *vm, char *options, void *reserved);

int Agent_OnLoad(void *vm, char *options, void *reserved) {
    (void) vm;
    (void) options;
    (void) reserved;
    for (unsigned long index = 0; index < LENGTH(relayed_signals); index++) {
        /* As the JVM's own handlers are. */
        const struct action action = handled_by(receive);
        struct action before;
        change_action(relayed_signals[index], &action, &before);
        previous_handlers[relayed_signals[index]] = before.handler;
    }
    return 0;
}

/* glibc's dynamic linker knows where the stack began; another libc has no such variable. */
extern EXPORTED void *__libc_stack_end __attribute__((weak));

long initial_stack(void) {
    return &__libc_stack_end == 0 ? 0 : (long) __libc_stack_end;
}
