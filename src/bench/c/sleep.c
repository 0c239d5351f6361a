/* The cheapest program that there is: it waits for signals for ever. */
#include "tiny.h"

void begin(long *stack) {
    (void) stack;
    for (;;) {
        CALL(ppoll, 0, 0, 0, 0, 0);
    }
}
