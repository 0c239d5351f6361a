import java.io.IOException;
import java.nio.file.Path;

/**
 * The cheapest program that can tell when it was started: it reads CLOCK_MONOTONIC as its first act and writes the
 * timespec on standard output; with arguments it then becomes that program, without it ends. So
 * {@code stamp INIT stamp} leaves two points in time: just before the execve(2) of the init, and just after that of the
 * command.
 */
final class Stamp {
    /**
     * <pre>
     *     mov rbp, rsp;  sub rsp, 16
     *     clock_gettime(CLOCK_MONOTONIC, rsp);  write(1, rsp, 16)
     *     mov rax, [rbp];  cmp rax, 1;  je 1f
     *     lea rsi, [rbp + 16];  mov rdi, [rsi];  lea rdx, [rbp + 8 * rax + 16];  execve;  mov edi, 125;  jmp 2f
     * 1:  xor edi, edi
     * 2:  exit_group
     * </pre>
     */
    private static final String X86_64 = """
            4889e54883ec10bf010000004889e6b8e40000000f05bf010000004889e6ba10000000b8010000000f05\
            488b45004883f801741a488d7510488b3e488d54c510b83b0000000f05bf7d000000eb0231ffb8e70000000f05""";

    /**
     * <pre>
     *     mov x19, sp;  sub sp, sp, 16
     *     clock_gettime(CLOCK_MONOTONIC, sp);  write(1, sp, 16)
     *     ldr x9, [x19];  cmp x9, 1;  b.eq 1f
     *     add x1, x19, 16;  ldr x0, [x1];  add x2, x1, x9, lsl 3;  execve;  mov x0, 125;  b 2f
     * 1:  mov x0, 0
     * 2:  exit_group
     * </pre>
     */
    private static final String AARCH64 = """
            f3030091ff4300d1200080d2e1030091280e80d2010000d4200080d2e1030091020280d2080880d2010000d4\
            690240f93f0500f10001005461420091200040f9220c098ba81b80d2010000d4a00f80d202000014000080d2\
            c80b80d2010000d4""";

    private Stamp() {
    }

    static void write(Path file) throws IOException {
        TinyProgram.write(file, X86_64, AARCH64);
    }
}
