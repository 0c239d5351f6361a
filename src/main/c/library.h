/* What the machine code shares among its own files. */
#ifndef PIDONE_LIBRARY_H
#define PIDONE_LIBRARY_H

#include "arch.h"
#include "pidone.h"

#include <asm/siginfo.h>
#include <asm/signal.h>

#define HIDDEN __attribute__((visibility("hidden")))
/* What of supervision is -1 at the start. */
#define UNSET_AT_START(OF) OF(signal_fd) OF(polled_fd) OF(input_fd) OF(watched_fd) OF(relay_fd) OF(command_status)

/*
 * Large, and at most starts left alone: apart from other variables, which share the pages that are written to (pidone.ld).
 * Of the stack of the command's child the end is written to at each start: it lies before the other variables.
 */
#define APART __attribute__((aligned(16), section(".bss.apart")))
#define BEFORE_VARIABLES __attribute__((aligned(16), section(".bss.stack")))
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The kernel's struct sigaction, which is not libc's (rt_sigaction(2)), and its sigset_t is a word. */
struct action {
    void *handler;
    unsigned long flags;
#ifdef SA_RESTORER
    void (*restorer)(void);
#endif
    unsigned long mask;
};

#define ALL_SIGNALS (~0UL)

static inline unsigned long bit_of(int signal) {
    return 1UL << (signal - 1);
}

static inline long change_mask(int how, unsigned long mask, unsigned long *before) {
    return CALL(rt_sigprocmask, how, &mask, before, sizeof(mask));
}

static inline long change_action(int signal, const struct action *action, struct action *before) {
    return CALL(rt_sigaction, signal, action, before, sizeof(action->mask));
}

HIDDEN void return_from_signal(void);

/* On the alternate stack, with all signals blocked; system calls do not fail with EINTR. */
static inline struct action handled_by(void (*handler)(int, siginfo_t *, void *)) {
    struct action action = {.handler = (void *) handler, .flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART,
                            .mask = ALL_SIGNALS};
#ifdef SA_RESTORER
    action.flags |= SA_RESTORER;
    action.restorer = return_from_signal;
#endif
    return action;
}

HIDDEN long clone_onto(unsigned long flags, void *stack_top, void (*run)(void *), void *argument);

/*
 * Signals that a handler has taken and sent back, to be read from the signalfd, and that are blocked until then. They are
 * among those that are otherwise not blocked, since a fault is fatal to who has its signal blocked.
 */
extern HIDDEN unsigned long held_back;

/* What --help and --version print, and the look of the report; the build makes them (texts.c). */
extern HIDDEN const char pidone_help[], pidone_version[], pidone_style[];

/* Notes the end of a child if it is the command. */
HIDDEN void note_end(struct supervision *supervision, int process_id, int status);

/* Sends a signal along its route, if it has one and a process has sent it: 0 if not, 1 sent, 2 nobody was there. */
HIDDEN long forward(const struct supervision *supervision, int signal, int code, int sender, unsigned user);

#endif
