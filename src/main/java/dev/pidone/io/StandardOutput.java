package dev.pidone.io;

import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.ValueLayout;

/** Standard output, for what pidone prints instead of running a command. */
public final class StandardOutput {
    /** What {@code --help} prints. */
    public static final int HELP = 0;
    /** What {@code --version} prints. */
    public static final int VERSION = 1;

    private StandardOutput() {
    }

    /**
     * Prints a text that the build has made.
     *
     * @param number {@link #HELP} or {@link #VERSION}
     * @return 0, or the error number if standard output does not take it, so that a script does not mistake nothing for
     * the answer (errno(3))
     */
    public static int print(int number) {
        long text = NativeLibrary.text(number);
        while (NativeLibrary.MEMORY.get(ValueLayout.JAVA_BYTE, text) != 0) {
            long written = SystemCall.WRITE.call(Descriptors.STANDARD_OUTPUT, text, length(text));
            if (written <= 0 && written != -Errno.EINTR.number()) {
                return (int) -written;
            }
            text += Math.max(0, written);
        }
        return 0;
    }

    private static long length(long text) {
        long length = 0;
        while (NativeLibrary.MEMORY.get(ValueLayout.JAVA_BYTE, text + length) != 0) {
            length++;
        }
        return length;
    }
}
