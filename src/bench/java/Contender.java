import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the tables: an init, or for comparison a JVM, or nothing at all.
 *
 * @param name its name in the tables
 * @param prefix its program and options, absolute; the command follows
 * @param kind what it can be asked to do
 */
record Contender(String name, List<String> prefix, Kind kind) {
    enum Kind {
        /** The command itself: what the method costs. */
        NONE,
        /** Runs a command and stays. */
        INIT,
        /** Runs a command by becoming it: nothing is left to measure then. */
        STEPS_ASIDE,
        /** A JVM with one of the classes of src/bench/probe in place of a command. */
        JVM
    }

    static List<Contender> all(Path root, Path java, Path probes) {
        String pidone = root.resolve("target/pidone/bin/pidone").toString();
        String jvm = java.toString();
        return List.of(new Contender("no init", List.of(), Kind.NONE),
                new Contender("tini", List.of("/usr/bin/tini", "-s", "--"), Kind.INIT),
                new Contender("dumb-init", List.of("/usr/bin/dumb-init", "--"), Kind.INIT),
                new Contender("catatonit", List.of("/usr/bin/catatonit", "--"), Kind.INIT),
                new Contender("pidone", List.of(pidone, "--"), Kind.INIT),
                new Contender("pidone --stop-timeout=10s", List.of(pidone, "--stop-timeout=10s", "--"), Kind.INIT),
                new Contender("pidone --pid1mode=exec", List.of(pidone, "--pid1mode=exec", "--"), Kind.STEPS_ASIDE),
                new Contender("java -jar pidone.jar",
                        List.of(jvm, "-jar", root.resolve("target/pidone.jar").toString(), "--"), Kind.INIT),
                new Contender("empty JVM", List.of(jvm, "-cp", probes.toString()), Kind.JVM),
                new Contender("small empty JVM", List.of(jvm, "-Xshare:auto", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "-cp", probes.toString()), Kind.JVM));
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

    boolean isInit() {
        return kind == Kind.INIT;
    }

    /** Whether it is there, in the process table, while the command runs. */
    boolean stays() {
        return kind == Kind.INIT || kind == Kind.JVM;
    }
}
