// bin/pidone for Linux on aarch64: prepares the process for the JVM, then becomes it.
//
// A complete static ELF executable, headers included, written out by hand: `as` and `objcopy -O binary -j .text` turn
// this file into the program, no linker and no libc take part. dev.pidone.linux.NativeImage holds the same bytes and a
// test compares the two.
//
// What it does, in this order:
//   1. blocks every signal, so that none is lost from here on, and notes which were blocked before;
//   2. notes which signals are ignored, and resets SIGCHLD (ignored, the kernel would keep every exit status to itself);
//   3. fills closed standard descriptors with placeholders, lest the JVM's own files become the command's;
//   4. opens the working directory and leaves it for /, since the JVM does not start in one that was deleted;
//   5. hides the environment from ld.so, libc and the JVM by exchanging the first byte of each variable for one that
//      no name begins with; pidone undoes that (dev.pidone.linux.ProcessStart);
//   6. becomes HOME/runtime/bin/pidone, the JVM, with the arguments
//        -XX:AOTCache=HOME/runtime/lib/pidone.aot -m dev.pidone/dev.pidone.Pidone START ARGV...
//      where START is what was noted, in hexadecimal: blocked (16 digits), ignored (16), descriptor of the working
//      directory (8, ffffffff: none), bit mask of the placeholders (1). ARGV is untouched, argv[0] included.
//      Without /proc the dynamic linker cannot tell where the JVM's libraries are, unless by LD_ORIGIN_PATH (ld.so(8)),
//      which then stands before the environment.
// It ends with status 125 and a line on standard error if the last step fails.

        .text

        .set SYS_fcntl, 25
        .set SYS_chdir, 49
        .set SYS_openat, 56
        .set SYS_write, 64
        .set SYS_readlinkat, 78
        .set SYS_exit_group, 94
        .set SYS_rt_sigaction, 134
        .set SYS_rt_sigprocmask, 135
        .set SYS_execve, 221

        .set SIG_SETMASK, 2
        .set SIGCHLD, 17
        .set SIG_IGN, 1
        .set EBADF, 9
        .set F_GETFD, 1
        .set O_PATH, 0x200000
        .set O_PATH_DIRECTORY, 0x204000
        .set AT_FDCWD, -100
        .set AT_EXECFN, 31
        .set PATH_MAX, 4096

        // The stack frame, from x28 upwards; x29 points to argc.
        .set BLOCKED, 0
        .set IGNORED, 8
        .set DIRECTORY, 16
        .set PLACEHOLDERS, 24
        .set ACTION, 32                 // struct kernel_sigaction: handler, flags, restorer, mask
        .set START, 64
        .set HOME, 128
        .set PROGRAM, HOME + PATH_MAX
        .set CACHE, PROGRAM + PATH_MAX + 64
        .set ORIGIN, CACHE + PATH_MAX + 64
        .set FRAME, ORIGIN + PATH_MAX + 64

        .set BASE, 0x400000

image:
        .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0   // 64-bit, little-endian, System V
        .zero 8
        .short 2                                // ET_EXEC
        .short 183                              // EM_AARCH64
        .long 1
        .quad BASE + launch - image
        .quad program_headers - image
        .quad 0                                 // no section headers
        .long 0
        .short 64, 56, 2, 0, 0, 0

program_headers:
        .long 1, 5                              // PT_LOAD, readable and executable
        .quad 0, BASE, BASE, image_end - image, image_end - image, 0x10000
        .long 0x6474e551, 6                     // PT_GNU_STACK, not executable
        .quad 0, 0, 0, 0, 0, 16

launch:
        mov x29, sp
        mov x9, FRAME
        sub sp, sp, x9
        mov x28, sp

        // 1. Block every signal.
        mov x9, -1
        str x9, [x28, ACTION]
        mov x0, SIG_SETMASK
        add x1, x28, ACTION
        add x2, x28, BLOCKED
        mov x3, 8
        mov x8, SYS_rt_sigprocmask
        svc 0

        // 2. Note the ignored signals.
        mov x20, 0
        mov x19, 64
