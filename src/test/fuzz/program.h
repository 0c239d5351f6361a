/*
 * Comes before all else in the program under test: its C, and the C that its Java was translated to. Where the program would
 * leave itself it meets the simulated kernel: system calls, clone(2), the stack that the last resort runs on. And its heap
 * is one in which pieces lie apart, so that a look beside one is found.
 */
#ifndef PIDONE_FUZZ_PROGRAM_H
#define PIDONE_FUZZ_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

/* CALL, of arch.h, means the simulated kernel's function from here on. */
#define raw_call call_of_machine
#include "arch.h"
#undef raw_call
long raw_call(long number, long a1, long a2, long a3, long a4, long a5, long a6);

/* Of what is written in machine code only the jumps out of calls stay. All else is the simulated kernel's. */
#undef FUNCTION
#define FUNCTION(name, code) FUNCTION_##name(name, code)
#define STAYS(name, code) \
    __asm__(".pushsection .text." #name ", \"ax\"\n.global " #name "\n.hidden " #name "\n.type " #name \
            ", %function\n" code ".size " #name ", . - " #name "\n.popsection\n")
#define GOES(name, code) _Static_assert(1, #name)
#define FUNCTION_pidone_set_jump STAYS
#define FUNCTION_pidone_jump STAYS
#define FUNCTION_clone_onto GOES
#define FUNCTION_return_from_signal GOES
#define FUNCTION_pidone_start GOES
#define FUNCTION__start GOES

/* That it has come to this is a finding. */
#undef CONTINUE_ON
#define CONTINUE_ON(stack_top, function) last_resort(reason)
_Noreturn void last_resort(const char *reason);

/* In C, so that each byte is looked at; under names that are not libc's, which the checks themselves need. */
#undef FILL_MEMORY
#undef COPY_MEMORY
#define memset pidone_memset
#define memcpy pidone_memcpy
#define memmove pidone_memmove
#define abort pidone_abort
#define main pidone_main

#define PIDONE_OTHER_HEAP
void *pidone_take(size_t bytes, size_t alignment);
void *pidone_take_from_end(size_t bytes, size_t alignment);

#endif
