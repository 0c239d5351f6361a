package dev.pidone.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What pidone prints before or instead of running a command. Strings of bytes: one char a byte (ISO 8859-1). */
public final class Console {
    private Console() {
    }

    /**
     * Prints a text on standard output.
     *
     * @throws IOException if standard output does not take it, so that a script does not mistake nothing for the answer
     */
    public static void print(String text) throws IOException {
        write(new FileOutputStream(FileDescriptor.out), text);
    }

    /** Prints a line on standard error; where that fails there is nobody to tell. */
    public static void complain(String message) {
        try {
            write(StandardError.INSTANCE, "pidone: " + message + "\n");
        } catch (IOException e) {
            // The exit status still tells.
            return;
        }
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
