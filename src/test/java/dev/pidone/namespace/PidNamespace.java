package dev.pidone.namespace;

import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** How to create a PID namespace and how to enter one: unshare(1) and nsenter(1). */
public final class PidNamespace {
    private static final boolean ROOT = "0"
            .equals(ProcFile.field(ProcessHandle.current().pid(), "status", "Uid").split("\\s")[0]);
    private static final boolean AVAILABLE = isAvailable();
    /** More than one may be mounted there, one over the other. */
    private static final String NO_PROC = "while umount -l /proc; do :; done 2>/dev/null; exec \"$@\"";

    private PidNamespace() {
    }

    /** Which /proc there is in a new namespace. */
    public enum Proc {
        /** That of the namespace itself. */
        OWN,
        /** That of the namespace outside, where process IDs are others. */
        FOREIGN,
        /** None. */
        NONE
    }

    /** Skips the test if no namespace can be created here; where continuous integration runs, that is a failure. */
    public static void require() {
        if (!AVAILABLE && System.getenv("CI") != null) {
            Assertions.fail("no PID namespace can be created");
        }
        Assumptions.assumeTrue(AVAILABLE, "no PID namespace can be created");
    }

    /**
     * Arguments that go in front of a program: its process becomes PID 1 of a new namespace and dies when unshare(1),
     * its parent outside, dies.
     */
    public static List<String> creation(Proc proc) {
        List<String> command = new ArrayList<>(List.of("unshare"));
        if (!ROOT) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--pid", "--fork", "--kill-child"));
        switch (proc) {
            case OWN -> command.add("--mount-proc");
            case FOREIGN -> command.add("--mount");
            case NONE -> command.addAll(List.of("--mount", "sh", "-c", NO_PROC, "sh"));
        }
        return command;
    }

    /** Arguments that go in front of a program that is to enter the namespaces of a process. */
    static List<String> entry(long processId) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(processId)));
        if (!ROOT) {
            command.addAll(List.of("--user", "--preserve-credentials"));
        }
        command.addAll(List.of("--pid", "--mount"));
        return command;
    }

    private static boolean isAvailable() {
        List<String> command = creation(Proc.OWN);
        command.add("true");
        try {
            Process attempt = Starter.program(command).redirectError(Redirect.DISCARD).start();
            Await.end(attempt, () -> command + " does not end");
            return attempt.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
