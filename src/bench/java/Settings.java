import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line. */
record Settings(boolean quick, boolean updateDocs, boolean markdown, List<String> parts, Map<String, String> added,
        List<String> contenders, Map<String, Integer> counts) {
    /** One name for several. */
    private static final String SCALE = "scale";
    static final List<String> PARTS_OF_SCALE = List.of("strangers", "tree", "leftovers", "watching");
    private static final List<String> PARTS = List.of("start", "calls", "memory", "idle", "signals", "orphans", "size",
            "limit", "endurance", "storm", "strangers", "tree", "leftovers", "watching", "agent");
    private static final Map<String, Integer> FULL = Map.of("starts", 100, "memory-runs", 5, "idle", 60, "signals",
            10_000, "orphans", 100_000, "storm", 30, SCALE, 30_000);
    private static final Map<String, Integer> QUICK = Map.of("starts", 15, "memory-runs", 1, "idle", 10, "signals",
            1_000, "orphans", 5_000, "storm", 2, SCALE, 1_000);

    static Settings of(String[] args) {
        boolean quick = List.of(args).contains("--quick");
        boolean updateDocs = false;
        boolean markdown = false;
        List<String> parts = PARTS;
        Map<String, String> added = new LinkedHashMap<>();
        List<String> contenders = List.of();
        Map<String, Integer> counts = new LinkedHashMap<>(quick ? QUICK : FULL);
        for (String arg : args) {
            String name = arg.replaceFirst("=.*", "");
            String value = arg.substring(Math.min(name.length() + 1, arg.length()));
            switch (name) {
                case "--quick" -> {
                }
                case "--update-docs" -> updateDocs = true;
                case "--markdown" -> markdown = true;
                case "--only" -> parts = parts(value);
                case "--contenders" -> contenders = List.of(value.split(","));
                case "--add" -> added.put(value.replaceFirst("=.*", ""), value.replaceFirst("[^=]*=", ""));
                default -> {
                    String count = name.replaceFirst("^--", "");
                    if (!counts.containsKey(count) || !value.matches("[1-9][0-9]{0,6}")) {
                        throw new IllegalArgumentException("what is " + arg + "?");
                    }
                    counts.put(count, Integer.parseInt(value));
                }
            }
        }
        return new Settings(quick, updateDocs, markdown, parts, added, contenders, counts);
    }

    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(",")) {
            parts.addAll(part.equals(SCALE) ? PARTS_OF_SCALE : List.of(part));
        }
        for (String part : parts) {
            if (!PARTS.contains(part)) {
                throw new IllegalArgumentException("there is no part " + part);
            }
        }
        return parts;
    }

    /** Whether a contender is to take part. */
    boolean includes(Contender contender) {
        return contenders.isEmpty() || contenders.contains(contender.name()) || added.containsKey(contender.name());
    }

    int starts() {
        return counts.get("starts");
    }

    int memoryRuns() {
        return counts.get("memory-runs");
    }

    int idleSeconds() {
        return counts.get("idle");
    }

    int signals() {
        return counts.get("signals");
    }

    int orphans() {
        return counts.get("orphans");
    }

    int stormSeconds() {
        return counts.get("storm");
    }

    /** How many processes there may be at the same time where that is what is measured. */
    int largest() {
        return counts.get(SCALE);
    }

    String repetitions() {
        return starts() + " starts, " + memoryRuns() + " memory runs, " + idleSeconds() + " s idle, " + signals()
                + " signals, " + orphans() + " orphans, " + stormSeconds() + " s of storm, "
                + largest() + " processes";
    }
}
