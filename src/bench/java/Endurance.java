import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** Whether pidone's memory grows: over very many orphans, signals, and processes at the same time. */
final class Endurance {
    /** Should pidone hang, the benchmark is not to. */
    private static final String LONGEST = "3600";
    private static final int QUICK = 100;
    private static final int ORPHANS = 1_000_000;
    private static final int SIGNALS = 1_000_000;
    private static final int PROCESSES = 30_000;

    private Endurance() {
    }

    static Table measure(List<Contender> contenders, boolean quick, Path root, Path sleep, Path scratch) {
        Path maker = compileMaker(root, scratch);
        int part = quick ? QUICK : 1;
        Table table = new Table("endurance", "Memory over very many events", "KiB",
                new Table.Column("rss_before", "resident before", 0), new Table.Column("rss_after", "after", 0),
                new Table.Column("anonymous_before", "anonymous before", 0),
                new Table.Column("anonymous_after", "after", 0), new Table.Column("seconds", "seconds", 0));
        for (Contender contender : contenders) {
            String name = contender.name() + ", ";
            add(table, name + ORPHANS / part + " orphans", contender, scratch, root, "orphans", ORPHANS / part,
                    maker.toString());
            add(table, name + SIGNALS / part + " signals", contender, scratch, root, "signals", SIGNALS / part);
            List<String> prefix = new ArrayList<>(contender.prefix());
            prefix.add(1, "--pid1mode=wait-all-children");
            // Not as PID 1, where the kernel can signal all: elsewhere pidone has to list them.
            prefix.addAll(0, List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh"));
            Contender waiting = new Contender(name, prefix, Contender.Kind.INIT, null);
            add(table, name + "wait-all-children, " + PROCESSES / part + " processes", waiting, scratch, root,
                    "processes", PROCESSES / part, sleep.toString());
        }
        return table;
    }

    /** What makes a million orphans in a minute or two; perl would need half an hour. */
    private static Path compileMaker(Path root, Path scratch) {
        Path maker = scratch.resolve("orphans");
        Processes.run(List.of("/usr/bin/cc", "-O", "-Wall", "-Wextra", "-Werror", "-o", maker.toString(),
                root.resolve("src/bench/c/orphans.c").toString()), scratch);
        return maker;
    }

    private static void add(Table table, String name, Contender contender, Path scratch, Path root, String what,
            int count, String... more) {
        System.err.println("  " + name);
        List<String> command = new ArrayList<>(List.of("/usr/bin/timeout", "-s", "KILL", LONGEST, "/usr/bin/unshare",
                "--pid", "--fork", "--mount-proc", "--kill-child"));
        command.addAll(contender.command("/usr/bin/perl", root.resolve("src/bench/perl/endurance.pl").toString(), what,
                Integer.toString(count)));
        command.addAll(List.of(more));
        Scanner numbers = new Scanner(new String(Processes.run(command, scratch)));
        table.add(name, numbers.nextLong(), numbers.nextLong(), numbers.nextLong(), numbers.nextLong(),
                Double.parseDouble(numbers.next()));
    }
}
