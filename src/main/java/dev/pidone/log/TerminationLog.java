package dev.pidone.log;

import dev.pidone.io.OutputFile;
import dev.pidone.kernel.Kernel;
import dev.pidone.memory.Line;

/**
 * A file that is told, in one line, how and why it has ended, for whoever shows it: Kubernetes does so with
 * /dev/termination-log (terminationMessagePath).
 */
public final class TerminationLog {
    /** More Kubernetes does not show. */
    private static final int LONGEST = 4096;

    private final Log log;
    private final OutputFile file;

    private TerminationLog(Log log, OutputFile file) {
        this.log = log;
        this.file = file;
    }

    /**
     * Opens it before the command starts.
     *
     * @param name one char a byte
     * @return {@code null} if there is none, or it cannot be written, which is worth a warning
     */
    public static TerminationLog open(String name, Kernel kernel, Log log) {
        if (name == null) {
            return null;
        }
        TerminationLog opened = new TerminationLog(log, kernel.openFile(name));
        return opened.isFine() ? opened : null;
    }

    private boolean isFine() {
        if (!file.isFine()) {
            log.warnOf(Event.TERMINATION_LOG_FAILED, "termination log", file);
        }
        return file.isFine();
    }

    /** A line to write into. */
    public static Line line() {
        return new Line(LONGEST);
    }

    /** Writes the line and closes the file. */
    public void write(Line line) {
        line.end();
        file.write(line);
        file.close();
        isFine();
    }
}
