package dev.pidone.cli;

import dev.pidone.kernel.Signal;
import dev.pidone.memory.Decimal;

/** Understands the values of options. */
final class Values {
    static final String SIGNAL = "a signal's name (TERM, SIGTERM, RTMIN+3) or number (1 to 64)";
    static final String DURATION = "a time with its unit, up to a year (10s, 1.5s, 1m30s, 500ms, 1h, 1d)";

    private static final long NANOSECONDS_PER_MILLISECOND = 1_000_000;
    private static final long MILLISECONDS_PER_SECOND = 1000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;
    private static final long HOURS_PER_DAY = 24;
    /** A year: longer ones are mistakes, and must not overflow. */
    private static final long LONGEST_MILLISECONDS = 365L * 24 * 3600 * 1000;
    /** More digits are a mistake, and must not overflow. */
    private static final int MOST_DIGITS = 12;
    private static final int MOST_DIGITS_OF_FRACTION = 9;
    private static final int HIGHEST_EXIT_STATUS = 255;

    private Values() {
    }

    /**
     * A signal by name ({@code TERM}, {@code SIGTERM}, {@code RTMIN+3}, {@code RTMAX-1}) or number; {@code null} if it
     * is none.
     */
    static Signal signal(Word word) {
        long number = number(word);
        if (number >= 0) {
            return signal(number);
        }
        Word name = word.startsInAnyCase(Signal.PREFIX) ? word.from(Signal.PREFIX.length()) : word;
        if (name.startsInAnyCase("RTMIN")) {
            long offset = offset(name.from(5), '+');
            return offset < 0 ? null : signal(Signal.RTMIN + offset);
        }
        if (name.startsInAnyCase("RTMAX")) {
            long offset = offset(name.from(5), '-');
            return offset < 0 ? null : signal(Signal.MAX - offset);
        }
        return standardSignal(name);
    }

    private static Signal signal(long number) {
        return number < 1 || number > Signal.MAX ? null : Signal.of((int) number);
    }

    private static Signal standardSignal(Word name) {
        for (int number = 1; number < Signal.RTMIN; number++) {
            if (name.isEndOf(Signal.of(number).toString(), Signal.PREFIX.length())) {
                return Signal.of(number);
            }
        }
        if (name.isEqualInAnyCase("IOT")) {
            return Signal.of(6);
        }
        if (name.isEqualInAnyCase("CLD")) {
            return Signal.CHLD;
        }
        return name.isEqualInAnyCase("POLL") ? Signal.of(29) : null;
    }

    /** What stands behind a base: 0 for nothing, -1 if it is no offset. */
    private static long offset(Word rest, char sign) {
        if (rest.isEmpty()) {
            return 0;
        }
        long offset = rest.at(0) == sign ? number(rest.from(1)) : -1;
        return offset > Signal.MAX - Signal.RTMIN ? -1 : offset;
    }

    /**
     * A time span: numbers with the units {@code d}, {@code h}, {@code m}, {@code s} and {@code ms}, from the largest
     * to the smallest; all but milliseconds may have a fraction.
     *
     * @return nanoseconds, -1 if it is none
     */
    static long duration(Word word) {
        long milliseconds = 0;
        long previousUnit = Long.MAX_VALUE;
        int index = 0;
        while (index < word.length()) {
            int digits = index;
            int point = endOfDigits(word, digits);
            int letters = point < word.length() && word.at(point) == '.' ? endOfDigits(word, point + 1) : point;
            index = letters;
            while (index < word.length() && !Decimal.isDigit(word.at(index))) {
                index++;
            }
            long number = number(word.part(digits, point));
            long unit = unit(word.part(letters, index));
            long fraction = point == letters ? 0 : fraction(word.part(point + 1, letters), unit);
            if (number < 0 || fraction < 0 || unit == 0 || unit >= previousUnit) {
                return -1;
            }
            milliseconds += number * unit + fraction;
            previousUnit = unit;
        }
        return word.isEmpty() || milliseconds > LONGEST_MILLISECONDS ? -1 : milliseconds * NANOSECONDS_PER_MILLISECOND;
    }

    private static int endOfDigits(Word word, int from) {
        int end = from;
        while (end < word.length() && Decimal.isDigit(word.at(end))) {
            end++;
        }
        return end;
    }

    /** What stands behind the point in milliseconds, -1 if that is nothing, or too much. */
    private static long fraction(Word digits, long unit) {
        if (digits.isEmpty() || digits.length() > MOST_DIGITS_OF_FRACTION || unit == 1) {
            return -1;
        }
        long number = number(digits) * unit;
        for (int digit = 0; digit < digits.length(); digit++) {
            number /= 10;
        }
        return number;
    }

    /** A unit in milliseconds, 0 if it is none. */
    private static long unit(Word name) {
        if (name.isEqual("ms")) {
            return 1;
        }
        if (name.isEqual("s")) {
            return MILLISECONDS_PER_SECOND;
        }
        if (name.isEqual("m")) {
            return MILLISECONDS_PER_SECOND * SECONDS_PER_MINUTE;
        }
        long hour = MILLISECONDS_PER_SECOND * SECONDS_PER_MINUTE * MINUTES_PER_HOUR;
        if (name.isEqual("h")) {
            return hour;
        }
        return name.isEqual("d") ? HOURS_PER_DAY * hour : 0;
    }

    /** An exit status, 0 to 255; -1 if it is none. */
    static int exitStatus(Word word) {
        long number = number(word);
        return number > HIGHEST_EXIT_STATUS ? -1 : (int) number;
    }

    /** The number of a descriptor, -1 if it is none. */
    static int descriptor(Word word) {
        long number = number(word);
        return number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    /** A number without a sign, -1 if it is none. */
    private static long number(Word word) {
        return word.length() > MOST_DIGITS ? -1 : Decimal.of(word.address(), word.length());
    }
}
