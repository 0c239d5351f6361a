import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.IntStream;

/**
 * What pidone's looks at processes cost where it is not PID 1, beside others and among many of its own:
 * src/bench/perl/scale.pl. Strangers sleep, in a PID namespace with pidone, and end with it.
 */
final class Scale {
    private static final int[] STRANGERS = {0, 1_000, 5_000, 20_000};
    private static final int[] DESCENDANTS = {10, 100, 1_000, 10_000, 30_000};
    private static final int LEFTOVERS = 1_000;
    private static final int FEW_LEFTOVERS = 100;
    private static final int IDLE_STRANGERS = 5_000;
    private static final int ROUNDS = 50;
    private static final int FEW_ROUNDS = 5;
    private static final int MANY = 1_000;
    /** The kernel counts pages of memory only roughly while they are few. */
    private static final int ENOUGH_TO_WEIGH = 10_000;
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final double PER_MILLISECOND = 1e6;
    private static final double PER_MICROSECOND = 1e3;
    private static final double BYTES_PER_KIB = 1024;
    private static final int SECONDS_PER_MINUTE = 60;
    /** Should pidone hang, the benchmark is not to. */
    private static final String LONGEST = "600";

    private static final String[][] MODES = {{}, {"--stop-timeout=10s"}, {"--leftovers=terminate"},
            {"--orphans=terminate"}, {"--pid1mode=wait-all-children"},
            {"--pid1mode=wait-all-children", "--except=nobody"}};

    private final Path root;
    private final Path scratch;
    private final Path crowd;
    private final Path walk;
    private final int largest;

    /** @param largest how many processes there may be at the same time */
    Scale(Path root, Path scratch, int largest) {
        this.root = root;
        this.scratch = scratch;
        this.largest = largest;
        crowd = compile("crowd");
        walk = compile("walk");
    }

    private Path compile(String name) {
        Path program = scratch.resolve(name);
        Processes.run(List.of("/usr/bin/cc", "-O", "-Wall", "-Wextra", "-Werror", "-static", "-o", program.toString(),
                root.resolve("src/bench/c/" + name + ".c").toString()), scratch);
        return program;
    }

    private IntStream sizes(int[] all) {
        return IntStream.of(all).filter(size -> size <= largest);
    }

    private static int rounds(int size) {
        return size > MANY ? FEW_ROUNDS : ROUNDS;
    }

    /** Runs the script; a scanner of nothing if there cannot be so many processes. */
    private Scanner run(String part, List<String> arguments, Contender contender, String... options) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/timeout", "-s", "KILL", LONGEST, "/usr/bin/unshare",
                "--pid", "--fork", "--mount-proc", "--kill-child", "/usr/bin/perl",
                root.resolve("src/bench/perl/scale.pl").toString(), part));
        command.addAll(arguments);
        command.add(contender.prefix().getFirst());
        command.addAll(List.of(options));
        command.add("--");
        try {
            return new Scanner(new String(Processes.run(command, scratch)));
        } catch (IllegalStateException e) {
            System.err.println("  left out: " + e.getMessage());
            return new Scanner("");
        }
    }

    private static double next(Scanner numbers, double unit) {
        return numbers.hasNext() ? Double.parseDouble(numbers.next()) / unit : Double.NaN;
    }

    private static String name(Contender contender, String what) {
        return contender.isPidone() ? what : contender.name() + ", " + what;
    }

    /** From the sender's kill(2) to a descendant's return from rt_sigtimedwait(2). */
    Table signals(List<Contender> contenders) {
        Table table = new Table("strangers", "A signal to a descendant, where pidone is not PID 1", "ms",
                new Table.Column("median", "median", 3), new Table.Column("kernel", "of it the kernel's, at least", 3));
        for (Contender contender : contenders) {
            sizes(STRANGERS).forEach(count -> {
                Scanner numbers = run("signal", List.of(crowd.toString(), walk.toString(), Integer.toString(count),
                        Integer.toString(ROUNDS)), contender, "--pid1mode=wait-all-children", "--wait-report=0s");
                table.add(name(contender, "beside " + count + " others"), next(numbers, PER_MILLISECOND),
                        next(numbers, PER_MILLISECOND));
            });
        }
        return table;
    }

    /** A signal to many. */
    Table tree(List<Contender> contenders) {
        Table table = new Table("tree", "A signal to so many descendants, CPU time of pidone", "ms",
                new Table.Column("cpu", "pidone", 3), new Table.Column("kernel", "the same files read by C", 3),
                new Table.Column("each", "pidone, µs each", 1), new Table.Column("bytes", "memory, bytes each", 0));
        for (Contender contender : contenders) {
            sizes(DESCENDANTS).forEach(count -> {
                Scanner numbers = run("tree", List.of(crowd.toString(), walk.toString(), Integer.toString(count),
                        Integer.toString(rounds(count))), contender, "--pid1mode=wait-all-children",
                        "--wait-report=0s");
                double cpu = next(numbers, 1);
                double kernel = next(numbers, PER_MILLISECOND);
                double grown = next(numbers, 1);
                table.add(name(contender, count + " descendants"), cpu / PER_MILLISECOND, kernel,
                        cpu / PER_MICROSECOND / count, count < ENOUGH_TO_WEIGH ? Double.NaN : grown * BYTES_PER_KIB / count);
            });
        }
        return table;
    }

    /** What the command has left is ended: from the command's end to pidone's. */
    Table leftovers(List<Contender> contenders) {
        int count = largest < LEFTOVERS ? FEW_LEFTOVERS : LEFTOVERS;
        Table table = new Table("leftovers", count + " processes that the command has left are ended", "ms",
                new Table.Column("time", "from the command's end to pidone's", 1));
        for (Contender contender : contenders) {
            sizes(STRANGERS).forEach(strangers -> {
                Scanner numbers = run("leftovers",
                        List.of(crowd.toString(), Integer.toString(strangers), Integer.toString(count)), contender,
                        "--leftovers=terminate");
                table.add(name(contender, "beside " + strangers + " others"), next(numbers, PER_MILLISECOND));
            });
        }
        return table;
    }

    private record Watched(String name, Running running, double[] values) {
    }

    /** Nothing happens: what that costs, all modes at the same time, first beside nobody, then beside many. */
    Table idle(List<Contender> contenders, int seconds) {
        Table table = new Table("watching", "Idle, in each mode, for a minute", "",
                new Table.Column("wake_ups", "wake-ups", 0), new Table.Column("cpu", "CPU, ms", 2),
                new Table.Column("wake_ups_beside", "wake-ups beside " + IDLE_STRANGERS + " others", 0),
                new Table.Column("cpu_beside", "CPU, ms", 2));
        List<Watched> all = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                for (String[] mode : MODES) {
                    all.add(start(contender, mode));
                }
            }
            watch(all, seconds, 0);
            if (IDLE_STRANGERS <= largest) {
                try (Running _ = Running.startCrowd(List.of(crowd.toString(), Integer.toString(IDLE_STRANGERS)),
                        scratch.resolve("crowd-output"))) {
                    watch(all, seconds, 2);
                } catch (IllegalStateException e) {
                    System.err.println("  left out: " + e.getMessage());
                }
            }
            all.forEach(watched -> table.add(watched.name(), watched.values()));
        } finally {
            all.forEach(watched -> watched.running().close());
        }
        return table;
    }

    private Watched start(Contender contender, String[] mode) {
        List<String> prefix = new ArrayList<>(List.of(contender.prefix().getFirst()));
        prefix.addAll(List.of(mode));
        prefix.add("--");
        String options = mode.length == 0 ? "without options" : String.join(" ", mode);
        boolean looksOnlyAfterwards = mode.length > 1;
        // For others to be waited for the command has to end.
        String[] command = looksOnlyAfterwards
                ? new String[]{"/bin/sh", "-c", "/bin/sleep infinity & exit"}
                : new String[]{"/bin/sleep", "infinity"};
        Contender started = new Contender(name(contender, options), prefix, Contender.Kind.INIT, null);
        return new Watched(started.name(), Running.start(started, scratch, command),
                new double[]{Double.NaN, Double.NaN, Double.NaN, Double.NaN});
    }

    private static void watch(List<Watched> all, int seconds, int column) {
        Running.pause(SETTLING);
        List<long[]> before = all.stream().map(Scale::activity).toList();
        Running.pause(Duration.ofSeconds(seconds));
        for (int index = 0; index < all.size(); index++) {
            long[] now = activity(all.get(index));
            double perMinute = (double) SECONDS_PER_MINUTE / seconds;
            all.get(index).values()[column] = (now[0] - before.get(index)[0]) * perMinute;
            all.get(index).values()[column + 1] = (now[1] - before.get(index)[1]) * perMinute / PER_MILLISECOND;
        }
    }

    private static long[] activity(Watched watched) {
        return new long[]{watched.running().voluntarySwitches(), watched.running().cpuNanoseconds()};
    }
}
