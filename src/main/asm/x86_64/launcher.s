# bin/pidone for Linux on x86-64: prepares the process for the JVM, then becomes it.
#
# A complete static ELF executable, headers included, written out by hand: `as` and `objcopy -O binary -j .text` turn
# this file into the program, no linker and no libc take part. dev.pidone.linux.NativeImage holds the same bytes and a
# test compares the two.
#
# What it does, in this order:
#   1. blocks every signal, so that none is lost from here on, and notes which were blocked before;
#   2. notes which signals are ignored, and resets SIGCHLD (ignored, the kernel would keep every exit status to itself);
#   3. fills closed standard descriptors with placeholders, lest the JVM's own files become the command's;
#   4. opens the working directory and leaves it for /, since the JVM does not start in one that was deleted;
#   5. hides the environment from ld.so, libc and the JVM by exchanging the first byte of each variable for one that
#      no name begins with; pidone undoes that (dev.pidone.linux.ProcessStart);
#   6. becomes HOME/runtime/bin/pidone, the JVM, with the arguments
#        -XX:AOTCache=HOME/runtime/lib/pidone.aot -m dev.pidone/dev.pidone.Pidone START ARGV...
#      where START is what was noted, in hexadecimal: blocked (16 digits), ignored (16), descriptor of the working
#      directory (8, ffffffff: none), bit mask of the placeholders (1). ARGV is untouched, argv[0] included.
#      Without /proc the dynamic linker cannot tell where the JVM's libraries are, unless by LD_ORIGIN_PATH (ld.so(8)),
#      which then stands before the environment.
# It ends with status 125 and a line on standard error if the last step fails.

        .intel_syntax noprefix
        .text

        .set SYS_write, 1
        .set SYS_open, 2
        .set SYS_rt_sigaction, 13
        .set SYS_rt_sigprocmask, 14
        .set SYS_execve, 59
        .set SYS_fcntl, 72
        .set SYS_chdir, 80
        .set SYS_readlink, 89
        .set SYS_exit_group, 231

        .set SIG_SETMASK, 2
        .set SIGCHLD, 17
        .set SIG_IGN, 1
        .set EBADF, 9
        .set F_GETFD, 1
        .set O_PATH, 0x200000
        .set O_PATH_DIRECTORY, 0x210000
        .set AT_EXECFN, 31
        .set PATH_MAX, 4096

        # The stack frame, from rsp upwards; rbp points to argc.
        .set BLOCKED, 0
        .set IGNORED, 8
        .set DIRECTORY, 16
        .set PLACEHOLDERS, 24
        .set ACTION, 32                 # struct kernel_sigaction: handler, flags, restorer, mask
        .set START, 64
        .set HOME, 128
        .set PROGRAM, HOME + PATH_MAX
        .set CACHE, PROGRAM + PATH_MAX + 64
        .set ORIGIN, CACHE + PATH_MAX + 64
        .set FRAME, ORIGIN + PATH_MAX + 64

        .set BASE, 0x400000

image:
        .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0   # 64-bit, little-endian, System V
        .zero 8
        .short 2                                # ET_EXEC
        .short 62                               # EM_X86_64
        .long 1
        .quad BASE + launch - image
        .quad program_headers - image
        .quad 0                                 # no section headers
        .long 0
        .short 64, 56, 2, 0, 0, 0

program_headers:
        .long 1, 5                              # PT_LOAD, readable and executable
        .quad 0, BASE, BASE, image_end - image, image_end - image, 0x10000
        .long 0x6474e551, 6                     # PT_GNU_STACK, not executable
        .quad 0, 0, 0, 0, 0, 16

launch:
        mov rbp, rsp
        sub rsp, FRAME

        # 1. Block every signal.
        mov qword ptr [rsp + ACTION], -1
        mov edi, SIG_SETMASK
        lea rsi, [rsp + ACTION]
        lea rdx, [rsp + BLOCKED]
        mov r10d, 8
        mov eax, SYS_rt_sigprocmask
        syscall

        # 2. Note the ignored signals.
        mov qword ptr [rsp + IGNORED], 0
        mov ebx, 64
