/*
 * The cheapest program that can tell when it was started: it reads CLOCK_MONOTONIC as its first act and writes the
 * timespec on standard output; with arguments it then becomes that program, without it ends. So "stamp INIT stamp" leaves
 * two points in time: just before the execve(2) of the init, and just after that of the command.
 */
#include "tiny.h"

#include <linux/time.h>
#include <linux/time_types.h>

void begin(long *stack) {
    struct __kernel_timespec now;
    CALL(clock_gettime, CLOCK_MONOTONIC, &now);
    CALL(write, 1, &now, sizeof(now));
    char **arguments = (char **) (stack + 1);
    if (stack[0] > 1) {
        CALL(execve, arguments[1], arguments + 1, arguments + stack[0] + 1);
        CALL(exit_group, 125);
    }
    CALL(exit_group, 0);
}
