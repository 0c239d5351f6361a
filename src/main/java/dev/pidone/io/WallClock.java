package dev.pidone.io;

import dev.pidone.memory.Line;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The time of day (CLOCK_REALTIME, clock_gettime(2)), and how it is written. */
public final class WallClock {
    public static final long CLOCK_REALTIME = 0;

    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final MemorySegment time = Arena.global().allocate(2L * Long.BYTES, Long.BYTES);

    /** Adds what it shows. */
    public void addTo(Line line) {
        SystemCall.CLOCK_GETTIME.call(CLOCK_REALTIME, time.address());
        add(line, time.getAtIndex(ValueLayout.JAVA_LONG, 0) * SECOND + time.getAtIndex(ValueLayout.JAVA_LONG, 1));
    }

    /**
     * Adds a moment in UTC, to the millisecond: {@code 2026-11-05T09:30:00.125Z} (RFC 3339).
     *
     * @param nanosecondsSinceEpoch since the beginning of 1970
     */
    public static void add(Line line, long nanosecondsSinceEpoch) {
        addDate(line, Math.floorDiv(nanosecondsSinceEpoch, DAY));
        long rest = Math.floorMod(nanosecondsSinceEpoch, DAY);
        line.text("T").digits((int) (rest / HOUR), 2).text(":").digits((int) (rest % HOUR / MINUTE), 2).text(":")
                .digits((int) (rest % MINUTE / SECOND), 2).text(".").digits((int) (rest % SECOND / MILLISECOND), 3)
                .text("Z");
    }

    /** By years that begin in March, so that the leap day comes last; 400 of them have 146097 days. */
    private static void addDate(Line line, long daysSinceEpoch) {
        long days = daysSinceEpoch + 719_468;
        long era = Math.floorDiv(days, 146_097L);
        int dayOfEra = (int) Math.floorMod(days, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        line.number(yearOfEra + 400 * era + (month <= 2 ? 1 : 0)).text("-").digits(month, 2).text("-")
                .digits(dayOfYear - (153 * fromMarch + 2) / 5 + 1, 2);
    }
}
