package dev.pidone.log;

import dev.pidone.io.OutputFile;
import dev.pidone.kernel.Kernel;
import dev.pidone.memory.Line;

/**
 * A file that is told, in one line, how and why it has ended, for whoever shows it: Kubernetes does so with
 * /dev/termination-log (terminationMessagePath).
 */
public final class TerminationLog {
    /** No file is told. */
    public static final TerminationLog NONE = new TerminationLog(null, null);

    /** More Kubernetes does not show. */
    private static final int LONGEST = 4096;

    private final Log log;
    private final OutputFile file;

    private TerminationLog(Log log, OutputFile file) {
        this.log = log;
        this.file = file;
    }

    /**
     * Opens it before the command starts. A file that cannot be written is worth a warning, and is not told.
     *
     * @param name one char a byte; {@code null} for none
     */
    public static TerminationLog open(String name, Kernel kernel, Log log) {
        if (name == null) {
            return NONE;
        }
        TerminationLog opened = new TerminationLog(log, kernel.openFile(name));
        return opened.warnUnlessFine() ? opened : NONE;
    }

    private boolean warnUnlessFine() {
        if (!file.isFine()) {
            log.warnOf(Event.TERMINATION_LOG_FAILED, "termination log", file);
        }
        return file.isFine();
    }

    /** Whether there is a file that is to be told. */
    public boolean isOpen() {
        return file != null;
    }

    /** A line to write into. */
    public static Line line() {
        return new Line(LONGEST);
    }

    /** Writes the line as valid UTF-8 and closes the file. */
    public void write(Line line) {
        write(line, file);
        warnUnlessFine();
    }

    /** Writes a line into a file that was opened without a log. */
    public static void write(Line line, OutputFile file) {
        file.write(line().valid(line).end());
        file.close();
    }
}
