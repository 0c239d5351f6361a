# libpidone.so for Linux on x86-64: the machine code that runs inside pidone's JVM.
#
# A complete ELF shared object, headers included, written out by hand: `as` and `objcopy -O binary -j .text`
# turn this file into the library, no linker takes part. dev.pidone.linux.NativeImage holds the same bytes and a
# test compares the two.
#
#   Agent_OnLoad  the JVM calls it while it starts, after it has installed its signal handlers and before any of its
#                 threads unblocks a signal (JVM TI specification, "Agent Start-Up"). Puts the relay in front.
#   relay         the signal handler that tells a signal sent by a process from a fault of the JVM's own.
#   system_call   one system call; returns the negated errno on failure.
#   run_script    a table of prepared system calls, one after the other.
#   spawn         clones a child that runs such a script.
#   take_signals  waits for signals, takes them, and forwards those for which that is all there is to do.
#   reap_children collects every child that has changed its state.
#
# Exported functions take up to seven 64-bit integers in the C calling convention and return one (System V ABI,
# AMD64 supplement, 3.2.3).

        .intel_syntax noprefix
        .text

        .set SYS_read, 0
        .set SYS_write, 1
        .set SYS_rt_sigaction, 13
        .set SYS_rt_sigprocmask, 14
        .set SYS_rt_sigreturn, 15
        .set SYS_clone, 56
        .set SYS_exit, 60
        .set SYS_wait4, 61
        .set SYS_kill, 62
        .set SYS_gettid, 186
        .set SYS_tkill, 200
        .set SYS_exit_group, 231
        .set SYS_ppoll, 271

        .set SIG_SETMASK, 2
        .set SA_FLAGS, 0x1c000004       # SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART
        .set SIGACTION_BYTES, 32        # struct kernel_sigaction: handler, flags, restorer, mask
        .set SIGSET_BYTES, 8

        # One row of a script, see dev.pidone.linux.Script.
        .set ROW_NUMBER, 0
        .set ROW_ARGUMENTS, 8
        .set ROW_RESULT, 56
        .set ROW_TOLERATED, 64
        .set ROW_CONDITION, 80
        .set ROW_BYTES, 96

        # struct signalfd_siginfo (signalfd(2)).
        .set SIGINFO_SIGNAL, 0
        .set SIGINFO_CODE, 8
        .set SIGINFO_SENDER, 12
        .set SIGINFO_BYTES, 128
        .set SIGINFOS_BYTES, 16 * SIGINFO_BYTES

        .set WAITS, 64                  # how often one call waits at most

        # The note of a signal, see dev.pidone.linux.EventQueue.
        .set SENT_BY_PROCESS, 1 << 8
        .set OUTCOME, 1 << 9            # 1 forwarded, 2 nobody was there, 0 left to Java
        .set NOTES_SHIFT, 16            # how many notes, in the one that is returned
        .set SECOND_SHIFT, 24           # whether the second descriptor is ready
        .set THIRD_SHIFT, 25
        .set SENDER_SHIFT, 32

        # struct pollfd (poll(2)).
        .set POLLFD_REVENTS, 6
        .set POLLFD_BYTES, 8

        # A route, see dev.pidone.linux.SignalRoutes.
        .set ROUTE_TARGET, 0
        .set ROUTE_SIGNAL, 4
        .set ROUTE_REPORT, 5            # whether a note is wanted nevertheless

        # The note of a child, see dev.pidone.linux.ChildQueue.
        .set CHILD_STATUS, 4
        .set CHILD_BYTES, 8
        .set CHILDREN_SHIFT, 48         # how many notes, in the one that is returned
        .set END_SHIFT, 56              # 1 there is nothing new, 2 there are no children, 3 an error

        .set ECHILD, 10
        .set WNOHANG_WUNTRACED_WALL, 0x40000003
        .set STOPPED, 0x7f              # the low byte of a wait status (wait(2), WIFSTOPPED)

        # The writable half is mapped this much further away from the code than it stands in the file, so that the two
        # share no page, whatever the page size up to 64 KiB.
        .set GAP, 0x10000

image:
        .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0   # 64-bit, little-endian, System V
        .zero 8
        .short 3                                # ET_DYN
        .short 62                               # EM_X86_64
        .long 1
        .quad 0                                 # no entry point
        .quad program_headers - image
        .quad 0                                 # no section headers
        .long 0
        .short 64, 56, 4, 0, 0, 0

program_headers:
        .long 1, 5                              # PT_LOAD, readable and executable
        .quad 0, 0, 0, text_end - image, text_end - image, 0x10000
        .long 1, 6                              # PT_LOAD, readable and writable
        .quad data - image, data - image + GAP, data - image + GAP
        .quad image_end - data, image_end - data, 0x10000
        .long 2, 6                              # PT_DYNAMIC
        .quad dynamic - image, dynamic - image + GAP, dynamic - image + GAP
        .quad dynamic_end - dynamic, dynamic_end - dynamic, 8
        .long 0x6474e551, 6                     # PT_GNU_STACK, not executable: the JVM refuses to run otherwise
        .quad 0, 0, 0, 0, 0, 16

symbols:                                        # Elf64_Sym: name, info, other, section, value, size
        .zero 24
        .long name_agent - names
        .byte 0x12, 0
        .short 1
        .quad Agent_OnLoad - image, 0
        .long name_system_call - names
        .byte 0x12, 0
        .short 1
        .quad system_call - image, 0
        .long name_run_script - names
        .byte 0x12, 0
        .short 1
        .quad run_script - image, 0
        .long name_spawn - names
        .byte 0x12, 0
        .short 1
        .quad spawn - image, 0
        .long name_take_signals - names
        .byte 0x12, 0
        .short 1
        .quad take_signals - image, 0
        .long name_reap_children - names
        .byte 0x12, 0
        .short 1
        .quad reap_children - image, 0
        .long name_relay_state - names
        .byte 0x11, 0
        .short 1
        .quad relay_state - image + GAP, 32

hash:                                           # one bucket: a chain through all symbols
        .long 1, 8
        .long 1
        .long 0, 2, 3, 4, 5, 6, 7, 0

names:
        .byte 0
name_agent:
        .asciz "Agent_OnLoad"
name_system_call:
        .asciz "system_call"
name_run_script:
        .asciz "run_script"
name_spawn:
        .asciz "spawn"
name_take_signals:
        .asciz "take_signals"
name_reap_children:
        .asciz "reap_children"
name_relay_state:
        .asciz "relay_state"
name_library:
        .asciz "libpidone.so"
name_loader:
        .asciz "ld-linux-x86-64.so.2"           # so that __libc_stack_end can be looked up through this library
names_end:
        .balign 16

# jint Agent_OnLoad(JavaVM *vm, char *options, void *reserved)
Agent_OnLoad:
        push rbx
        push rbp
        sub rsp, 2 * SIGACTION_BYTES + 8
        lea rbp, [rip + relayed_signals]
1:      movzx ebx, byte ptr [rbp]
        test ebx, ebx
        jz 2f
        lea rax, [rip + relay]
        mov [rsp], rax
        mov qword ptr [rsp + 8], SA_FLAGS
        lea rax, [rip + restorer]
        mov [rsp + 16], rax
        mov qword ptr [rsp + 24], -1
        mov edi, ebx
        mov rsi, rsp
        lea rdx, [rsp + SIGACTION_BYTES]
        mov r10d, SIGSET_BYTES
        mov eax, SYS_rt_sigaction
        syscall
        mov rax, [rsp + SIGACTION_BYTES]
        lea rdx, [rip + previous_handlers + GAP]
        mov [rdx + rbx * 8], rax
        inc rbp
        jmp 1b
2:      xor eax, eax
        add rsp, 2 * SIGACTION_BYTES + 8
        pop rbp
        pop rbx
        ret

relayed_signals:
        .byte 4, 5, 7, 8, 11, 12, 32, 33, 0     # ILL, TRAP, BUS, FPE, SEGV, USR2 and glibc's two

restorer:
        mov eax, SYS_rt_sigreturn
        syscall

# void relay(int signal, siginfo_t *info, void *context)
# A siginfo code above zero is a fault of this JVM: its own handler decides, as if this one were not there. Any other
# means that a process sent the signal (sigaction(2), "si_code"): it is noted, and the supervisor woken.
#
# One thread can be asked to end by it: see dev.pidone.linux.PeriodicThreads.
#
# If there is an heir, the thread that is about to become the command, the signal is sent to that thread as well: it has
# all signals blocked, and what is pending for it will be pending for the command.
relay:
        cmp dword ptr [rsi + 8], 0
        jg 1f
        cmp qword ptr [rip + leaving_thread + GAP], 0
        jne 4f
5:
        mov eax, 1
        mov ecx, edi
        dec ecx
        shl rax, cl
        lock or [rip + pending_signals + GAP], rax
        mov rax, [rip + heir + GAP]
        test rax, rax
        jnz 6f
        mov rdi, [rip + relay_state + GAP]
        test rdi, rdi
        js 3f
        lea rsi, [rip + one]
        mov edx, 8
        mov eax, SYS_write
        syscall
3:      ret
6:      mov esi, edi
        mov rdi, rax
        mov eax, SYS_tkill
        syscall
        ret
4:      mov eax, SYS_gettid
        syscall
        cmp rax, [rip + leaving_thread + GAP]
        jne 5b
        xor edi, edi
        mov eax, SYS_exit
        syscall
1:      mov eax, edi
        lea r11, [rip + previous_handlers + GAP]
        mov rax, [r11 + rax * 8]
        cmp rax, 1
        ja 2f
        # No handler before: back to the default action, the instruction faults again and ends the process.
        sub rsp, SIGACTION_BYTES + 8
        mov qword ptr [rsp], 0
        mov qword ptr [rsp + 8], 0
        mov qword ptr [rsp + 16], 0
        mov qword ptr [rsp + 24], 0
        mov rsi, rsp
        xor edx, edx
        mov r10d, SIGSET_BYTES
        mov eax, SYS_rt_sigaction
        syscall
        add rsp, SIGACTION_BYTES + 8
        ret
2:      jmp rax

# long system_call(long number, long a1, long a2, long a3, long a4, long a5, long a6)
system_call:
        mov rax, rdi
        mov rdi, rsi
        mov rsi, rdx
        mov rdx, rcx
        mov r10, r8
        mov r8, r9
        mov r9, [rsp + 8]
        syscall
        ret

# void run_script(Row *first, Row *end)
# Runs the rows in order. A row with a condition runs only if the row that ran last had exactly that result. An error
# that the row does not tolerate ends the script.
run_script:
        push rbx
        push rbp
        push r12
        mov rbx, rdi
        mov rbp, rsi
        xor r12d, r12d                          # the result of the row that ran last
1:      cmp rbx, rbp
        jae 4f
        mov rax, [rbx + ROW_CONDITION]
        test rax, rax
        jz 2f
        cmp rax, r12
        jne 3f
2:      mov rdi, [rbx + ROW_ARGUMENTS]
        mov rsi, [rbx + ROW_ARGUMENTS + 8]
        mov rdx, [rbx + ROW_ARGUMENTS + 16]
        mov r10, [rbx + ROW_ARGUMENTS + 24]
        mov r8, [rbx + ROW_ARGUMENTS + 32]
        mov r9, [rbx + ROW_ARGUMENTS + 40]
        mov rax, [rbx + ROW_NUMBER]
        syscall
        mov [rbx + ROW_RESULT], rax
        mov r12, rax
        neg rax
        jle 3f                                  # a result that is no error
        cmp rax, 127
        ja 5f
        bt [rbx + ROW_TOLERATED], rax           # 128 bits, one for each errno
        jnc 4f
