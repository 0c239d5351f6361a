package dev.pidone.io;

import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;

/** Texts that the build has made (target/native/texts.c): bytes up to a zero. */
public final class BuiltText {
    /** {@code pidone}, a space, the version, and the end of the line: what {@code --version} prints. */
    public static final int VERSION = StandardOutput.VERSION;
    /** The style sheet of the report (src/main/css/report.css). */
    public static final int STYLE = 2;

    private BuiltText() {
    }

    /** A byte of a text, 0 to 255; 0 behind the last. */
    public static int at(int number, int offset) {
        return NativeStrings.byteAt(NativeLibrary.text(number) + offset);
    }
}
