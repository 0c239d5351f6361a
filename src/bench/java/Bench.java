import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The benchmark's main class; src/bench/run starts it. docs/performance.md explains what is measured, and how. */
final class Bench {
    private static final String USAGE = """
            usage: src/bench/run [OPTIONS]
              --quick               few repetitions, about four minutes
              --starts=N            starts of each contender (default 100)
              --memory-runs=N       starts of each contender for the memory (default 5)
              --idle=SECONDS        how long everybody is watched doing nothing (default 60)
              --signals=N           signals for each init (default 10000)
              --orphans=N           orphans for each init (default 100000)
              --storm=SECONDS       how long each of the six storms is (default 30)
              --scale=N             how many processes there are at most among which one is looked for
                                    (default 30000)
              --only=PART,...       of: start calls memory idle signals orphans size limit endurance
                                    storm scale agent
              --contenders=NAME,... only these, named as in the tables
              --add=NAME=PROGRAM    one more build of pidone, to compare
              --update-docs         afterwards, put the results into README.md, docs/performance.md and docs/java.md;
                                    alone: those of the last run
              --markdown            print those of the last run, and measure nothing
            """;

    private static final String SLEEP = "sleep";

    private final Path root = Path.of("").toAbsolutePath();
    private final Path results = root.resolve("target/bench");
    private final Settings settings;

    private Bench(Settings settings) {
        this.settings = settings;
    }

    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        Settings settings;
        try {
            settings = Settings.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println("src/bench/run: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        Bench bench = new Bench(settings);
        if (settings.markdown()) {
            Report.print(bench.results);
            return;
        }
        if (!List.of(args).equals(List.of("--update-docs")) && !bench.measure()) {
            System.exit(1);
        }
        if (settings.updateDocs()) {
            Report.updateDocs(bench.results, bench.root);
        }
    }

    private boolean measure() throws IOException {
        Files.createDirectories(results);
        Path stamp = results.resolve("stamp");
        TinyProgram.compile(root, "stamp", results);
        TinyProgram.compile(root, SLEEP, results);
        TinyProgram.compile(root, Contender.SMALLEST, results);
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        List<Contender> contenders = new ArrayList<>(Contender.all(root, java));
        settings.added().forEach((name, program) -> contenders.add(Contender.init(name, program)));
        contenders.removeIf(contender -> !settings.includes(contender));
        boolean complete = true;
        Report report = new Report(machine(java));
        for (String part : settings.parts()) {
            System.err.println("measuring: " + part);
            try {
                report.add(part, measure(part, contenders, stamp));
            } catch (RuntimeException | IOException e) {
                // The other parts are worth having all the same.
                System.err.println("measuring " + part + " failed: " + e);
                complete = false;
            }
        }
        report.write(results);
        return complete;
    }

    private Table measure(String part, List<Contender> contenders, Path stamp) throws IOException {
        return switch (part) {
            case "start" -> StartUp.measure(contenders, settings.starts(), stamp, results);
            case "memory" -> Memory.measure(contenders, settings.memoryRuns(), results);
            case "idle" -> Idle.measure(contenders, settings.idleSeconds(), results);
            case "signals" -> Signals.measure(contenders, settings.signals(), root, results);
            case "orphans" -> Orphans.measure(contenders, settings.orphans(), root, results);
            case "calls" -> SystemCalls.measure(contenders, root, results);
            case "size" -> Sizes.measure(contenders);
            case "limit" -> MemoryLimit.measure(contenders, results);
            case "endurance" -> Endurance.measure(pidones(contenders),
                    settings.quick(), root, results.resolve(SLEEP), results);
            case "storm" -> Storm.measure(pidones(contenders),
                    settings.stormSeconds(), root, results);
            case "strangers" -> scale().signals(pidones(contenders));
            case "tree" -> scale().tree(pidones(contenders));
            case "leftovers" -> scale().leftovers(pidones(contenders));
            case "watching" -> scale().idle(pidones(contenders), settings.idleSeconds());
            case Report.AGENT -> Agents.measure(settings.starts(), settings.idleSeconds(), root, results);
            default -> throw new IllegalArgumentException(part);
        };
    }

    private Scale scale() {
        return new Scale(root, results, settings.largest());
    }

    private List<Contender> pidones(List<Contender> contenders) {
        return contenders.stream().filter(this::isToEndure).toList();
    }

    private boolean isToEndure(Contender contender) {
        return contender.isPidone() || settings.added().containsKey(contender.name());
    }

    /** What a reader must know of the machine to judge the numbers. */
    private List<String> machine(Path java) throws IOException {
        String model = Files.readString(Path.of("/proc/cpuinfo")).lines().filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst(".*: ", "")).findFirst().orElse(System.getProperty("os.arch"));
        String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        return List.of("Date: " + LocalDate.now(),
                "Machine: " + Runtime.getRuntime().availableProcessors() + " CPUs, " + model + ", Linux " + kernel,
                "JDK: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " ("
                        + java.getParent().getParent().getFileName() + ")",
                "Debian packages: " + packages(), "Load average before the run: " + loadAverage(),
                "Repetitions: " + settings.repetitions());
    }

    private String packages() {
        byte[] output = Processes.run(
                List.of("/usr/bin/dpkg-query", "-W", "-f=${Package} ${Version}, ", "tini", "dumb-init", "catatonit"),
                results);
        return new String(output).replaceFirst(", $", "");
    }

    static String loadAverage() {
        try {
            String line = Files.readString(Path.of("/proc/loadavg"));
            return line.substring(0, line.indexOf(' '));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
