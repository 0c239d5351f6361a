/* A program of machine code and nothing else: begin is all of it. */
#include "arch.h"

__attribute__((used)) void begin(long *stack);
void pidone_start(void);
FUNCTION(pidone_start, ENTRY_POINT);

/* Where the entry point would go on to. */
__attribute__((used)) void _start(void);

void _start(void) {
}