1:      mov edi, ebx
        xor esi, esi
        lea rdx, [rsp + ACTION]
        mov r10d, 8
        mov eax, SYS_rt_sigaction
        syscall
        test rax, rax
        js 2f
        cmp qword ptr [rsp + ACTION], SIG_IGN
        jne 2f
        lea eax, [rbx - 1]
        bts qword ptr [rsp + IGNORED], rax
2:      dec ebx
        jnz 1b
        mov qword ptr [rsp + ACTION], 0
        mov qword ptr [rsp + ACTION + 8], 0
        mov qword ptr [rsp + ACTION + 16], 0
        mov qword ptr [rsp + ACTION + 24], 0
        mov edi, SIGCHLD
        lea rsi, [rsp + ACTION]
        xor edx, edx
        mov r10d, 8
        mov eax, SYS_rt_sigaction
        syscall

        # 3. Placeholders for closed standard descriptors: open(2) takes the lowest free number, and "/" with O_PATH
        # can be opened by anyone, and neither read nor written.
        mov qword ptr [rsp + PLACEHOLDERS], 0
        xor ebx, ebx
1:      mov edi, ebx
        mov esi, F_GETFD
        mov eax, SYS_fcntl
        syscall
        cmp rax, -EBADF
        jne 2f
        lea rdi, [rip + root]
        mov esi, O_PATH
        mov eax, SYS_open
        syscall
        bts qword ptr [rsp + PLACEHOLDERS], rbx
2:      inc ebx
        cmp ebx, 3
        jb 1b

        # 4. The working directory.
        lea rdi, [rip + here]
        mov esi, O_PATH_DIRECTORY
        mov eax, SYS_open
        syscall
        test rax, rax
        jns 1f
        mov rax, -1
1:      mov [rsp + DIRECTORY], rax

        # 5. Hide the environment: each first byte b from 1 to 255 becomes b + 128 up to 127, b - 127 above.
        mov rbx, [rbp]
        lea rbx, [rbp + rbx * 8 + 16]           # envp: behind argc, argv and its null
        mov r13, rbx
1:      mov rdi, [rbx]
        add rbx, 8
        test rdi, rdi
        jz 3f
        mov al, [rdi]
        test al, al
        jz 1b
        add al, 128
        jnc 2f
        inc al
2:      mov [rdi], al
        jmp 1b
3:                                              # rbx: the auxiliary vector

        # 6. HOME is two levels above this program.
        lea rdi, [rip + self]
        lea rsi, [rsp + HOME]
        mov edx, PATH_MAX - 1
        mov eax, SYS_readlink
        syscall
        lea rsi, [rsp + HOME]
        xor r15d, r15d
        test rax, rax
        jg 3f
        inc r15d                                # r15: /proc is missing
1:      mov rax, [rbx]                          # no /proc: the path this program was started by
        add rbx, 16
        test rax, rax
        jz 2f
        cmp rax, AT_EXECFN
        jne 1b
        mov rsi, [rbx - 8]
2:      xor eax, eax
4:      cmp byte ptr [rsi + rax], 0
        je 3f
        inc rax
        cmp rax, PATH_MAX - 1
        jb 4b
3:      mov r12, rax                            # cut at the last slash, twice
        mov ecx, 2
1:      dec r12
        js 2f
        cmp byte ptr [rsi + r12], '/'
        jne 1b
        dec ecx
        jnz 1b
2:      xor eax, eax
        test r12, r12
        cmovs r12, rax
        mov r14, rsi                            # r14, r12: HOME and its length

        lea rdi, [rsp + PROGRAM]
        mov rsi, r14
        mov rcx, r12
        rep movsb
        lea rsi, [rip + program]
        mov ecx, program_end - program
        rep movsb

        lea rdi, [rsp + CACHE]
        lea rsi, [rip + cache_option]
        mov ecx, cache_option_end - cache_option
        rep movsb
        mov rsi, r14
        mov rcx, r12
        rep movsb
        lea rsi, [rip + cache]
        mov ecx, cache_end - cache
        rep movsb

        lea rdi, [rsp + START]
        mov rdx, [rsp + BLOCKED]
        mov ecx, 64
        call hexadecimal
        mov rdx, [rsp + IGNORED]
        mov ecx, 64
        call hexadecimal
        mov rdx, [rsp + DIRECTORY]
        mov ecx, 32
        call hexadecimal
        mov rdx, [rsp + PLACEHOLDERS]
        mov ecx, 4
        call hexadecimal
        mov byte ptr [rdi], 0

        test r15d, r15d
        jz 1f
        lea rdi, [rsp + ORIGIN]
        lea rsi, [rip + origin]
        mov ecx, origin_end - origin
        rep movsb
        mov rsi, r14
        mov rcx, r12
        rep movsb
        lea rsi, [rip + origin_folder]
        mov ecx, origin_folder_end - origin_folder
        rep movsb
        # The environment goes below the frame, behind LD_ORIGIN_PATH.
        mov rax, rsp
        mov rcx, r13
2:      add rcx, 8
        cmp qword ptr [rcx - 8], 0
        jne 2b
        sub rcx, r13
        lea rdx, [rcx + 24]
        and rdx, -16
        lea r8, [rax + ORIGIN]
        sub rsp, rdx
        mov [rsp], r8
        lea rdi, [rsp + 8]
        mov rsi, r13
        mov r13, rsp
        rep movsb
        mov r10, rax
        jmp 3f
1:      mov r10, rsp
3:                                              # r10: the frame, r13: the environment
        lea rdi, [rip + root]
        cmp qword ptr [r10 + DIRECTORY], 0
        js 1f
        mov eax, SYS_chdir
        syscall
1:
        # The new argv goes below the frame: five of our own, then what pidone was given.
        lea r9, [r10 + PROGRAM]
        lea r11, [r10 + START]
        lea r10, [r10 + CACHE]
        mov rcx, [rbp]
        lea rax, [rcx * 8 + 64]
        sub rsp, rax
        and rsp, -16
        mov [rsp], r9
        mov [rsp + 8], r10
        lea rax, [rip + module_option]
        mov [rsp + 16], rax
        lea rax, [rip + main_class]
        mov [rsp + 24], rax
        mov [rsp + 32], r11
        lea rsi, [rbp + 8]
        lea rdi, [rsp + 40]
        inc rcx
        rep movsq
        mov rbx, r9
        mov rdi, r9
        mov rsi, rsp
        mov rdx, r13
        mov eax, SYS_execve
        syscall

        # Only an error comes back.
        mov r12, rax
        neg r12
        lea rsi, [rip + failure]
        mov edx, failure_end - failure
        call complain
        mov rsi, rbx
        xor edx, edx
1:      cmp byte ptr [rsi + rdx], 0
        je 2f
        inc rdx
        jmp 1b
2:      call complain
        lea rsi, [rip + failure_reason]
        mov edx, failure_reason_end - failure_reason
        call complain
        lea rsi, [rsp + 16]                     # the number, from its last digit backwards
        mov byte ptr [rsi], '\n'
        mov rax, r12
        mov ecx, 10
        mov ebx, 1
1:      xor edx, edx
        div rcx
        add dl, '0'
        dec rsi
        mov [rsi], dl
        inc ebx
        test rax, rax
        jnz 1b
        mov edx, ebx
        call complain
        mov edi, 125
        mov eax, SYS_exit_group
        syscall

# Writes the lowest ecx bits of rdx as hexadecimal digits to rdi, which moves on.
hexadecimal:
        sub ecx, 4
        mov rax, rdx
        shr rax, cl
        and eax, 15
        cmp al, 10
        jb 1f
        add al, 'a' - '0' - 10
1:      add al, '0'
        stosb
        test ecx, ecx
        jnz hexadecimal
        ret

# Writes rdx bytes at rsi to standard error.
complain:
        mov edi, 2
        mov eax, SYS_write
        syscall
        ret

self:
        .asciz "/proc/self/exe"
root:
        .asciz "/"
here:
        .asciz "."
program:
        .asciz "/runtime/bin/pidone"
program_end:
cache_option:
        .ascii "-XX:AOTCache="
cache_option_end:
cache:
        .asciz "/runtime/lib/pidone.aot"
cache_end:
origin:
        .ascii "LD_ORIGIN_PATH="
origin_end:
origin_folder:
        .asciz "/runtime/bin"
origin_folder_end:
module_option:
        .asciz "-m"
main_class:
        .asciz "dev.pidone/dev.pidone.Pidone"
failure:
        .ascii "pidone: cannot execute "
failure_end:
failure_reason:
        .ascii ": error "
failure_reason_end:
image_end:
