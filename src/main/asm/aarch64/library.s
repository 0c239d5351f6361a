// libpidone.so for Linux on aarch64: the machine code that runs inside pidone's JVM.
//
// A complete ELF shared object, headers included, written out by hand: `as` and `objcopy -O binary -j .text`
// turn this file into the library, no linker takes part. dev.pidone.linux.NativeImage holds the same bytes and a
// test compares the two.
//
//   Agent_OnLoad  the JVM calls it while it starts, after it has installed its signal handlers and before any of its
//                 threads unblocks a signal (JVM TI specification, "Agent Start-Up"). Puts the relay in front.
//   relay         the signal handler that tells a signal sent by a process from a fault of the JVM's own.
//   system_call   one system call; returns the negated errno on failure.
//   run_script    a table of prepared system calls, one after the other.
//   spawn         clones a child that runs such a script.
//   take_signals  waits for signals, takes them, and forwards those for which that is all there is to do.
//   reap_children collects every child that has changed its state.
//
// Exported functions take up to seven 64-bit integers in the C calling convention and return one (Procedure Call Standard
// for the Arm 64-bit Architecture, 6.8).

        .text

        .set SYS_read, 63
        .set SYS_write, 64
        .set SYS_ppoll, 73
        .set SYS_exit, 93
        .set SYS_exit_group, 94
        .set SYS_kill, 129
        .set SYS_tkill, 130
        .set SYS_rt_sigaction, 134
        .set SYS_rt_sigprocmask, 135
        .set SYS_gettid, 178
        .set SYS_clone, 220
        .set SYS_wait4, 260

        .set SIG_SETMASK, 2
        .set SA_FLAGS, 0x18000004       // SA_SIGINFO | SA_ONSTACK | SA_RESTART
        .set SIGACTION_BYTES, 32        // struct kernel_sigaction: handler, flags, restorer, mask
        .set SIGSET_BYTES, 8

        // One row of a script, see dev.pidone.linux.Script.
        .set ROW_NUMBER, 0
        .set ROW_ARGUMENTS, 8
        .set ROW_RESULT, 56
        .set ROW_TOLERATED, 64
        .set ROW_CONDITION, 80
        .set ROW_BYTES, 96

        // struct signalfd_siginfo (signalfd(2)).
        .set SIGINFO_SIGNAL, 0
        .set SIGINFO_CODE, 8
        .set SIGINFO_SENDER, 12
        .set SIGINFO_BYTES, 128
        .set SIGINFOS_BYTES, 16 * SIGINFO_BYTES

        .set WAITS, 64                  // how often one call waits at most

        // The note of a signal, see dev.pidone.linux.EventQueue.
        .set SENT_BY_PROCESS, 1 << 8
        .set OUTCOME, 1 << 9            // 1 forwarded, 2 nobody was there, 0 left to Java
        .set NOTES_SHIFT, 16            // how many notes, in the one that is returned
        .set SECOND_SHIFT, 24           // whether the second descriptor is ready
        .set THIRD_SHIFT, 25
        .set SENDER_SHIFT, 32

        // struct pollfd (poll(2)).
        .set POLLFD_REVENTS, 6
        .set POLLFD_BYTES, 8

        // A route, see dev.pidone.linux.SignalRoutes.
        .set ROUTE_TARGET, 0
        .set ROUTE_SIGNAL, 4
        .set ROUTE_REPORT, 5            // whether a note is wanted nevertheless

        // The note of a child, see dev.pidone.linux.ChildQueue.
        .set CHILD_STATUS, 4
        .set CHILD_BYTES, 8
        .set CHILDREN_SHIFT, 48         // how many notes, in the one that is returned
        .set END_SHIFT, 56              // 1 there is nothing new, 2 there are no children, 3 an error

        .set ECHILD, 10
        .set WNOHANG_WUNTRACED_WALL, 0x40000003
        .set STOPPED, 0x7f              // the low byte of a wait status (wait(2), WIFSTOPPED)

        // The writable half is mapped this much further away from the code than it stands in the file, so that the two
        // share no page, whatever the page size up to 64 KiB.
        .set GAP, 0x10000

image:
        .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0   // 64-bit, little-endian, System V
        .zero 8
        .short 3                                // ET_DYN
        .short 183                              // EM_AARCH64
        .long 1
        .quad 0                                 // no entry point
        .quad program_headers - image
        .quad 0                                 // no section headers
        .long 0
        .short 64, 56, 4, 0, 0, 0

program_headers:
        .long 1, 5                              // PT_LOAD, readable and executable
        .quad 0, 0, 0, text_end - image, text_end - image, 0x10000
        .long 1, 6                              // PT_LOAD, readable and writable
        .quad data - image, data - image + GAP, data - image + GAP
        .quad image_end - data, image_end - data, 0x10000
        .long 2, 6                              // PT_DYNAMIC
        .quad dynamic - image, dynamic - image + GAP, dynamic - image + GAP
        .quad dynamic_end - dynamic, dynamic_end - dynamic, 8
        .long 0x6474e551, 6                     // PT_GNU_STACK, not executable: the JVM refuses to run otherwise
        .quad 0, 0, 0, 0, 0, 16

symbols:                                        // Elf64_Sym: name, info, other, section, value, size
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

hash:                                           // one bucket: a chain through all symbols
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
        .asciz "ld-linux-aarch64.so.1"          // so that __libc_stack_end can be looked up through this library
names_end:
        .balign 16

// jint Agent_OnLoad(JavaVM *vm, char *options, void *reserved)
Agent_OnLoad:
        stp x29, x30, [sp, -32]!
        stp x19, x20, [sp, 16]
        sub sp, sp, 2 * SIGACTION_BYTES
        adr x19, relayed_signals
1:      ldrb w20, [x19], 1
        cbz w20, 2f
        adr x9, relay
        ldr x10, flags
        stp x9, x10, [sp]
        mov x11, -1
        stp xzr, x11, [sp, 16]
        mov x0, x20
        mov x1, sp
        add x2, sp, SIGACTION_BYTES
        mov x3, SIGSET_BYTES
        mov x8, SYS_rt_sigaction
        svc 0
        ldr x9, [sp, SIGACTION_BYTES]
        adr x10, previous_handlers + GAP
        str x9, [x10, x20, lsl 3]
        b 1b
2:      mov x0, 0
        add sp, sp, 2 * SIGACTION_BYTES
        ldp x19, x20, [sp, 16]
        ldp x29, x30, [sp], 32
        ret

relayed_signals:
        .byte 4, 5, 7, 8, 11, 12, 32, 33, 0     // ILL, TRAP, BUS, FPE, SEGV, USR2 and glibc's two
        .balign 8
flags:
        .quad SA_FLAGS

// void relay(int signal, siginfo_t *info, void *context)
// A siginfo code above zero is a fault of this JVM: its own handler decides, as if this one were not there. Any other
// means that a process sent the signal (sigaction(2), "si_code"): it is noted, and the supervisor woken.
//
// One thread can be asked to end by it: see dev.pidone.linux.PeriodicThreads.
//
// If there is an heir, the thread that is about to become the command, the signal is sent to that thread as well: it
// has all signals blocked, and what is pending for it will be pending for the command.
relay:
        ldr w9, [x1, 8]
        cmp w9, 0
        b.gt 1f
        adr x11, leaving_thread + GAP
        ldr x10, [x11]
        cbnz x10, 5f
6:
        sub w9, w0, 1
        mov x10, 1
        lsl x10, x10, x9
        adr x11, pending_signals + GAP
4:      ldxr x12, [x11]
        orr x12, x12, x10
        stlxr w13, x12, [x11]
        cbnz w13, 4b
        dmb ish                                 // noted first: whoever names an heir looks in the other order
        adr x9, heir + GAP
        ldr x9, [x9]
        cbnz x9, 7f
        adr x9, relay_state + GAP
        ldr x0, [x9]
        tbnz x0, 63, 3f
        adr x1, one
        mov x2, 8
        mov x8, SYS_write
        svc 0
3:      ret
7:      mov w1, w0
        mov x0, x9
        mov x8, SYS_tkill
        svc 0
        ret
5:      mov x12, x0
        mov x8, SYS_gettid
        svc 0
        mov x13, x0
        mov x0, x12
        cmp x13, x10
        b.ne 6b
        mov x0, 0
        mov x8, SYS_exit
        svc 0
1:      adr x9, previous_handlers + GAP
        ldr x9, [x9, w0, uxtw 3]
        cmp x9, 1
        b.hi 2f
        // No handler before: back to the default action, the instruction faults again and ends the process.
        sub sp, sp, SIGACTION_BYTES
        stp xzr, xzr, [sp]
        stp xzr, xzr, [sp, 16]
        mov x1, sp
        mov x2, 0
        mov x3, SIGSET_BYTES
        mov x8, SYS_rt_sigaction
        svc 0
        add sp, sp, SIGACTION_BYTES
        ret
2:      br x9

// long system_call(long number, long a1, long a2, long a3, long a4, long a5, long a6)
system_call:
        mov x8, x0
        mov x0, x1
        mov x1, x2
        mov x2, x3
        mov x3, x4
        mov x4, x5
        mov x5, x6
        svc 0
        ret

// void run_script(Row *first, Row *end)
// Runs the rows in order. A row with a condition runs only if the row that ran last had exactly that result. An error
// that the row does not tolerate ends the script.
run_script:
        mov x9, x0
        mov x10, x1
        mov x11, 0                              // the result of the row that ran last
1:      cmp x9, x10
        b.hs 4f
        ldr x12, [x9, ROW_CONDITION]
        cbz x12, 2f
        cmp x12, x11
        b.ne 3f
2:      ldp x0, x1, [x9, ROW_ARGUMENTS]
        ldp x2, x3, [x9, ROW_ARGUMENTS + 16]
        ldp x4, x5, [x9, ROW_ARGUMENTS + 32]
        ldr x8, [x9, ROW_NUMBER]
        svc 0
        str x0, [x9, ROW_RESULT]
        mov x11, x0
        neg x12, x0
        cmp x12, 0
        b.le 3f                                 // a result that is no error
        cmp x12, 127
        b.hi 5f
        add x13, x9, ROW_TOLERATED              // 128 bits, one for each errno
        lsr x14, x12, 6
        ldr x13, [x13, x14, lsl 3]
        lsr x13, x13, x12
        tbz x13, 0, 4f
3:      add x9, x9, ROW_BYTES
        b 1b
5:      mov x13, 4095                           // results from -4095 to -1 are errors (syscall(2)), others are values
        cmp x12, x13
        b.hi 3b
4:      ret

// long spawn(long flags, Row *first, Row *end, void *stack_top)
// clone(2) with a child that runs the script and, should it come to its end, exits. All signals are blocked while the
// child is made, so that it starts with all of them blocked. Returns the child's PID or the negated errno.
spawn:
        sub sp, sp, 16
        mov x9, x0
        mov x10, x1
        mov x11, x2
        mov x12, x3
        mov x13, -1
        str x13, [sp]
        mov x0, SIG_SETMASK
        mov x1, sp
        add x2, sp, 8
        mov x3, SIGSET_BYTES
        mov x8, SYS_rt_sigprocmask
        svc 0
        mov x0, x9
        mov x1, x12
        mov x2, 0
        mov x3, 0
        mov x4, 0
        mov x8, SYS_clone
        svc 0
        cbz x0, 1f
        mov x14, x0
        mov x0, SIG_SETMASK
        add x1, sp, 8
        mov x2, 0
        mov x3, SIGSET_BYTES
        mov x8, SYS_rt_sigprocmask
        svc 0
        mov x0, x14
        add sp, sp, 16
        ret
1:      mov x0, x10
        mov x1, x11
        bl run_script
        mov x0, 127
        mov x8, SYS_exit_group
        svc 0

// long take_signals(struct pollfd *three, struct timespec *limit, long *notes, Route *routes, long own_id)
// Waits until one of three descriptors is ready, the first of which is a signalfd, and takes up to 16 signals that have
// arrived. From the first one on they are forwarded along their routes, until there is one that needs a decision: it has
// no route, no process has sent it, or this process itself. Leaves a note of each that was not forwarded, or whose route
// asks for one; if there is nothing to tell, waits again, but for a flood, which must not hold up what has a deadline.
// Returns the first note, with the number of notes and whether the other descriptors are ready; 0 if the time is over.
take_signals:
        sub sp, sp, SIGINFOS_BYTES
        mov x9, x0
        mov x15, x2
        mov x11, x3
        mov w12, w4
        mov x7, x1
        mov x5, WAITS
9:      mov x10, x15
        mov x0, x9
        mov x1, 3
        mov x2, x7
        mov x3, 0
        mov x8, SYS_ppoll
        svc 0
        cmp x0, 0
        b.le 6f
        ldr w0, [x9]
        mov x1, sp
        mov x2, SIGINFOS_BYTES
        mov x8, SYS_read
        svc 0
        cmp x0, 0
        csel x0, x0, xzr, gt
        mov x13, sp
        add x14, x13, x0                        // where the signals end
        mov w16, 1                              // whether all of them so far were forwarded
1:      cmp x13, x14
        b.hs 4f
        ldr w17, [x13, SIGINFO_SIGNAL]
        ldr w0, [x13, SIGINFO_CODE]
        cmp w0, 0
        b.gt 2f
        orr w17, w17, SENT_BY_PROCESS
        cbz w16, 3f
        ldr w0, [x13, SIGINFO_SENDER]
        cmp w0, w12
        b.eq 2f
        ldr w0, [x13, SIGINFO_SIGNAL]
        add x6, x11, x0, lsl 3
        ldrsw x0, [x6, ROUTE_TARGET]
        cbz x0, 2f
        ldrb w1, [x6, ROUTE_SIGNAL]
        ldrb w6, [x6, ROUTE_REPORT]
        mov x8, SYS_kill
        svc 0
        cbz w6, 8f
        add w17, w17, OUTCOME
        cbz w0, 3f
        add w17, w17, OUTCOME
        b 3f
2:      mov w16, 0
3:      ldr w0, [x13, SIGINFO_SENDER]
        orr x0, x17, x0, lsl SENDER_SHIFT
        str x0, [x10], 8
8:      add x13, x13, SIGINFO_BYTES
        b 1b
4:      subs x0, x10, x15
        b.eq 5f
        ldr x1, [x15]
        orr x0, x1, x0, lsl (NOTES_SHIFT - 3)
5:      ldrh w1, [x9, POLLFD_BYTES + POLLFD_REVENTS]
        cmp w1, 0
        cset x1, ne
        orr x0, x0, x1, lsl SECOND_SHIFT
        ldrh w1, [x9, 2 * POLLFD_BYTES + POLLFD_REVENTS]
        cmp w1, 0
        cset x1, ne
        orr x0, x0, x1, lsl THIRD_SHIFT
        cbnz x0, 7f
        subs x5, x5, 1
        b.ne 9b
6:      mov x0, 0
7:      add sp, sp, SIGINFOS_BYTES
        ret

// long reap_children(long *notes, long *end)
// Collects children that have changed their state, without waiting, and leaves a note of each: process ID and status. A
// child that has stopped is the last one: what is done about it must be done before others are reaped and their IDs are
// free.
// Returns the first note, with the number of notes and why there are no more; for an error its number.
reap_children:
        mov x9, x0
        mov x10, x1
        mov x11, x0
        ldr w12, options
1:      mov x0, -1
        add x1, x9, CHILD_STATUS
        mov x2, x12
        mov x3, 0
        mov x8, SYS_wait4
        svc 0
        cmp w0, 0
        b.le 3f
        ldrb w13, [x9, CHILD_STATUS]
        str w0, [x9], CHILD_BYTES
        cmp w13, STOPPED
        b.eq 2f
        cmp x9, x10
        b.lo 1b
2:      mov x2, 0
        b 4f
3:      mov x2, 1
        cbz w0, 4f
        mov x2, 2
        cmn w0, ECHILD
        b.eq 4f
        cmp x9, x11
        b.ne 2b                                 // for the next call to find
        mov x2, 3
        neg w0, w0
        b 5f
4:      subs x0, x9, x11
        b.eq 5f
        ldr x1, [x11]
        orr x0, x1, x0, lsl (CHILDREN_SHIFT - 3)
5:      orr x0, x0, x2, lsl END_SHIFT
        ret

        .balign 8
options:
        .quad WNOHANG_WUNTRACED_WALL
one:
        .quad 1
text_end:

        .balign 16
data:
dynamic:                                        // Elf64_Dyn: tag, value
        .quad 1, name_loader - names            // DT_NEEDED
        .quad 14, name_library - names          // DT_SONAME
        .quad 4, hash - image                   // DT_HASH
        .quad 5, names - image                  // DT_STRTAB
        .quad 6, symbols - image                // DT_SYMTAB
        .quad 10, names_end - names             // DT_STRSZ
        .quad 11, 24                            // DT_SYMENT
        .quad 0, 0
dynamic_end:

relay_state:
        .quad -1                                // the eventfd to write to, or -1
pending_signals:
        .quad 0                                 // bit N-1: signal N was sent by a process
leaving_thread:
        .quad 0                                 // the ID of a thread that any of these signals ends, or 0
heir:
        .quad 0                                 // the ID of the thread that is about to become the command, or 0
previous_handlers:
        .zero 34 * 8                            // by signal number: what was installed before the relay
image_end:
