package dev.pidone.cli;

import dev.pidone.linux.Signal;
import java.util.Locale;

/**
 * Understands the values of options. What is no value is an {@link IllegalArgumentException} that says what is allowed.
 */
final class Values {
    private static final long NANOSECONDS_PER_MILLISECOND = 1_000_000;
    private static final long MILLISECONDS_PER_SECOND = 1000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;
    /** A year: longer ones are mistakes, and must not overflow. */
    private static final long LONGEST_MILLISECONDS = 365L * 24 * 3600 * 1000;

    private Values() {
    }

    /** A signal by name ({@code TERM}, {@code SIGTERM}, {@code RTMIN+3}, {@code RTMAX-1}) or number. */
    static Signal signal(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        if (isNumber(text)) {
            return signalNumber(number(text));
        }
        if (name.startsWith("RTMIN")) {
            return signalNumber(Signal.RTMIN + offset(name, "RTMIN", '+'));
        }
        if (name.startsWith("RTMAX")) {
            return signalNumber(Signal.MAX - offset(name, "RTMAX", '-'));
        }
        for (int number = 1; number < Signal.RTMIN; number++) {
            if (Signal.of(number).toString().equals("SIG" + name)) {
                return Signal.of(number);
            }
        }
        return switch (name) {
            case "IOT" -> Signal.of(6);
            case "CLD" -> Signal.CHLD;
            case "POLL" -> Signal.of(29);
            default -> throw noSignal();
        };
    }

    private static Signal signalNumber(long number) {
        if (number < 1 || number > Signal.MAX) {
            throw noSignal();
        }
        return Signal.of((int) number);
    }

    private static IllegalArgumentException noSignal() {
        return new IllegalArgumentException("a signal's name (TERM, SIGTERM, RTMIN+3) or number (1 to 64)");
    }

    private static long offset(String name, String base, char sign) {
        if (name.length() == base.length()) {
            return 0;
        }
        if (name.charAt(base.length()) != sign || !isNumber(name.substring(base.length() + 1))) {
            throw noSignal();
        }
        long offset = number(name.substring(base.length() + 1));
        if (offset > Signal.MAX - Signal.RTMIN) {
            throw noSignal();
        }
        return offset;
    }

    /**
     * A time span: numbers with the units {@code h}, {@code m}, {@code s} and {@code ms}, from the largest to the
     * smallest.
     *
     * @return nanoseconds
     */
    static long duration(String text) {
        long milliseconds = 0;
        long previousUnit = Long.MAX_VALUE;
        int index = 0;
        while (index < text.length()) {
            int digits = index;
            while (index < text.length() && Character.isDigit(text.charAt(index))) {
                index++;
            }
            int letters = index;
            while (index < text.length() && Character.isLetter(text.charAt(index))) {
                index++;
            }
            long unit = unit(text.substring(letters, index));
            if (digits == letters || letters - digits > 12 || unit == 0 || unit >= previousUnit) {
                throw noDuration();
            }
            milliseconds += Math.multiplyExact(number(text.substring(digits, letters)), unit);
            previousUnit = unit;
        }
        if (text.isEmpty() || milliseconds > LONGEST_MILLISECONDS) {
            throw noDuration();
        }
        return milliseconds * NANOSECONDS_PER_MILLISECOND;
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "s" -> MILLISECONDS_PER_SECOND;
            case "m" -> MILLISECONDS_PER_SECOND * SECONDS_PER_MINUTE;
            case "h" -> MILLISECONDS_PER_SECOND * SECONDS_PER_MINUTE * MINUTES_PER_HOUR;
            default -> 0;
        };
    }

    private static IllegalArgumentException noDuration() {
        return new IllegalArgumentException("a time with its unit, up to a year (10s, 1m30s, 500ms, 1h)");
    }

    /** An exit status, 0 to 255. */
    static int exitStatus(String text) {
        if (!isNumber(text) || number(text) > 255) {
            throw new IllegalArgumentException("CODE or CODE:TO, both from 0 to 255");
        }
        return (int) number(text);
    }

    private static boolean isNumber(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) < '0' || text.charAt(index) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 12;
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }
}