3:      add rbx, ROW_BYTES
        jmp 1b
5:      cmp rax, 4095                           # results from -4095 to -1 are errors (syscall(2)), others are values
        ja 3b
4:      pop r12
        pop rbp
        pop rbx
        ret

# long spawn(long flags, Row *first, Row *end, void *stack_top)
# clone(2) with a child that runs the script and, should it come to its end, exits. All signals are blocked while the
# child is made, so that it starts with all of them blocked. Returns the child's PID or the negated errno.
spawn:
        push rbx
        push rbp
        push r12
        push r13
        push r14
        sub rsp, 16
        mov rbx, rdi
        mov rbp, rsi
        mov r12, rdx
        mov r13, rcx
        mov qword ptr [rsp], -1
        mov edi, SIG_SETMASK
        mov rsi, rsp
        lea rdx, [rsp + 8]
        mov r10d, SIGSET_BYTES
        mov eax, SYS_rt_sigprocmask
        syscall
        mov rdi, rbx
        mov rsi, r13
        xor edx, edx
        xor r10d, r10d
        xor r8d, r8d
        mov eax, SYS_clone
        syscall
        test rax, rax
        jz 1f
        mov r14, rax
        mov edi, SIG_SETMASK
        lea rsi, [rsp + 8]
        xor edx, edx
        mov r10d, SIGSET_BYTES
        mov eax, SYS_rt_sigprocmask
        syscall
        mov rax, r14
        add rsp, 16
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        ret
1:      mov rdi, rbp
        mov rsi, r12
        call run_script
        mov edi, 127
        mov eax, SYS_exit_group
        syscall

# long take_signals(struct pollfd *three, struct timespec *limit, long *notes, Route *routes, long own_id)
# Waits until one of three descriptors is ready, the first of which is a signalfd, and takes up to 16 signals that have
# arrived. From the first one on they are forwarded along their routes, until there is one that needs a decision: it has
# no route, no process has sent it, or this process itself. Leaves a note of each that was not forwarded, or whose route
# asks for one; if there is nothing to tell, waits again, but for a flood, which must not hold up what has a deadline.
# Returns the first note, with the number of notes and whether the other descriptors are ready; 0 if the time is over.
take_signals:
        push rbx
        push rbp
        push r12
        push r13
        push r14
        push r15
        sub rsp, SIGINFOS_BYTES + 16
        mov qword ptr [rsp + SIGINFOS_BYTES], WAITS
        mov rbx, rdi
        mov r9, rdx
        mov r13, rcx
        mov r14, r8
        mov r8, rsi
9:      mov rbp, r9
        mov rdi, rbx
        mov esi, 3
        mov rdx, r8
        xor r10d, r10d
        mov eax, SYS_ppoll
        syscall
        test rax, rax
        jle 7f
        mov edi, [rbx]
        mov rsi, rsp
        mov edx, SIGINFOS_BYTES
        mov eax, SYS_read
        syscall
        xor r12d, r12d
        test rax, rax
        cmovg r12, rax
        mov r15, rsp
        add r12, rsp                            # where the signals end
        mov r10d, 1                             # whether all of them so far were forwarded
1:      cmp r15, r12
        jae 5f
        mov edx, [r15 + SIGINFO_SIGNAL]
        cmp dword ptr [r15 + SIGINFO_CODE], 0
        jg 3f
        or edx, SENT_BY_PROCESS
        test r10d, r10d
        jz 4f
        cmp [r15 + SIGINFO_SENDER], r14d
        je 3f
        mov eax, [r15 + SIGINFO_SIGNAL]
        lea rcx, [r13 + rax * 8]
        movsxd rdi, dword ptr [rcx + ROUTE_TARGET]
        test rdi, rdi
        jz 3f
        movzx esi, byte ptr [rcx + ROUTE_SIGNAL]
        cmp byte ptr [rcx + ROUTE_REPORT], 0
        jne 2f
        mov eax, SYS_kill
        syscall
        add r15, SIGINFO_BYTES
        jmp 1b
