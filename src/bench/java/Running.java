import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** A contender that runs a command that only waits, and what /proc says of it. */
final class Running implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final int process;
    private final Path proc;

    private Running(int process) {
        this.process = process;
        proc = Path.of("/proc", Integer.toString(process));
    }

    static Running start(Contender contender, Path scratch) {
        return start(contender, scratch, "/bin/sleep", "infinity");
    }

    /** @param command it, or what it leaves behind, is called sleep in the end */
    static Running start(Contender contender, Path scratch, String... command) {
        Running running = new Running(Processes.start(contender.command(command), scratch.resolve("output"),
                scratch.resolve("errors")));
        running.awaitCommand();
        return running;
    }

    private void awaitCommand() {
        await(() -> children().stream().anyMatch(child -> read(Path.of("/proc", child, "comm")).equals("sleep\n")),
                "started its command");
    }

    /** @param output where it writes when it is ready; its errors go there as well */
    static Running startService(List<String> command, Path output) {
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Running running = new Running(Processes.start(command, output, output));
        running.await(() -> read(output).endsWith("ready\n"), "become ready");
        return running;
    }

    /** Others, that have nothing to do with pidone (src/bench/c/crowd.c). They end with it. */
    static Running startCrowd(List<String> command, Path output) {
        List<String> held = new ArrayList<>(List.of("/bin/sh", "-c", "/bin/sleep infinity | \"$@\"", "sh"));
        held.addAll(command);
        return startService(held, output);
    }

    private void await(BooleanSupplier event, String what) {
        Instant end = Instant.now().plus(LIMIT);
        while (!event.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("process " + process + " has not " + what);
            }
            pause(Duration.ofMillis(5));
        }
    }

    private List<String> children() {
        List<String> children = new ArrayList<>();
        sum(task -> {
            children.addAll(List.of(read(task.resolve("children")).split(" ")));
            return 0;
        });
        children.removeIf(String::isEmpty);
        return children;
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number of kB, or any other number, in /proc/PID/FILE. */
    long field(String file, String name) {
        return field(proc.resolve(file), name);
    }

    private static long field(Path file, String name) {
        return read(file).lines().filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
    }

    long threads() {
        return sum(_ -> 1);
    }

    /** How often any of its threads has gone to sleep: as often as it woke up. */
    long voluntarySwitches() {
        return sum(task -> field(task.resolve("status"), "voluntary_ctxt_switches"));
    }

    /** utime and stime of /proc/PID/stat, in clock ticks. */
    long cpuTicks() {
        String stat = read(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** The same, in nanoseconds, as the scheduler counts it. */
    long cpuNanoseconds() {
        return sum(task -> {
            String schedstat = read(task.resolve("schedstat"));
            return schedstat.isEmpty() ? 0 : Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
        });
    }

    private long sum(ToLongFunction<Path> number) {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(proc.resolve("task"))) {
            for (Path task : tasks) {
                sum += number.applyAsLong(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    @Override
    public void close() {
        List<String> children = children();
        Processes.end(process);
        children.forEach(child -> ProcessHandle.of(Long.parseLong(child)).ifPresent(ProcessHandle::destroyForcibly));
    }
}
