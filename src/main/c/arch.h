/*
 * What is particular to an architecture: how a system call is made, and the few instructions that C has no words for.
 * Another one needs a section here.
 */
#ifndef PIDONE_ARCH_H
#define PIDONE_ARCH_H

#include <asm/unistd.h>

#if defined(__x86_64__)

static inline long raw_call(long number, long a1, long a2, long a3, long a4, long a5, long a6) {
    register long r10 __asm__("r10") = a4;
    register long r8 __asm__("r8") = a5;
    register long r9 __asm__("r9") = a6;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a1), "S"(a2), "d"(a3), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/* long clone_onto(unsigned long flags, void *stack_top, void (*run)(void *), void *argument): run does not return. */
#define CLONE_ONTO \
    "clone_onto:\n" \
    "    mov %rdx, %r8\n" \
    "    mov %rcx, %r9\n" \
    "    xor %edx, %edx\n" \
    "    xor %r10d, %r10d\n" \
    "    mov $56, %eax\n" \
    "    syscall\n" \
    "    test %rax, %rax\n" \
    "    jnz 1f\n" \
    "    xor %ebp, %ebp\n" \
    "    mov %r9, %rdi\n" \
    "    call *%r8\n" \
    "    ud2\n" \
    "1:  ret\n"

/* Where a signal handler returns to: the kernel of x86-64 insists on getting one (SA_RESTORER). */
#define RETURN_FROM_SIGNAL \
    "return_from_signal:\n" \
    "    mov $15, %eax\n" \
    "    syscall\n"

/* The stack pointer goes on to libc untouched; rdx would be a function for atexit(3) (System V ABI, "Process Initialization"). */
#define ENTRY_POINT \
    "pidone_start:\n" \
    "    xor %ebp, %ebp\n" \
    "    mov %rsp, %rdi\n" \
    "    call begin\n" \
    "    xor %edx, %edx\n" \
    "    jmp _start\n"

#define CONTINUE_ON(stack_top, function) \
    __asm__ volatile("mov %0, %%rsp\n\txor %%ebp, %%ebp\n\tcall *%1" : : "r"(stack_top), "r"(function) : "memory")

#elif defined(__aarch64__)

static inline long raw_call(long number, long a1, long a2, long a3, long a4, long a5, long a6) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a1;
    register long x1 __asm__("x1") = a2;
    register long x2 __asm__("x2") = a3;
    register long x3 __asm__("x3") = a4;
    register long x4 __asm__("x4") = a5;
    register long x5 __asm__("x5") = a6;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}

#define CLONE_ONTO \
    "clone_onto:\n" \
    "    mov x9, x2\n" \
    "    mov x10, x3\n" \
    "    mov x2, 0\n" \
    "    mov x3, 0\n" \
    "    mov x4, 0\n" \
    "    mov x8, 220\n" \
    "    svc 0\n" \
    "    cbnz x0, 1f\n" \
    "    mov x29, 0\n" \
    "    mov x30, 0\n" \
    "    mov x0, x10\n" \
    "    blr x9\n" \
    "    brk 1\n" \
    "1:  ret\n"

#define RETURN_FROM_SIGNAL \
    "return_from_signal:\n" \
    "    mov x8, 139\n" \
    "    svc 0\n"

#define ENTRY_POINT \
    "pidone_start:\n" \
    "    mov x29, 0\n" \
    "    mov x30, 0\n" \
    "    mov x0, sp\n" \
    "    bl begin\n" \
    "    mov x0, 0\n" \
    "    mov x30, 0\n" \
    "    b _start\n"

#define CONTINUE_ON(stack_top, function) \
    __asm__ volatile("mov sp, %0\n\tmov x29, 0\n\tblr %1" : : "r"(stack_top), "r"(function) : "x30", "memory")

#else
#error "no section for this architecture"
#endif

#define CALL_WITH(number, a1, a2, a3, a4, a5, a6, ...) \
    raw_call(number, (long) (a1), (long) (a2), (long) (a3), (long) (a4), (long) (a5), (long) (a6))

/* A system call by its name, with as many arguments as it takes. */
#define CALL(name, ...) CALL_WITH(__NR_##name, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)

#define FUNCTION(name, code) \
    __asm__(".pushsection .text." #name ", \"ax\"\n.global " #name "\n.hidden " #name "\n.type " #name \
            ", %function\n" code ".size " #name ", . - " #name "\n.popsection\n")

#endif
