package dev.pidone.report;

import dev.pidone.linux.ErrorOutput;
import dev.pidone.linux.Line;

/** Writes lines to standard error. What it does not take at once is dropped and counted, and that is said later. */
public final class StandardError implements LogWriter {
    private static final int LONGEST_NOTICE = 128;

    private final ErrorOutput output = new ErrorOutput();
    private final Line notice = new Line(LONGEST_NOTICE);
    private int dropped;
    private boolean cut;

    @Override
    public void write(Log.Level level, Line line) {
        write(line);
    }

    /** Writes a line if standard error takes it at once. */
    void write(Line line) {
        if ((dropped > 0 || cut) && !writeNotice()) {
            dropped++;
            return;
        }
        int taken = output.write(line);
        if (taken == 0) {
            dropped++;
        }
        cut = taken > 0 && taken < line.length();
    }

    private boolean writeNotice() {
        notice.clear();
        if (cut) {
            notice.text("\n");
        }
        if (dropped > 0) {
            notice.text("pidone: WARN: ").number(dropped).text(dropped == 1 ? " message was" : " messages were")
                    .text(" dropped: standard error did not take them\n");
        }
        int taken = output.write(notice);
        if (taken < notice.length()) {
            cut |= taken > 0;
            return false;
        }
        dropped = 0;
        cut = false;
        return true;
    }
}
