package dev.pidone.namespace;

import dev.pidone.support.Await;
import dev.pidone.support.EndLine;
import dev.pidone.support.ProcFile;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** A call under way. Closing it kills every process of its namespace. */
public final class RunningCall implements AutoCloseable {
    private static final int KILL = 9;
    /** Only who has all signals blocked has this one: unshare(1) blocks TERM and INT for a moment. */
    private static final int USR1 = 10;
    private static final int DESCRIBED = 20;

    private final Process outside;
    private final Path output;
    private final Path errors;
    private long processId;

    private RunningCall(Process outside, Path output, Path errors) {
        this.outside = outside;
        this.output = output;
        this.errors = errors;
    }

    /** Starts a command that does not make a namespace, but enters one that there is. */
    static RunningCall start(List<String> command) {
        return start(command, Path.of("/"));
    }

    static RunningCall start(List<String> command, Path directory) {
        try {
            // Files, not pipes: a process that is left behind would keep a pipe open.
            Path output = Files.createTempFile("pidone", ".out");
            Path errors = Files.createTempFile("pidone", ".err");
            Process process = Starter.program(command).directory(directory.toFile()).redirectOutput(output.toFile())
                    .redirectError(errors.toFile()).start();
            return new RunningCall(process, output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until pidone has begun, that is until it has blocked all signals; returns its ID as seen from here. */
    public long processId() {
        if (processId == 0) {
            Await.until(this::findPidone, this::describe);
        }
        return processId;
    }

    private boolean findPidone() {
        for (long candidate : ProcFile.descendants(outside.pid())) {
            if (ProcFile.link(candidate, "exe").endsWith("/pidone")
                    && ProcFile.signals(candidate, "status", "SigBlk").contains(USR1)) {
                processId = candidate;
                return true;
            }
        }
        return false;
    }

    /**
     * Waits for the process that is to become pidone, where it has all signals blocked from the beginning: it can be
     * sent some before pidone has begun. As {@link #processId} from then on.
     */
    void awaitBlockedBeginning() {
        processId = awaitSome(() -> ProcFile.descendants(outside.pid()).stream()
                .filter(one -> ProcFile.signals(one, "status", "SigBlk").contains(USR1))
                // A shell blocks all for a moment, too, while it starts a command.
                .filter(one -> !ProcFile.link(one, "exe").endsWith("sh")).toList(), "nothing begins").getFirst();
    }

    /** The process that is PID 1 of the namespace, as seen from here. */
    long initProcessId() {
        return awaitSome(() -> ProcFile.descendants(outside.pid()), "no process").getFirst();
    }

    /** One look tells both that there are some and which: by the next look they may have gone. */
    private List<Long> awaitSome(Supplier<List<Long>> look, String otherwise) {
        List<Long> seen = new ArrayList<>();
        Await.until(() -> seen.addAll(look.get()), () -> otherwise + "; " + describe());
        return seen;
    }

    /** Waits for a process whose program has a name; returns its ID as seen from here. */
    long awaitProcess(String name) {
        return awaitSome(() -> processes(name), "no process " + name).getFirst();
    }

    /** The processes of the namespace whose program has a name. */
    List<Long> processes(String name) {
        return ProcFile.descendants(outside.pid()).stream()
                .filter(candidate -> ProcFile.link(candidate, "exe").endsWith("/" + name)).toList();
    }

    /**
     * The command's process ID as seen from here: of pidone's children it is the first, in the namespace's numbering.
     */
    long commandId() {
        long parent = processId();
        return awaitSome(() -> ProcFile.children(parent), "no command").stream()
                .min(Comparator.comparingLong(RunningCall::innerId)).orElseThrow();
    }

    private static long innerId(long process) {
        String[] ids = ProcFile.field(process, "status", "NSpid").split("\\s");
        return Long.parseLong(ids[ids.length - 1]);
    }

    /** The signals that pidone handles (proc(5), {@code SigCgt}). */
    public Set<Integer> handledSignals() {
        return ProcFile.signals(processId(), "status", "SigCgt");
    }

    /** Waits until a process has ended and its parent knows. */
    void awaitReaped(long process) {
        Await.until(() -> ProcFile.read(process, "stat").isEmpty(), this::describe);
    }

    /** Sends pidone a signal, from outside of its namespace. */
    public void send(int signal) {
        long receiver = processId();
        Assertions.assertTrue(SignalSender.send(signal, receiver), () -> "pidone is not there any more; " + describe());
    }

    /** Writes to the standard input of all. */
    void type(String text) {
        try {
            outside.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            outside.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the standard input of all. */
    void endInput() {
        try {
            outside.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        return read(output);
    }

    String errors() {
        return read(errors);
    }

    /** Waits until something stands in the standard output, so many times as a line of its own. */
    public void awaitLine(String line, int times) {
        Await.until(() -> output().lines().filter(line::equals).count() >= times,
                () -> "no line '" + line + "', " + times + " times; " + describe());
    }

    public void awaitLine(String line) {
        awaitLine(line, 1);
    }

    void awaitErrors(String part) {
        Await.until(() -> errors().contains(part), () -> "no '" + part + "'; " + describe());
    }

    Ended awaitEnd() {
        Await.end(outside, () -> "it does not end; " + describe());
        return new Ended(outside.exitValue(), output(), EndLine.without(errors()));
    }

    /** A list of descriptors without what differs from one call to the next. */
    String withoutFileNames(String text) {
        return text.replace(output.toString(), "OUTPUT").replace(errors.toString(), "ERRORS")
                .replaceAll("pipe:\\[[0-9]+\\]", "INPUT");
    }

    @Override
    public void close() {
        while (outside.isAlive()) {
            // unshare(1) kills its child when it dies, but for a moment just after it has made it.
            for (long child : ProcFile.descendants(outside.pid())) {
                SignalSender.send(KILL, child);
            }
            outside.destroyForcibly();
            Await.pause(TimeUnit.MILLISECONDS.toNanos(1));
        }
        try {
            Files.delete(output);
            Files.delete(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String describe() {
        return "standard output: '" + output() + "', standard error: '" + errors() + "', processes: "
                + ProcFile.descendants(outside.pid()).stream().limit(DESCRIBED)
                        .map(one -> ProcFile.link(one, "exe") + " " + ProcFile.field(one, "status", "State")).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
