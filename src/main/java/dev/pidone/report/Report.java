package dev.pidone.report;

import dev.pidone.history.RunHistory;
import dev.pidone.io.OutputFile;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Log;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.explain.EndReport;

/** Writes the page of {@code --report} when the run is over. It is to be told behind those whom it asks. */
public final class Report implements Observer {
    private final Log log;
    private final OutputFile file;
    private final RunHistory history;
    private final EndReport endReport;
    private final String mode;
    private final NativeStrings call;

    /**
     * @param file open since before the command's start
     * @param mode what the page is to call it
     * @param call pidone's own arguments
     */
    public Report(Log log, OutputFile file, RunHistory history, EndReport endReport, String mode, NativeStrings call) {
        this.log = log;
        this.file = file;
        this.history = history;
        this.endReport = endReport;
        this.mode = mode;
        this.call = call;
    }

    /** Says that a file for the page cannot be written. */
    public static void warnOf(OutputFile file, Log log) {
        log.warnOf(Event.REPORT_FAILED, "report", file);
    }

    @Override
    public void notStarted(ExitStatus status, Line reason) {
        write(status, HowItEnded.NOT_STARTED, reason);
    }

    @Override
    public void ended(ExitStatus status, HowItEnded how) {
        write(status, how, null);
    }

    private void write(ExitStatus status, HowItEnded how, Line reason) {
        new ReportPage(history, endReport, mode, call, file).write(status, how, reason);
        file.close();
        if (!file.isFine()) {
            warnOf(file, log);
        }
    }
}
