import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The smallest limit of a memory cgroup (cgroups(7), version 1 or 2, without swap) in which {@code INIT true} ends with
 * 0 three times in a row. Pages of files that are cached already are not charged.
 */
final class MemoryLimit {
    private static final int TRIES = 3;
    private static final int STEP_KIB = 64;
    private static final int LOWEST_KIB = 64;
    private static final int HIGHEST_KIB = 128 * 1024;
    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(30);

    private final Path group;
    private final String limitFile;

    private MemoryLimit(Path group, String limitFile) {
        this.group = group;
        this.limitFile = limitFile;
    }

    static Table measure(List<Contender> contenders, Path scratch) throws IOException {
        Table table = new Table("limit", "Smallest memory limit that works", "KiB",
                new Table.Column("limit", "cgroup limit", 0));
        MemoryLimit limit = find();
        if (limit == null) {
            System.err.println("no memory cgroup can be made here: that table is left empty");
            return table;
        }
        for (Contender contender : contenders) {
            if (contender.kind() != Contender.Kind.STEPS_ASIDE) {
                table.add(contender.name(), limit.smallest(contender, scratch));
            }
        }
        return table;
    }

    /** Ends what has survived a limit that was too small, then removes the group: what is ending keeps it busy. */
    private void remove() throws IOException {
        Instant end = Instant.now().plus(REMOVAL_LIMIT);
        while (!group.toFile().delete()) {
            if (Instant.now().isAfter(end)) {
                throw new IOException(group + " cannot be removed");
            }
            for (String process : Files.readAllLines(group.resolve("cgroup.procs"))) {
                ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
            }
            Running.pause(Duration.ofMillis(10));
        }
    }

    private static MemoryLimit find() {
        String name = "pidone-bench-" + ProcessHandle.current().pid();
        for (Path parent : List.of(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup"))) {
            for (String file : List.of("memory.limit_in_bytes", "memory.max")) {
                Path group = parent.resolve(name);
                try {
                    Files.createDirectory(group);
                    boolean takesLimits = Files.exists(group.resolve(file));
                    Files.delete(group);
                    if (takesLimits) {
                        return new MemoryLimit(group, file);
                    }
                } catch (IOException e) {
                    // Another version, or not allowed: the next one.
                    continue;
                }
            }
        }
        return null;
    }

    private int smallest(Contender contender, Path scratch) throws IOException {
        int fails = LOWEST_KIB / STEP_KIB - 1;
        int works = HIGHEST_KIB / STEP_KIB;
        while (works - fails > 1) {
            int middle = (works + fails) / 2;
            if (works(contender, middle * STEP_KIB, scratch)) {
                works = middle;
            } else {
                fails = middle;
            }
        }
        return works * STEP_KIB;
    }

    /** Tries a limit in a new group: one that was used has memory charged, and may refuse a lower limit. */
    private boolean works(Contender contender, int kib, Path scratch) throws IOException {
        Files.createDirectory(group);
        try {
            Files.writeString(group.resolve(limitFile), Long.toString(kib * 1024L));
            return succeeds(contender, scratch);
        } finally {
            remove();
        }
    }

    private boolean succeeds(Contender contender, Path scratch) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            // The shell that moves itself into the group brings none of its memory along.
            List<String> command = contender.command("/bin/true");
            command.addAll(0, List.of("/usr/bin/timeout", "-s", "KILL", "20", "/bin/sh", "-c",
                    "echo $$ > \"$0\" && exec \"$@\"", group.resolve("cgroup.procs").toString()));
            int process = Processes.start(command, scratch.resolve("output"), scratch.resolve("errors"));
            if (Processes.await(process).status() != 0) {
                return false;
            }
        }
        return true;
    }
}
