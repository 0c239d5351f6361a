/*
 * The smallest init that can be: smallest_init COMMAND [ARGUMENT...]. It blocks all signals, starts the command, whose name
 * is a path, forwards each signal to it, reaps every child, and ends with the command's status. What it does not do is all
 * else: options, terminals, messages, deadlines, orphans where it is not PID 1, a command that cannot be started.
 */
#include "tiny.h"

#include <asm/siginfo.h>
#include <asm/signal.h>
#include <linux/sched.h>
#include <linux/wait.h>

static int exit_status(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? status >> 8 : 128 + signal;
}

void begin(long *stack) {
    char **argv = (char **) (stack + 1);
    const unsigned long all = ~0UL;
    unsigned long before;
    CALL(rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof(all));
    long command = CALL(clone, CLONE_VM | CLONE_VFORK | SIGCHLD);
    if (command == 0) {
        CALL(rt_sigprocmask, SIG_SETMASK, &before, 0, sizeof(before));
        CALL(execve, argv[1], argv + 1, argv + stack[0] + 1);
        CALL(exit_group, 127);
    }
    for (;;) {
        int status;
        long child;
        long signal = CALL(rt_sigtimedwait, &all, 0, 0, sizeof(all));
        if (signal > 0 && signal != SIGCHLD) {
            CALL(kill, command, signal);
        }
        while ((child = CALL(wait4, -1, &status, WNOHANG, 0)) > 0) {
            if (child == command) {
                CALL(exit_group, exit_status(status));
            }
        }
    }
}
