package dev.pidone.texts;

import dev.pidone.support.Starter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A shell on a terminal of its own, in which keys are pressed. */
final class InteractiveShell {
    private static final String READY = "ready";
    private static final long LONGEST_SILENCE = 60_000_000_000L;
    private static final char TAB = '\t';
    private static final char CONTROL_O = 15;

    private final String command;
    private final String commands;

    /**
     * @param command starts it
     * @param commands run first in it; they bind Control-O to printing the line in double angle brackets
     */
    InteractiveShell(String command, String commands) {
        this.command = command;
        this.commands = commands;
    }

    /** What becomes of a line when the tabulator is pressed at its end. */
    String complete(String typed) throws IOException, InterruptedException {
        Process shell = Starter.program("script", "-qec", command, "/dev/null").redirectErrorStream(true).start();
        try {
            // The terminal echoes what is typed: the mark must not stand there as it is printed.
            type(shell.getOutputStream(), "PS1=\n" + commands + "echo rea''dy\n");
            readUntil(shell.getInputStream(), READY);
            type(shell.getOutputStream(), typed + TAB + CONTROL_O);
            String output = readUntil(shell.getInputStream(), ">>");
            return output.substring(output.lastIndexOf("<<") + 2, output.length() - 2).stripTrailing();
        } finally {
            shell.destroy();
            shell.waitFor();
        }
    }

    private static void type(OutputStream terminal, String keys) throws IOException {
        terminal.write(keys.getBytes(StandardCharsets.UTF_8));
        terminal.flush();
    }

    private static String readUntil(InputStream terminal, String end) throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        long lastProgress = System.nanoTime();
        while (output.indexOf(end, output.length() - end.length()) < 0) {
            if (terminal.available() > 0) {
                output.append((char) terminal.read());
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > LONGEST_SILENCE) {
                throw new IOException("the shell says nothing more: " + output);
            } else {
                Thread.sleep(1);
            }
        }
        return output.toString();
    }
}
