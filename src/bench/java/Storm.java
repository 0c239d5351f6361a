import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/**
 * Whether pidone lives through all signals at full speed while children come and go, with everything logged, two
 * megabytes of arguments and 60,000 variables, in each mode in which it stays; and whether its memory grows meanwhile.
 */
final class Storm {
    private static final List<String> AS_PID_1 = List.of("/usr/bin/unshare", "--pid", "--fork", "--mount-proc",
            "--kill-child");
    /** Below a shell that stays. */
    private static final List<String> NOT_AS_PID_1 = List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh");
    /** For how long nothing may come out after the storm, should pidone hang. */
    private static final int LONGEST_END = 600;

    private Storm() {
    }

    static Table measure(List<Contender> contenders, int seconds, Path root, Path scratch) {
        Table table = new Table("storm", "Memory in a storm of " + seconds + " s", "KiB",
                new Table.Column("rss_before", "resident before", 0), new Table.Column("rss_after", "after", 0),
                new Table.Column("anonymous_before", "anonymous before", 0),
                new Table.Column("anonymous_after", "after", 0), new Table.Column("signals", "signals", 0),
                new Table.Column("orphans", "orphans", 0));
        for (Contender contender : contenders) {
            for (String mode : List.of("wait", "wait-all-children")) {
                String name = contender.name() + ", " + mode;
                List<String> command = withOptions(contender, "--pid1mode=" + mode);
                add(table, name + ", PID 1", "launch", seconds, both(AS_PID_1, command), root, scratch);
                add(table, name + ", not PID 1", "launch", seconds, both(NOT_AS_PID_1, command), root, scratch);
            }
            add(table, contender.name() + ", --pid-namespace", "launch", seconds,
                    withOptions(contender, "--pid-namespace"), root, scratch);
            List<String> pause = withOptions(contender, "--pid1mode=pause");
            pause.removeLast();
            add(table, contender.name() + ", pause", "pause", seconds, pause, root, scratch);
        }
        return table;
    }

    private static List<String> withOptions(Contender contender, String option) {
        List<String> command = new ArrayList<>(contender.prefix());
        command.addAll(1, List.of(option, "-vvv"));
        return command;
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static void add(Table table, String name, String what, int seconds, List<String> init, Path root,
            Path scratch) {
        System.err.println("  " + name);
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/timeout", "-s", "KILL", Integer.toString(seconds + LONGEST_END), "/usr/bin/perl",
                        root.resolve("src/bench/perl/storm.pl").toString(), what, Integer.toString(seconds)));
        command.addAll(init);
        Scanner numbers = new Scanner(new String(Processes.run(command, scratch)));
        table.add(name, numbers.nextLong(), numbers.nextLong(), numbers.nextLong(), numbers.nextLong(),
                numbers.nextLong(), numbers.nextLong());
    }
}