1:      mov x0, x19
        mov x1, 0
        add x2, x28, ACTION
        mov x3, 8
        mov x8, SYS_rt_sigaction
        svc 0
        lsl x20, x20, 1
        tbnz x0, 63, 2f
        ldr x9, [x28, ACTION]
        cmp x9, SIG_IGN
        b.ne 2f
        orr x20, x20, 1
2:      subs x19, x19, 1
        b.ne 1b
        str x20, [x28, IGNORED]
        stp xzr, xzr, [x28, ACTION]
        stp xzr, xzr, [x28, ACTION + 16]
        mov x0, SIGCHLD
        add x1, x28, ACTION
        mov x2, 0
        mov x3, 8
        mov x8, SYS_rt_sigaction
        svc 0

        // 3. Placeholders for closed standard descriptors: openat(2) takes the lowest free number, and "/" with O_PATH
        // can be opened by anyone, and neither read nor written.
        mov x20, 0
        mov x19, 0
1:      mov x0, x19
        mov x1, F_GETFD
        mov x8, SYS_fcntl
        svc 0
        cmn x0, EBADF
        b.ne 2f
        mov x0, AT_FDCWD
        adr x1, root
        mov x2, O_PATH
        mov x8, SYS_openat
        svc 0
        mov x9, 1
        lsl x9, x9, x19
        orr x20, x20, x9
2:      add x19, x19, 1
        cmp x19, 3
        b.lo 1b
        str x20, [x28, PLACEHOLDERS]

        // 4. The working directory.
        mov x0, AT_FDCWD
        adr x1, here
        ldr w2, directory_flags
        mov x8, SYS_openat
        svc 0
        tbz x0, 63, 1f
        mov x0, -1
1:      str x0, [x28, DIRECTORY]

        // 5. Hide the environment: each first byte b from 1 to 255 becomes b + 128 up to 127, b - 127 above.
        ldr x9, [x29]
        add x22, x29, x9, lsl 3
        add x22, x22, 16                        // envp: behind argc, argv and its null
        mov x21, x22
1:      ldr x9, [x21], 8
        cbz x9, 3f
        ldrb w10, [x9]
        cbz w10, 1b
        add w10, w10, 128
        cmp w10, 255
        b.ls 2f
        add w10, w10, 1
2:      strb w10, [x9]
        b 1b
3:                                              // x21: the auxiliary vector

        // 6. HOME is two levels above this program.
        mov x0, AT_FDCWD
        adr x1, self
        add x2, x28, HOME
        mov x3, PATH_MAX - 1
        mov x8, SYS_readlinkat
        svc 0
        add x23, x28, HOME
        mov x24, x0
        mov w27, 0
        cmp x0, 0
        b.gt 3f
        mov w27, 1                              // w27: /proc is missing
1:      ldp x9, x10, [x21], 16                  // no /proc: the path this program was started by
        cbz x9, 2f
        cmp x9, AT_EXECFN
        b.ne 1b
        mov x23, x10
2:      mov x24, 0
4:      ldrb w9, [x23, x24]
        cbz w9, 3f
        add x24, x24, 1
        cmp x24, PATH_MAX - 1
        b.lo 4b
3:      mov x11, 2                              // cut at the last slash, twice
1:      subs x24, x24, 1
        b.mi 2f
        ldrb w9, [x23, x24]
        cmp w9, '/'
        b.ne 1b
        subs x11, x11, 1
        b.ne 1b
