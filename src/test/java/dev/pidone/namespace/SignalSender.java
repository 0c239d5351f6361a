package dev.pidone.namespace;

import dev.pidone.support.Starter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Sends signals from outside with kill(2), by number. One helper process does it for all tests: one kill(1) for each
 * signal would take longer than pidone takes to start. The helper ends with the JVM, when its standard input does.
 */
final class SignalSender {
    private static final String PROGRAM = """
            $| = 1;
            while (<STDIN>) {
                my ($signal, $process) = split;
                print kill($signal, $process) ? "sent" : "not sent: $!", "\\n";
            }
            """;

    private static final SignalSender INSTANCE = new SignalSender();

    private final OutputStream requests;
    private final BufferedReader answers;

    private SignalSender() {
        try {
            Process helper = Starter.program("perl", "-e", PROGRAM).redirectError(Redirect.INHERIT).start();
            requests = helper.getOutputStream();
            answers = helper.inputReader(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal; returns false if there is no such process. */
    static boolean send(int signal, long processId) {
        return INSTANCE.request(signal, processId).equals("sent");
    }

    private synchronized String request(int signal, long processId) {
        try {
            requests.write((signal + " " + processId + "\n").getBytes(StandardCharsets.US_ASCII));
            requests.flush();
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
