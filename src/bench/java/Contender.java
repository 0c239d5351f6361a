import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the tables: an init, or for comparison nothing at all.
 *
 * @param name its name in the tables
 * @param prefix its program and options, absolute; the command follows
 * @param kind what it can be asked to do
 * @param file what an image has to contain for it, {@code null} where another row tells
 */
record Contender(String name, List<String> prefix, Kind kind, Path file) {
    enum Kind {
        /** The command itself: what the method costs. */
        NONE,
        /** Runs a command and stays. */
        INIT,
        /** The same, in a JVM. */
        JVM,
        /** Runs a command by becoming it: nothing is left to measure then. */
        STEPS_ASIDE
    }

    /** Whose memory is watched over millions of events, beside every build that is added. */
    private static final String PIDONE = "pidone";
    /** What no init can do without, and nothing else: a program of src/bench/c. */
    static final String SMALLEST = "smallest_init";

    static List<Contender> all(Path root, Path java) {
        String pidone = root.resolve("target/pidone").toString();
        String jar = root.resolve("target/pidone.jar").toString();
        Path smallest = root.resolve("target/bench/" + SMALLEST);
        return List.of(new Contender("no init", List.of(), Kind.NONE, null),
                new Contender("the smallest init", List.of(smallest.toString()), Kind.INIT, smallest), init("tini", "/usr/bin/tini", "-s"),
                init("tini-static", "/usr/bin/tini-static", "-s"), init("dumb-init", "/usr/bin/dumb-init"),
                init("catatonit", "/usr/bin/catatonit"), init(PIDONE, pidone),
                new Contender("pidone --stop-timeout=10s", List.of(pidone, "--stop-timeout=10s", "--"), Kind.INIT,
                        null),
                new Contender("pidone --pid1mode=exec", List.of(pidone, "--pid1mode=exec", "--"), Kind.STEPS_ASIDE,
                        null),
                new Contender("java -jar pidone.jar", List.of(java.toString(), "-jar", jar, "--"), Kind.JVM,
                        Path.of(jar)));
    }

    /** @param program an absolute path, and its options */
    static Contender init(String name, String... program) {
        List<String> prefix = new ArrayList<>(List.of(program));
        prefix.add("--");
        return new Contender(name, prefix, Kind.INIT, Path.of(program[0]));
    }

    /** @param program an absolute path, and its arguments */
    List<String> command(String... program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(program));
        return command;
    }

    boolean isJvm() {
        return kind == Kind.JVM;
    }

    /** Whether it is there, in the process table, while the command runs. */
    boolean stays() {
        return kind == Kind.INIT || kind == Kind.JVM;
    }

    boolean isPidone() {
        return name.equals(PIDONE);
    }
}
