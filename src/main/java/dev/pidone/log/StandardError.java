package dev.pidone.log;

import dev.pidone.io.SharedOutput;
import dev.pidone.memory.Line;

/** Writes lines to standard error. What it does not take at once is dropped and counted, and that is said later. */
public final class StandardError implements LogWriter {
    private static final int LONGEST_NOTICE = 256;

    private final SharedOutput output = SharedOutput.standardError();
    private final Line notice = new Line(LONGEST_NOTICE);
    private int dropped;
    private boolean cut;

    @Override
    public void write(Level level, Line line) {
        write(line);
    }

    @Override
    public boolean isTerminal() {
        return output.isTerminal();
    }

    /** Writes a line if standard error takes it at once. */
    public void write(Line line) {
        if ((dropped > 0 || cut) && !writeNotice(isJson(line))) {
            dropped++;
            return;
        }
        int taken = output.write(line);
        if (taken == 0) {
            dropped++;
        }
        cut = taken > 0 && taken < line.length();
    }

    /** What it has to say itself looks like the line that comes next. */
    private static boolean isJson(Line line) {
        return line.length() > 0 && line.at(0) == '{';
    }

    private boolean writeNotice(boolean inJson) {
        notice.clear();
        if (cut) {
            notice.text("\n");
        }
        if (dropped > 0) {
            notice.text(inJson ? "{\"level\":\"WARN\",\"event\":\"messages-dropped\",\"message\":\"" : "pidone: WARN: ")
                    .number(dropped).text(dropped == 1 ? " message was" : " messages were")
                    .text(" dropped: standard error did not take them");
            if (inJson) {
                notice.text("\",\"count\":").number(dropped).text("}");
            }
            notice.text("\n");
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
