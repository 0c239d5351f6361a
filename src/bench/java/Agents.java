import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/** What pidone's agent costs an application: beside the same application alone, and with an agent that does nothing. */
final class Agents {
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;
    private static final double KIB_PER_MIB = 1024;
    /** Starts of an empty application for each start of the service, which takes as much longer. */
    private static final int SHARE = 5;

    private final Path folder;
    private final int starts;
    private final int idleSeconds;
    private final List<Row> rows = new ArrayList<>();

    private Agents(Path folder, int starts, int idleSeconds) {
        this.folder = folder;
        this.starts = starts;
        this.idleSeconds = idleSeconds;
    }

    /** A JVM with or without an agent, and what was measured. */
    private record Row(String name, List<String> java, double[] empty, double[] service, double[] anonymous) {
        List<String> command(String... arguments) {
            List<String> command = new ArrayList<>(java);
            command.add("Service");
            command.addAll(List.of(arguments));
            return command;
        }
    }

    static Table measure(int starts, int idleSeconds, Path root, Path scratch) throws IOException {
        Agents agents = new Agents(Files.createDirectories(scratch.resolve("agent")), starts, idleSeconds);
        agents.prepare(root);
        agents.measureStarts();
        agents.measureServices();
        return agents.table(agents.wakeUps());
    }

    private void prepare(Path root) throws IOException {
        Path sources = root.resolve("src/bench/agent");
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", "-d",
                folder.toString(), sources.resolve("Service.java").toString(),
                sources.resolve("EmptyAgent.java").toString());
        if (failed != 0) {
            throw new IllegalStateException("the compiler failed");
        }
        Map<String, List<String>> agents = new LinkedHashMap<>();
        agents.put("no agent", List.of());
        agents.put("an empty agent", List.of("-javaagent:" + emptyAgent()));
        agents.put("pidone", List.of("-javaagent:" + root.resolve("target/pidone.jar")));
        int services = services();
        for (Jdk jdk : Jdk.all()) {
            agents.forEach((name, options) -> {
                List<String> java = new ArrayList<>(List.of(jdk.java(), "-cp", folder.toString()));
                java.addAll(options);
                rows.add(new Row("Java " + jdk.version() + ", " + name, java, new double[starts], new double[services],
                        new double[services]));
            });
        }
    }

    private int services() {
        return Math.max(1, starts / SHARE);
    }

    private Path emptyAgent() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", "EmptyAgent");
        Path jar = folder.resolve("empty.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            entries.putNextEntry(new JarEntry("EmptyAgent.class"));
            Files.copy(folder.resolve("EmptyAgent.class"), entries);
        }
        return jar;
    }

    private void measureStarts() {
        for (int start = 0; start < starts; start++) {
            for (Row row : rows) {
                Processes.Ended[] ended = new Processes.Ended[1];
                Processes.run(row.command("end"), folder, ended);
                row.empty()[start] = ended[0].cpu() / NANOSECONDS_PER_MILLISECOND;
            }
        }
    }

    private void measureServices() {
        for (int start = 0; start < services(); start++) {
            for (Row row : rows) {
                try (Running running = Running.startService(row.command(), folder.resolve("service"))) {
                    row.service()[start] = running.cpuNanoseconds() / NANOSECONDS_PER_MILLISECOND;
                    Running.pause(SETTLING);
                    row.anonymous()[start] = running.field("smaps_rollup", "Anonymous") / KIB_PER_MIB;
                }
            }
        }
    }

    private List<Long> wakeUps() {
        List<Running> all = new ArrayList<>();
        try {
            rows.forEach(row -> all.add(Running.startService(row.command(), folder.resolve("idle" + all.size()))));
            Running.pause(SETTLING);
            List<Long> before = all.stream().map(Running::voluntarySwitches).toList();
            Running.pause(Duration.ofSeconds(idleSeconds));
            List<Long> wakeUps = new ArrayList<>();
            for (Running running : all) {
                wakeUps.add(running.voluntarySwitches() - before.get(wakeUps.size()));
            }
            return wakeUps;
        } finally {
            all.forEach(Running::close);
        }
    }

    private Table table(List<Long> wakeUps) {
        Table table = new Table("agent", "pidone inside an application's JVM", "",
                new Table.Column("cpu_empty", "CPU time of an empty main, ms", 0),
                new Table.Column("cpu_service", "CPU time until an HTTP server answers, ms", 0),
                new Table.Column("anonymous", "anonymous memory of the server, MiB", 1),
                new Table.Column("wake_ups", "wake-ups, idle for " + idleSeconds + " s", 0));
        for (int index = 0; index < rows.size(); index++) {
            Row row = rows.get(index);
            table.add(row.name(), Table.median(row.empty()), Table.median(row.service()),
                    Table.median(row.anonymous()), wakeUps.get(index));
        }
        return table;
    }
}
