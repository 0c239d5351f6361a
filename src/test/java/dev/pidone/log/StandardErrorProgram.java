package dev.pidone.log;

import dev.pidone.support.PseudoTerminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Logs in a JVM of its own, whose standard error the test reads, or does not. */
final class StandardErrorProgram {
    /** So long is each line that it writes, the line break included. */
    static final int LINE = 64;

    private final Log log = new Log(Level.INFO, new StandardError());
    private int number;

    private StandardErrorProgram() {
    }

    /** @param args {@code terminal}, or nothing: then each line on standard input says how many messages to log */
    public static void main(String[] args) throws IOException {
        StandardErrorProgram program = new StandardErrorProgram();
        if (args.length > 0) {
            program.fillTerminal();
        } else {
            program.followInput();
        }
        Runtime.getRuntime().halt(0);
    }

    private void followInput() throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String line = input.readLine();
        while (line != null) {
            for (int count = Integer.parseInt(line); count > 0; count--) {
                say();
            }
            System.out.println("logged");
            line = input.readLine();
        }
    }

    /** The same length for each: numbers have six digits, and a byte that is no ASCII stands at the end. */
    private void say() {
        log.begin(Level.INFO, Event.WOKEN_UP).text("message ").number("number", 100_000 + number)
                .text(".".repeat(LINE - 30)).text("\u00e9").end();
        number++;
    }

    /** Nobody reads from the terminal at first; then it is read, and one more message is logged. */
    private void fillTerminal() {
        PseudoTerminal terminal = new PseudoTerminal();
        for (int count = 0; count < 5000; count++) {
            say();
        }
        String before = terminal.read();
        say();
        String all = (before + terminal.read()).replace("\r\n", "\n");
        System.out.writeBytes(all.getBytes(StandardCharsets.ISO_8859_1));
        System.out.flush();
    }
}
