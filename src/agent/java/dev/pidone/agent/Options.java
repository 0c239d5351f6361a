package dev.pidone.agent;

/**
 * The options of the agent: {@code OPTION[,OPTION…]}. One that is wrong is left out and complained about. They may
 * change while the agent runs.
 */
final class Options {
    private static final int NANOSECONDS_PER_MILLISECOND = 1_000_000;
    /** A year: longer ones are mistakes, and must not overflow. */
    private static final long LONGEST_MILLISECONDS = 365L * 24 * 3600 * 1000;
    private static final long DEFAULT_AGE = 10_000L * NANOSECONDS_PER_MILLISECOND;

    private boolean mistakes;
    private boolean strict;
    private volatile boolean subreaper;
    private volatile boolean warnOnReap;
    private volatile boolean leftovers;
    private volatile long age = DEFAULT_AGE;
    private volatile long explainShutdown = -1;

    /**
     * Beside those that were given before.
     *
     * @param text as on the JVM's command line; {@code null} where there is none
     * @return what is wrong, in one line; empty where nothing is
     */
    String add(String text) {
        StringBuilder complaints = new StringBuilder();
        if (text == null || text.isEmpty()) {
            return "";
        }
        for (String option : text.split(",", -1)) {
            try {
                take(option);
            } catch (IllegalArgumentException e) {
                complaints.append(complaints.length() == 0 ? "" : "; ").append(e.getMessage());
                mistakes = true;
            }
        }
        return complaints.toString();
    }

    private void take(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        String value = equals < 0 ? null : option.substring(equals + 1);
        switch (name) {
            case "strict" -> strict = flag(name, value);
            case "warn-on-reap" -> warnOnReap = flag(name, value);
            case "subreaper" -> subreaper = isFirst(name, value, "on", "off");
            case "leftovers" -> leftovers = isFirst(name, value, "terminate", "ignore");
            case "age" -> age = duration(name, value);
            case "explain-shutdown" -> explainShutdown = duration(name, value);
            default -> throw new IllegalArgumentException("unknown option '" + Messages.printable(option) + "'");
        }
    }

    private static boolean flag(String name, String value) {
        if (value != null) {
            throw wrong(name, value, "nothing");
        }
        return true;
    }

    private static boolean isFirst(String name, String value, String first, String second) {
        if (!first.equals(value) && !second.equals(value)) {
            throw wrong(name, value, first + " or " + second);
        }
        return first.equals(value);
    }

    /** As on pidone's command line: 10s, 1m30s, 500ms, 1h. */
    private static long duration(String name, String value) {
        long milliseconds = 0;
        long previousUnit = Long.MAX_VALUE;
        int index = 0;
        while (value != null && index < value.length()) {
            int digits = index;
            while (index < value.length() && value.charAt(index) >= '0' && value.charAt(index) <= '9') {
                index++;
            }
            int letters = index;
            while (index < value.length() && value.charAt(index) >= 'a' && value.charAt(index) <= 'z') {
                index++;
            }
            long unit = unit(value.substring(letters, index));
            if (digits == letters || letters - digits > 12 || unit == 0 || unit >= previousUnit) {
                throw noDuration(name, value);
            }
            long number = Long.parseLong(value.substring(digits, letters));
            if (number > LONGEST_MILLISECONDS / unit) {
                throw noDuration(name, value);
            }
            milliseconds += number * unit;
            previousUnit = unit;
        }
        if (value == null || value.isEmpty() || milliseconds > LONGEST_MILLISECONDS) {
            throw noDuration(name, value);
        }
        return milliseconds * NANOSECONDS_PER_MILLISECOND;
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60 * 1000;
            case "h" -> 3600 * 1000;
            default -> 0;
        };
    }

    private static IllegalArgumentException noDuration(String name, String value) {
        return wrong(name, value, "a time with its unit, up to a year (10s, 1m30s, 500ms, 1h)");
    }

    private static IllegalArgumentException wrong(String name, String value, String allowed) {
        return new IllegalArgumentException("option '" + name + "' takes " + allowed
                + (value == null ? "" : ", not '" + Messages.printable(value) + "'"));
    }

    /** Some option that was given is wrong. */
    boolean hasMistakes() {
        return mistakes;
    }

    /** The application is not started where an option is wrong. */
    boolean isStrict() {
        return strict;
    }

    /** The JVM adopts orphans where it is not PID 1. */
    boolean isSubreaper() {
        return subreaper;
    }

    /** A line for each process that was reaped. */
    boolean warnsOnReap() {
        return warnOnReap;
    }

    /** What the JVM has started is ended with it. */
    boolean terminatesLeftovers() {
        return leftovers;
    }

    /** How long a zombie is left to the native code of this process that has forked it, in nanoseconds. */
    long age() {
        return age;
    }

    boolean hasShutdownReport() {
        return explainShutdown >= 0;
    }

    /** After how many nanoseconds of a shutdown it is said what holds it up. */
    long explainShutdown() {
        return explainShutdown;
    }
}
