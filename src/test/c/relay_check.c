/*
 * Runs the machine code that only the jar has (src/main/c/jar.c), outside a JVM:
 *
 *     relay_check [native|emulated [CHECK]]
 */
#include "check.h"

#include <poll.h>
#include <setjmp.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include "pidone.h"

int Agent_OnLoad(void *vm, char *options, void *reserved);

static void install_relay(void) {
    CHECK(Agent_OnLoad(NULL, NULL, NULL) == 0);
    unblock_signals();
}

static uint64_t take_pending_signals(void) {
    return __atomic_exchange_n(&relay.pending, 0, __ATOMIC_SEQ_CST);
}

static int open_eventfd(void) {
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(descriptor >= 0);
    return descriptor;
}

static int is_readable(int descriptor) {
    struct pollfd readable = {descriptor, POLLIN, 0};
    return poll(&readable, 1, 0) == 1;
}

/* HotSpot's handlers run on an alternate stack, too, and system calls of the JVM's must not fail with EINTR. */
static void the_relay_is_installed_as_the_handlers_of_a_jvm_are(void) {
    install_relay();
    struct sigaction action;
    CHECK(sigaction(SIGUSR2, NULL, &action) == 0);
    const int flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    CHECK((action.sa_flags & flags) == flags);
    for (int signal = 1; signal < 32; signal++) {
        CHECK(sigismember(&action.sa_mask, signal) || (bit_of(signal) & unblockable()) != 0);
    }
}

static void signals_of_processes_are_noted(void) {
    const int relayed_signals[] = {SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGUSR2, 32, 33};
    uint64_t all = 0;
    install_relay();
    for (size_t index = 0; index < LENGTH(relayed_signals); index++) {
        all |= bit_of(relayed_signals[index]);
        send_to_this_thread(relayed_signals[index]);
        CHECK(relay.pending == all);
    }
    CHECK(take_pending_signals() == all);
}

static void a_signal_wakes_the_supervisor(void) {
    install_relay();
    relay.wake_up = open_eventfd();
    send_to_this_thread(SIGUSR2);
    uint64_t counter;
    CHECK(read((int) relay.wake_up, &counter, sizeof(counter)) == sizeof(counter) && counter == 1);
    CHECK(take_pending_signals() == bit_of(SIGUSR2));
}

static sigjmp_buf after_the_fault;
static void *volatile faulty_address;

static void note_the_fault(int signal, siginfo_t *info, void *context) {
    CHECK(signal == SIGSEGV && context != NULL);
    faulty_address = info->si_addr;
    siglongjmp(after_the_fault, 1);
}

static void a_fault_is_for_the_handler_before(void) {
    struct sigaction action = {.sa_sigaction = note_the_fault, .sa_flags = SA_SIGINFO};
    CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
    install_relay();
    volatile char *forbidden = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(forbidden != MAP_FAILED);
    if (sigsetjmp(after_the_fault, 1) == 0) {
        *forbidden = 1;
        CHECK(!"the line before has made a fault");
    }
    CHECK(faulty_address == forbidden);
    CHECK(relay.pending == 0);
}

static void a_fault_without_a_handler_is_fatal(void) {
    for (int turn = 0; turn < 2; turn++) {
        pid_t child = start_child();
        if (child == 0) {
            const struct rlimit no_core = {0, 0};
            CHECK(setrlimit(RLIMIT_CORE, &no_core) == 0);
            CHECK(signal(SIGBUS, turn == 0 ? SIG_DFL : SIG_IGN) != SIG_ERR);
            install_relay();
            /* What a file does not reach to is a SIGBUS (mmap(2)). */
            int empty_file = memfd_create("empty", MFD_CLOEXEC);
            volatile char *beyond = mmap(NULL, 1, PROT_READ, MAP_SHARED, empty_file, 0);
            CHECK(beyond != MAP_FAILED);
            _exit(*beyond);
        }
        CHECK(is_ended_by(status_of(child), SIGBUS));
    }
}

/* The heir is the only thread of a process, and so has its ID. */
static void a_signal_goes_on_to_the_heir(void) {
    pid_t heir = start_waiting_child();
    install_relay();
    relay.wake_up = open_eventfd();
    relay.heir = heir;
    send_to_this_thread(SIGUSR2);
    CHECK(is_ended_by(status_of(heir), SIGUSR2));
    CHECK(take_pending_signals() == bit_of(SIGUSR2));
    CHECK(!is_readable((int) relay.wake_up));
}

int main(int argc, char **argv) {
    static const struct check checks[] = {
        CHECK_OF(the_relay_is_installed_as_the_handlers_of_a_jvm_are),
        CHECK_OF(signals_of_processes_are_noted),
        CHECK_OF(a_signal_wakes_the_supervisor),
        CHECK_OF(a_fault_is_for_the_handler_before),
        CHECK_OF(a_fault_without_a_handler_is_fatal),
        CHECK_OF(a_signal_goes_on_to_the_heir),
    };
    is_emulated = argc > 1 && strcmp(argv[1], "emulated") == 0;
    return run_checks(checks, LENGTH(checks), argc > 2 ? argv[2] : NULL);
}
