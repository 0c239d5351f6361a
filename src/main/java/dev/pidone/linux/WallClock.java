package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The time of day (CLOCK_REALTIME, clock_gettime(2)). */
public final class WallClock {
    private static final long CLOCK_REALTIME = 0;
    private static final long NANOSECONDS_PER_MILLISECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_MINUTE = 60;

    private final MemorySegment time = Arena.global().allocate(2L * Long.BYTES, Long.BYTES);

    /** Adds the time in UTC: {@code 2026-11-05T09:30:00.125Z} (RFC 3339). */
    public void addTo(Line line) {
        NativeLibrary.systemCall(SystemCall.CLOCK_GETTIME, CLOCK_REALTIME, time.address(), 0, 0, 0);
        add(line, time.getAtIndex(ValueLayout.JAVA_LONG, 0),
                (int) (time.getAtIndex(ValueLayout.JAVA_LONG, 1) / NANOSECONDS_PER_MILLISECOND));
    }

    /** @param seconds since the beginning of 1970 */
    static void add(Line line, long seconds, int milliseconds) {
        addDate(line, seconds / SECONDS_PER_DAY);
        int ofDay = (int) (seconds % SECONDS_PER_DAY);
        line.text("T").digits(ofDay / SECONDS_PER_HOUR, 2).text(":")
                .digits(ofDay % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, 2).text(":")
                .digits(ofDay % SECONDS_PER_MINUTE, 2).text(".").digits(milliseconds, 3).text("Z");
    }

    /**
     * Years are counted from March here, so that the leap day is their last (Hinnant, "chrono-Compatible Low-Level Date
     * Algorithms").
     */
    private static void addDate(Line line, long days) {
        long shifted = days + 719_468;
        long era = shifted / 146_097;
        int dayOfEra = (int) (shifted % 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        line.number(year).text("-").digits(month, 2).text("-").digits(dayOfYear - (153 * fromMarch + 2) / 5 + 1, 2);
    }
}
