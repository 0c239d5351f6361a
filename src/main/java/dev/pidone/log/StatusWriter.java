package dev.pidone.log;

import dev.pidone.io.SharedOutput;
import dev.pidone.memory.Line;

/** Writes lines for a program that reads them from a descriptor. What it does not take at once is lost. */
public final class StatusWriter implements LogWriter {
    private final SharedOutput output;
    private final Line lineBreak = new Line(2).text("\n");
    private boolean isCut;

    public StatusWriter(SharedOutput output) {
        this.output = output;
    }

    /** A line is whole, or what was taken of it is ended by a line break before the next one. */
    @Override
    public void write(Level level, Line line) {
        isCut = isCut && output.write(lineBreak) == 0;
        if (!isCut) {
            int taken = output.write(line);
            isCut = taken > 0 && taken < line.length();
        }
    }
}
