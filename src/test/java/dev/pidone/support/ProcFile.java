package dev.pidone.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** /proc as the tests see it, from outside of any namespace of theirs (proc(5)). */
public final class ProcFile {
    private ProcFile() {
    }

    /** A file of a process, empty if the process has gone. */
    public static String read(long processId, String name) {
        try {
            return Files.readString(directory(processId).resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Where a link of a process leads, empty if the process has gone or is a zombie. */
    public static String link(long processId, String name) {
        try {
            return Files.readSymbolicLink(directory(processId).resolve(name)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** A field of a file such as {@code status}, empty if the process has gone. */
    public static String field(long processId, String file, String field) {
        String start = field + ":";
        return read(processId, file).lines().filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip()).findFirst().orElse("");
    }

    /** A set of signals in a status file, empty if the process has gone. */
    public static Set<Integer> signals(long processId, String file, String field) {
        Set<Integer> signals = new TreeSet<>();
        long bits = Long.parseUnsignedLong("0" + field(processId, file, field), 16);
        for (int number = 1; number <= Long.SIZE; number++) {
            if ((bits >>> (number - 1) & 1) != 0) {
                signals.add(number);
            }
        }
        return signals;
    }

    /**
     * The fields of a file such as {@code stat} from the state on; none if the process has gone. The name before them
     * may hold anything, also spaces and parentheses.
     */
    public static List<String> fields(long processId, String file) {
        String stat = read(processId, file);
        return stat.isEmpty() ? List.of() : List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    }

    public static boolean isZombie(long processId) {
        return field(processId, "status", "State").startsWith("Z");
    }

    /** Where the descriptors of a process lead. */
    public static List<String> descriptors(long processId) {
        try (Stream<Path> descriptors = Files.list(directory(processId).resolve("fd"))) {
            return descriptors.map(one -> link(processId, "fd/" + one.getFileName())).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    public static List<Long> threads(long processId) {
        try (Stream<Path> tasks = Files.list(directory(processId).resolve("task"))) {
            return tasks.map(task -> Long.valueOf(task.getFileName().toString())).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Children first, then theirs. */
    public static List<Long> descendants(long processId) {
        List<Long> found = new ArrayList<>(children(processId));
        for (int index = 0; index < found.size(); index++) {
            found.addAll(children(found.get(index)));
        }
        return found;
    }

    /** In the order in which they became its children. */
    public static List<Long> children(long processId) {
        List<Long> children = new ArrayList<>();
        for (Long thread : threads(processId)) {
            for (String child : read(processId, "task/" + thread + "/children").split(" ")) {
                if (!child.isEmpty()) {
                    children.add(Long.valueOf(child));
                }
            }
        }
        return children;
    }

    private static Path directory(long processId) {
        return Path.of("/proc", Long.toString(processId));
    }
}
