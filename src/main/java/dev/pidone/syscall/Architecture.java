package dev.pidone.syscall;

/** The processor architectures for which pidone has machine code and system call numbers. */
public enum Architecture {
    X86_64,
    AARCH64;

    /**
     * @param name an {@code os.arch}, such as {@code amd64}
     * @throws IllegalStateException if pidone does not run on that architecture
     */
    public static Architecture named(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> throw new IllegalStateException("pidone runs on x86-64 and aarch64, not on " + name);
        };
    }
}