2:      mov eax, SYS_kill
        syscall
        add edx, OUTCOME
        test eax, eax
        jz 4f
        add edx, OUTCOME
        jmp 4f
3:      xor r10d, r10d
4:      mov eax, [r15 + SIGINFO_SENDER]
        shl rax, SENDER_SHIFT
        or rax, rdx
        mov [rbp], rax
        add rbp, 8
        add r15, SIGINFO_BYTES
        jmp 1b
5:      mov rax, rbp
        sub rax, r9
        jz 6f
        shl rax, NOTES_SHIFT - 3
        or rax, [r9]
6:      xor edx, edx
        cmp word ptr [rbx + POLLFD_BYTES + POLLFD_REVENTS], 0
        setne dl
        shl edx, SECOND_SHIFT
        or rax, rdx
        xor edx, edx
        cmp word ptr [rbx + 2 * POLLFD_BYTES + POLLFD_REVENTS], 0
        setne dl
        shl edx, THIRD_SHIFT
        or rax, rdx
        jnz 8f
        dec qword ptr [rsp + SIGINFOS_BYTES]
        jnz 9b
7:      xor eax, eax
8:      add rsp, SIGINFOS_BYTES + 16
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        ret

# long reap_children(long *notes, long *end)
# Collects children that have changed their state, without waiting, and leaves a note of each: process ID and status. A
# child that has stopped is the last one: what is done about it must be done before others are reaped and their IDs are
# free.
# Returns the first note, with the number of notes and why there are no more; for an error its number.
reap_children:
        push rbx
        push rbp
        push r12
        mov rbx, rdi
        mov rbp, rsi
        mov r12, rdi
1:      mov rdi, -1
        lea rsi, [rbx + CHILD_STATUS]
        mov edx, WNOHANG_WUNTRACED_WALL
        xor r10d, r10d
        mov eax, SYS_wait4
        syscall
        test eax, eax
        jle 3f
        mov [rbx], eax
        add rbx, CHILD_BYTES
        cmp byte ptr [rbx - CHILD_BYTES + CHILD_STATUS], STOPPED
        je 2f
        cmp rbx, rbp
        jb 1b
2:      xor edx, edx
        jmp 4f
3:      mov edx, 1
        test eax, eax
        jz 4f
        inc edx
        cmp eax, -ECHILD
        je 4f
        cmp rbx, r12
        jne 2b                                  # for the next call to find
        inc edx
        neg eax
        jmp 5f
4:      mov rax, rbx
        sub rax, r12
        jz 5f
        shl rax, CHILDREN_SHIFT - 3
        or rax, [r12]
5:      shl rdx, END_SHIFT
        or rax, rdx
        pop r12
        pop rbp
        pop rbx
        ret

        .balign 8
one:
        .quad 1
text_end:

        .balign 16
data:
dynamic:                                        # Elf64_Dyn: tag, value
        .quad 1, name_loader - names            # DT_NEEDED
        .quad 14, name_library - names          # DT_SONAME
        .quad 4, hash - image                   # DT_HASH
        .quad 5, names - image                  # DT_STRTAB
        .quad 6, symbols - image                # DT_SYMTAB
        .quad 10, names_end - names             # DT_STRSZ
        .quad 11, 24                            # DT_SYMENT
        .quad 0, 0
dynamic_end:

relay_state:
        .quad -1                                # the eventfd to write to, or -1
pending_signals:
        .quad 0                                 # bit N-1: signal N was sent by a process
leaving_thread:
        .quad 0                                 # the ID of a thread that any of these signals ends, or 0
heir:
        .quad 0                                 # the ID of the thread that is about to become the command, or 0
previous_handlers:
        .zero 34 * 8                            # by signal number: what was installed before the relay
image_end:
