package dev.pidone.control;

import dev.pidone.support.ProcFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process on a stage, as it is at the moment one asks (proc_pid_stat(5)). All IDs are those of the test's own PID
 * namespace.
 */
public record Member(long processId) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int FOREGROUND_GROUP = 5;

    /** The arguments it was started with, with spaces between them; empty if it has ended. */
    public String commandLine() {
        return read("cmdline").replace('\0', ' ').strip();
    }

    public String program() {
        try {
            Path program = Files.readSymbolicLink(directory().resolve("exe")).getFileName();
            return program == null ? "" : program.toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether it is there and has not ended: a zombie is not alive. */
    public boolean isAlive() {
        return !"XZ".contains(field(STATE));
    }

    /** Whether a signal has stopped it: all of its threads, for only then its parent is told. */
    public boolean isStopped() {
        List<String> threads = threads();
        return !threads.isEmpty() && threads.stream().allMatch(thread -> field(thread, STATE).equals("T"));
    }

    /** Whether it waits for something that a signal would interrupt. */
    public boolean isAsleep() {
        return field(STATE).equals("S");
    }

    /** Whether it is there, be it as a zombie. */
    public boolean exists() {
        return !field(STATE).isEmpty();
    }

    public long parent() {
        return number(PARENT);
    }

    public long group() {
        return number(GROUP);
    }

    public long session() {
        return number(SESSION);
    }

    /** The foreground process group of its controlling terminal, -1 if it has none. */
    public long foregroundGroup() {
        return number(FOREGROUND_GROUP);
    }

    public boolean isInForeground() {
        return group() == foregroundGroup();
    }

    /** Whether a signal waits for it (proc_pid_status(5)). */
    public boolean isPending(int signal) {
        return isInSet("ShdPnd:", signal);
    }

    /** Whether it has a signal blocked: pidone does, from its first instructions on, to receive it. */
    public boolean isBlocked(int signal) {
        return isInSet("SigBlk:", signal);
    }

    private boolean isInSet(String set, int signal) {
        return read("status").lines().filter(line -> line.startsWith(set)).anyMatch(
                line -> (Long.parseUnsignedLong(line.substring(set.length()).strip(), 16) >>> signal - 1 & 1) != 0);
    }

    /** Its children, in the order in which they became that. */
    public List<Member> children() {
        List<Member> children = new ArrayList<>();
        for (String thread : threads()) {
            for (String child : read(thread + "children").split(" ")) {
                if (!child.isEmpty()) {
                    children.add(new Member(Long.parseLong(child)));
                }
            }
        }
        return children;
    }

    /** The directories of its threads. */
    private List<String> threads() {
        try (Stream<Path> threads = Files.list(directory().resolve("task"))) {
            return threads.map(thread -> "task/" + thread.getFileName() + "/").sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return "pid=" + processId + " " + field(STATE) + " wchan=" + read("wchan") + " '"
                + (mayHoldItsMemory() ? "?" : commandLine()) + "' parent=" + parent() + " group=" + group()
                + " session=" + session() + " foreground=" + foregroundGroup();
    }

    /** Who reads its command line may have to wait for ever. */
    private boolean mayHoldItsMemory() {
        return threads().stream().anyMatch(thread -> field(thread, STATE).equals("D"));
    }

    private String field(int index) {
        return field("", index);
    }

    private String field(String directory, int index) {
        List<String> fields = ProcFile.fields(processId, directory + "stat");
        return fields.isEmpty() ? "" : fields.get(index);
    }

    private long number(int index) {
        String field = field(index);
        return field.isEmpty() ? -1 : Long.parseLong(field);
    }

    private String read(String file) {
        return ProcFile.read(processId, file);
    }

    private Path directory() {
        return Path.of("/proc", Long.toString(processId));
    }
}