2:      cmp x24, 0
        csel x24, xzr, x24, lt                  // x23, x24: HOME and its length

        mov x12, PROGRAM
        add x9, x28, x12
        mov x10, x23
        mov x11, x24
        bl copy
        adr x10, program
        mov x11, program_end - program
        bl copy

        mov x12, CACHE
        add x9, x28, x12
        adr x10, cache_option
        mov x11, cache_option_end - cache_option
        bl copy
        mov x10, x23
        mov x11, x24
        bl copy
        adr x10, cache
        mov x11, cache_end - cache
        bl copy

        add x9, x28, START
        ldr x10, [x28, BLOCKED]
        mov x11, 64
        bl hexadecimal
        ldr x10, [x28, IGNORED]
        mov x11, 64
        bl hexadecimal
        ldr x10, [x28, DIRECTORY]
        mov x11, 32
        bl hexadecimal
        ldr x10, [x28, PLACEHOLDERS]
        mov x11, 4
        bl hexadecimal
        strb wzr, [x9]

        cbz w27, 1f
        mov x12, ORIGIN
        add x9, x28, x12
        mov x19, x9
        adr x10, origin
        mov x11, origin_end - origin
        bl copy
        mov x10, x23
        mov x11, x24
        bl copy
        adr x10, origin_folder
        mov x11, origin_folder_end - origin_folder
        bl copy
        // The environment goes below the frame, behind LD_ORIGIN_PATH.
        mov x11, x22
2:      ldr x9, [x11], 8
        cbnz x9, 2b
        sub x11, x11, x22
        add x9, x11, 24
        and x9, x9, -16
        sub sp, sp, x9
        mov x10, x22
        mov x22, sp
        str x19, [x22]
        add x9, x22, 8
        bl copy
1:                                              // x22: the environment
        ldr x9, [x28, DIRECTORY]
        tbnz x9, 63, 1f
        adr x0, root
        mov x8, SYS_chdir
        svc 0
1:
        // The new argv goes below the frame: five of our own, then what pidone was given.
        ldr x11, [x29]
        add x9, x11, 8
        bic x9, x9, 1
        sub sp, sp, x9, lsl 3
        mov x25, sp
        mov x12, PROGRAM
        add x26, x28, x12
        mov x12, CACHE
        add x10, x28, x12
        stp x26, x10, [x25]
        adr x9, module_option
        adr x10, main_class
        stp x9, x10, [x25, 16]
        add x9, x28, START
        str x9, [x25, 32]
        add x9, x25, 40
        add x10, x29, 8
        add x11, x11, 1
        lsl x11, x11, 3
        bl copy
        mov x0, x26
        mov x1, x25
        mov x2, x22
        mov x8, SYS_execve
        svc 0

        // Only an error comes back.
        neg x19, x0
        adr x1, failure
        mov x2, failure_end - failure
        bl complain
        mov x1, x26
        mov x2, 0
1:      ldrb w9, [x1, x2]
        cbz w9, 2f
        add x2, x2, 1
        b 1b
2:      bl complain
        adr x1, failure_reason
        mov x2, failure_reason_end - failure_reason
        bl complain
        add x1, x28, ACTION + 24                // the number, from its last digit backwards
        mov w9, '\n'
        strb w9, [x1]
        mov x10, 10
        mov x2, 1
1:      udiv x11, x19, x10
        msub x12, x11, x10, x19
        add w12, w12, '0'
        strb w12, [x1, -1]!
        add x2, x2, 1
        mov x19, x11
        cbnz x19, 1b
        bl complain
        mov x0, 125
        mov x8, SYS_exit_group
        svc 0

// Copies x11 bytes from x10 to x9, which moves on.
copy:
        cbz x11, 2f
1:      ldrb w12, [x10], 1
        strb w12, [x9], 1
        subs x11, x11, 1
        b.ne 1b
2:      ret

// Writes the lowest x11 bits of x10 as hexadecimal digits to x9, which moves on.
hexadecimal:
        sub x11, x11, 4
        lsr x12, x10, x11
        and x12, x12, 15
        cmp x12, 10
        add x13, x12, 'a' - 10
        add x12, x12, '0'
        csel x12, x12, x13, lo
        strb w12, [x9], 1
        cbnz x11, hexadecimal
        ret

// Writes x2 bytes at x1 to standard error.
complain:
        mov x0, 2
        mov x8, SYS_write
        svc 0
        ret

        .balign 4
directory_flags:
        .long O_PATH_DIRECTORY
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
