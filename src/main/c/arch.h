/*
 * What is particular to an architecture, a section for each: what it is called, how a system call is made, and the few
 * instructions that C has no words for. All else that differs the compiler knows from the kernel's headers (machine.c).
 */
#ifndef PIDONE_ARCH_H
#define PIDONE_ARCH_H

#include <asm/unistd.h>

#if defined(__x86_64__)

/* As uname(2) has it, as Docker has it, and in the header of an ELF file (linux/elf-em.h). */
#define UNAME_MACHINE "x86_64"
#define DOCKER_ARCHITECTURE "amd64"
#define ELF_MACHINE EM_X86_64
/* Where both libcs have their loaders (their ABIs say so). */
#define GLIBC_LOADER "/lib64/ld-linux-x86-64.so.2"
#define MUSL_LOADER "/lib/ld-musl-x86_64.so.1"

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

/* Where a signal handler returns to, on architectures that have SA_RESTORER: the kernel of x86-64 insists on getting it. */
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

/* setjmp(3), longjmp(3), and where a program without libc begins: the registers that a call preserves, and where it is. */
#define JUMP_WORDS 8
#define SET_JUMP \
    "pidone_set_jump:\n" \
    "    mov %rbx, (%rdi)\n" \
    "    mov %rbp, 8(%rdi)\n" \
    "    mov %r12, 16(%rdi)\n" \
    "    mov %r13, 24(%rdi)\n" \
    "    mov %r14, 32(%rdi)\n" \
    "    mov %r15, 40(%rdi)\n" \
    "    lea 8(%rsp), %rax\n" \
    "    mov %rax, 48(%rdi)\n" \
    "    mov (%rsp), %rax\n" \
    "    mov %rax, 56(%rdi)\n" \
    "    xor %eax, %eax\n" \
    "    ret\n"
#define JUMP \
    "pidone_jump:\n" \
    "    mov %esi, %eax\n" \
    "    mov (%rdi), %rbx\n" \
    "    mov 8(%rdi), %rbp\n" \
    "    mov 16(%rdi), %r12\n" \
    "    mov 24(%rdi), %r13\n" \
    "    mov 32(%rdi), %r14\n" \
    "    mov 40(%rdi), %r15\n" \
    "    mov 48(%rdi), %rsp\n" \
    "    jmp *56(%rdi)\n"
#define MAIN_AND_EXIT \
    "_start:\n" \
    "    call main\n" \
    "    mov %eax, %edi\n" \
    "    mov $231, %eax\n" \
    "    syscall\n"

/* Instructions for memset(3) and memcpy(3), where there are some. */
#define FILL_MEMORY(to, value, bytes) \
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(value) : "memory")
#define COPY_MEMORY(to, from, bytes) \
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory")

#elif defined(__aarch64__)

#define UNAME_MACHINE "aarch64"
#define DOCKER_ARCHITECTURE "arm64"
#define ELF_MACHINE EM_AARCH64
#define GLIBC_LOADER "/lib/ld-linux-aarch64.so.1"
#define MUSL_LOADER "/lib/ld-musl-aarch64.so.1"

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

#define JUMP_WORDS 22
#define SET_JUMP \
    "pidone_set_jump:\n" \
    "    stp x19, x20, [x0]\n" \
    "    stp x21, x22, [x0, 16]\n" \
    "    stp x23, x24, [x0, 32]\n" \
    "    stp x25, x26, [x0, 48]\n" \
    "    stp x27, x28, [x0, 64]\n" \
    "    stp x29, x30, [x0, 80]\n" \
    "    stp d8, d9, [x0, 96]\n" \
    "    stp d10, d11, [x0, 112]\n" \
    "    stp d12, d13, [x0, 128]\n" \
    "    stp d14, d15, [x0, 144]\n" \
    "    mov x1, sp\n" \
    "    str x1, [x0, 160]\n" \
    "    mov w0, 0\n" \
    "    ret\n"
#define JUMP \
    "pidone_jump:\n" \
    "    ldp x19, x20, [x0]\n" \
    "    ldp x21, x22, [x0, 16]\n" \
    "    ldp x23, x24, [x0, 32]\n" \
    "    ldp x25, x26, [x0, 48]\n" \
    "    ldp x27, x28, [x0, 64]\n" \
    "    ldp x29, x30, [x0, 80]\n" \
    "    ldp d8, d9, [x0, 96]\n" \
    "    ldp d10, d11, [x0, 112]\n" \
    "    ldp d12, d13, [x0, 128]\n" \
    "    ldp d14, d15, [x0, 144]\n" \
    "    ldr x2, [x0, 160]\n" \
    "    mov sp, x2\n" \
    "    mov w0, w1\n" \
    "    ret\n"
#define MAIN_AND_EXIT \
    "_start:\n" \
    "    bl main\n" \
    "    mov x8, 94\n" \
    "    svc 0\n"

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
