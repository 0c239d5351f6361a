import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many system calls an init makes, as strace(1) sees it: the one number that no other program on the machine
 * changes.
 */
final class SystemCalls {
    private static final int EVENTS = 40;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Makes an orphan that ends, waits until that is over, and so on. */
    private static final String ORPHANS = """
            number=0
            while [ $number -lt $0 ]; do
                (/bin/sleep 0.01 &)
                /bin/sleep 0.05
                number=$((number + 1))
            done
            """;

    private SystemCalls() {
    }

    static Table measure(List<Contender> contenders, Path root, Path scratch) throws IOException {
        String signals = root.resolve("src/bench/perl/signals.pl").toString();
        Table table = new Table("calls", "System calls of the init", "",
                new Table.Column("start", "until the command's execve", 0), new Table.Column("signal", "a signal", 1),
                new Table.Column("orphan", "an orphan", 1));
        for (Contender contender : contenders) {
            if (contender.kind() == Contender.Kind.STEPS_ASIDE) {
                table.add(contender.name(), untilCommand(contender, scratch), Double.NaN, Double.NaN);
            } else if (contender.kind() == Contender.Kind.INIT) {
                table.add(contender.name(), untilCommand(contender, scratch),
                        (signals(contender, EVENTS, signals, scratch) - signals(contender, 0, signals, scratch))
                                / EVENTS,
                        orphans(contender, scratch));
            }
        }
        return table;
    }

    /** Those of the init before it has made the process of the command, and those of that process. */
    private static int untilCommand(Contender contender, Path scratch) throws IOException {
        Path trace = scratch.resolve("trace");
        List<String> command = contender.command("/bin/true");
        command.addAll(0, List.of("/usr/bin/strace", "-f", "-qq", "-o", trace.toString()));
        Processes.run(command, scratch);
        int calls = 0;
        boolean hasForked = false;
        String init = null;
        for (String line : Files.readAllLines(trace)) {
            String process = line.substring(0, line.indexOf(' '));
            String call = line.substring(process.length()).strip();
            if (init == null) {
                // The execve of the init itself.
                init = process;
            } else if (isCall(call) && (!process.equals(init) || !hasForked)) {
                calls++;
                hasForked |= call.matches("(clone|clone3|fork|vfork)\\(.*");
                if (call.startsWith("execve(")) {
                    return calls;
                }
            }
        }
        throw new IllegalStateException("no command in " + trace);
    }

    private static double signals(Contender contender, int count, String script, Path scratch) throws IOException {
        Path trace = scratch.resolve("trace");
        List<String> command = new ArrayList<>(List.of("/usr/bin/perl", script, "send", Integer.toString(count)));
        command.addAll(traced(contender, trace));
        Processes.run(command, scratch);
        return calls(trace);
    }

    /** NaN for who does not adopt orphans unless it is PID 1. */
    private static double orphans(Contender contender, Path scratch) throws IOException {
        double calls = orphans(contender, EVENTS, scratch) - orphans(contender, 0, scratch);
        return calls < EVENTS ? Double.NaN : calls / EVENTS;
    }

    private static double orphans(Contender contender, int count, Path scratch) throws IOException {
        Path trace = scratch.resolve("trace");
        List<String> command = traced(contender, trace);
        command.addAll(List.of("/bin/sh", "-c", ORPHANS, Integer.toString(count)));
        Processes.run(command, scratch);
        return calls(trace);
    }

    /** The tracer is another process's child (-D), so that the init is who is started. */
    private static List<String> traced(Contender contender, Path trace) throws IOException {
        Files.deleteIfExists(trace);
        List<String> command = contender.command();
        command.addAll(0, List.of("/usr/bin/strace", "-D", "-o", trace.toString()));
        return command;
    }

    /** The tracer may write the last lines when the init has ended already. */
    private static double calls(Path trace) throws IOException {
        Instant end = Instant.now().plus(LIMIT);
        List<String> lines = Files.readAllLines(trace);
        while (lines.stream().noneMatch(line -> line.startsWith("+++ "))) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(trace + " has no end");
            }
            Running.pause(Duration.ofMillis(10));
            lines = Files.readAllLines(trace);
        }
        return lines.stream().filter(SystemCalls::isCall).count();
    }

    /** Not a signal, an end, or the second half of what was begun before. */
    private static boolean isCall(String line) {
        return Character.isLetter(line.charAt(0));
    }
}
