package dev.pidone.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.namespace.PidNamespace;
import dev.pidone.support.Await;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The shell of somebody who follows a page: in a folder of its own, in which the project is as "pidone"; with pidone
 * along PATH; and in a PID namespace, so that nothing is left of it.
 */
final class ReadersShell implements AutoCloseable {
    private static final String PROJECT = "pidone";
    /** Stands behind each command's output, in front of its exit status. */
    private static final String END = "\u0001";
    /** The command finds the exit status of the one before in {@code $?}, and does not read the commands after it. */
    private static final String RUN = "{\n%s\n} </dev/null; status=$?; printf '\\1%%d\\n' $status; (exit $status)\n";

    private final Path home;
    private final Path output;
    private final Process shell;
    private int read;

    /** What came of a command: all that was written, and the exit status. */
    record Answer(String output, int status) {
    }

    ReadersShell(Path home) throws IOException {
        this.home = home;
        Files.createSymbolicLink(home.resolve(PROJECT), Path.of("").toAbsolutePath());
        // Not target: what is there beside pidone is not along a reader's PATH.
        Path programs = Files.createDirectory(home.resolve(".programs"));
        Files.copy(Product.PIDONE, programs.resolve("pidone"), StandardCopyOption.COPY_ATTRIBUTES);
        output = home.resolve(".output");
        List<String> command = PidNamespace.creation(PidNamespace.Proc.OWN);
        command.addAll(List.of("bash", "--norc"));
        ProcessBuilder builder = Starter.tool(command).directory(home.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH") + ":/usr/sbin:/sbin");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        shell = builder.start();
    }

    Answer run(String command) {
        type(RUN.formatted(command));
        Await.until(() -> !shell.isAlive() || end(unread()) >= 0, EveryProcess::look,
                () -> command + " does not end: " + unread());
        String answer = unread();
        int end = end(answer);
        if (end < 0) {
            throw new AssertionError(command + " has ended the shell: " + answer);
        }
        read += end + 1;
        int status = answer.indexOf(END);
        return new Answer(answer.substring(0, status), Integer.parseInt(answer.substring(status + 1, end)));
    }

    private void type(String text) {
        try {
            OutputStream input = shell.getOutputStream();
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the line with the exit status ends; -1 if it is not there yet. */
    private static int end(String answer) {
        int status = answer.indexOf(END);
        return status < 0 ? -1 : answer.indexOf('\n', status);
    }

    /** Runs a command that is no part of a page and must succeed. */
    void succeed(String command) {
        Answer answer = run(command);
        assertEquals(0, answer.status(), () -> command + ": " + answer.output());
    }

    /** Writes a file where the shell is. */
    void write(String name, String text) {
        succeed("cat >" + name + " <<'END OF FILE'\n" + text + "END OF FILE");
    }

    private String unread() {
        try {
            return Files.readString(output).substring(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        shell.destroyForcibly();
        Await.end(shell, () -> "the shell does not end");
        Files.delete(home.resolve(PROJECT));
    }
}
