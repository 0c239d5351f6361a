package dev.pidone.report;

import dev.pidone.history.RunHistory;
import dev.pidone.io.BuiltText;
import dev.pidone.io.OutputFile;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.explain.EndReport;

/**
 * The page of {@code --report}: one file, HTML that is XML as well, without scripts and without anything from
 * elsewhere.
 */
final class ReportPage {
    private static final int MOST_NAMED = 10;
    private static final long SHORTEST_DELAY = 10_000_000;
    private static final int LONGEST_COMMAND_LINE = 4000;
    private static final String NAME_AND_SPACE = "pidone ";

    private final RunHistory history;
    private final EndReport endReport;
    private final String mode;
    private final NativeStrings call;
    private final Html html;
    private final Scale scale;
    private final TimeLine timeLine;

    /** @param call pidone's own arguments */
    ReportPage(RunHistory history, EndReport endReport, String mode, NativeStrings call, OutputFile file) {
        this.history = history;
        this.endReport = endReport;
        this.mode = mode;
        this.call = call;
        html = new Html(file);
        scale = new Scale(history, html);
        timeLine = new TimeLine(history, html, scale, new ProcessText(history.processes(), html));
    }

    /** @param reason why the command could not be started, {@code null} where it was */
    void write(ExitStatus status, HowItEnded how, Line reason) {
        head(status);
        summary(status, how, reason);
        scale.grid();
        endHeldUp();
        leftBehind();
        if (history.processes().size() > 0) {
            html.raw("<section><h2>Processes</h2>\n");
            timeLine.table();
            html.raw("</section>\n");
        }
        if (history.events().size() > 0) {
            html.raw("<section><h2>Signals and steps</h2>\n");
            new EventTable(history, html, scale).write();
            html.raw("</section>\n");
        }
        if (timeLine.hasMore()) {
            html.raw("<section><h2>By program</h2>\n");
            timeLine.programTable();
            html.raw("</section>\n");
        }
        notes();
        html.raw("</main></body>\n</html>\n");
        html.flush();
    }

    private void head(ExitStatus status) {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                + "<meta http-equiv=\"Content-Security-Policy\""
                + " content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                + "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>pidone: status ")
                .plainNumber(status.code()).raw(" after ").duration(runTime()).raw("</title>\n<style>")
                .built(BuiltText.STYLE, 0).raw("</style>\n</head>\n<body><main>\n");
    }

    private long runTime() {
        return history.end() - history.start();
    }

    private void summary(ExitStatus status, HowItEnded how, Line reason) {
        html.raw("<header><h1>Exit status ").plainNumber(status.code()).raw(" after ").duration(runTime())
                .raw("</h1>\n<p>");
        if (reason != null) {
            html.text(reason);
        } else {
            howItCameAbout(status, how);
        }
        html.raw("</p></header>\n<dl>\n");
        fact("Command line");
        html.raw("<code>");
        commandLine();
        html.raw("</code></dd></div>\n");
        fact("Mode");
        html.raw(mode).raw("</dd></div>\n");
        fact("Start");
        html.moment(history.startSinceEpoch()).raw("</dd></div>\n");
        if (history.firstStop() != RunHistory.NOT_YET) {
            fact("Told to end");
            html.raw("after ").duration(history.firstStop() - history.start()).raw("</dd></div>\n");
        }
        if (history.reaped() > 0) {
            fact("Reaped");
            html.number(history.reaped()).raw(history.reaped() == 1 ? " process" : " processes").raw(", ")
                    .duration(history.cpu()).raw(" of CPU time, at most ").memory(history.peak())
                    .raw(" in one of them</dd></div>\n");
        }
        fact("pidone");
        html.built(BuiltText.VERSION, NAME_AND_SPACE.length()).raw("</dd></div>\n</dl>\n");
    }

    private void fact(String name) {
        html.raw("<div><dt>").raw(name).raw("</dt><dd>");
    }

    /** The sentence of the end is that of the termination log. */
    private void howItCameAbout(ExitStatus status, HowItEnded how) {
        if (how == HowItEnded.PAUSE) {
            html.raw("A signal has ended the pause.");
            return;
        }
        html.raw("T").text(endReport.sentence(), 1).raw(".");
        switch (how) {
            case REMAPPED -> html.raw(" --remap-exit has made the status ").plainNumber(status.code()).raw(".");
            case TOLD -> html.raw(" --success-on-stop makes that a success.");
            case TIME_LIMIT -> html.raw(" The time limit was over.");
            default -> {
                // There is nothing to add.
            }
        }
    }

    private void commandLine() {
        int length = 0;
        for (int index = 0; index < call.size(); index++) {
            if (length > LONGEST_COMMAND_LINE) {
                html.raw(" …");
                return;
            }
            html.raw(index == 0 ? "" : " ");
            length += 1 + argument(index, LONGEST_COMMAND_LINE - length);
        }
    }

    /** In quotes where a shell would need them; cut where it is too long. */
    private int argument(int index, int most) {
        boolean isPlain = isPlain(index);
        html.beginWords().raw(isPlain ? "" : "'");
        int offset = 0;
        for (int value = call.at(index, 0); value != 0 && offset <= most; value = call.at(index, offset)) {
            if (value == '\'') {
                html.endText().raw("'\\'");
            }
            html.wordByte(value);
            offset++;
        }
        html.endText().raw(call.at(index, offset) == 0 ? "" : "…").raw(isPlain ? "" : "'").endWords();
        return offset;
    }

    private boolean isPlain(int index) {
        int offset = 0;
        int value = call.at(index, 0);
        while (value > ' ' && "\"'`$&|;<>()*?[]#~!{}\\".indexOf(value) < 0) {
            offset++;
            value = call.at(index, offset);
        }
        return value == 0 && offset > 0;
    }

    private void endHeldUp() {
        int count = timeLine.delayers();
        boolean wasToEnd = history.firstStop() != RunHistory.NOT_YET || history.commandEnd() != RunHistory.NOT_YET;
        if (!wasToEnd) {
            return;
        }
        html.raw("<section><h2>What held up the end</h2>\n");
        if (history.heldBack() > SHORTEST_DELAY) {
            html.raw("<p>The stop plan sent nothing for the first ").duration(history.heldBack()).raw(".</p>\n");
        } else if (count == 0) {
            html.raw("<p>Nobody: pidone ended at once.</p>\n");
        }
        if (count > 0) {
            html.raw("<ol>\n");
            timeLine.delayers(MOST_NAMED);
            html.raw("</ol>\n");
            more(count - MOST_NAMED);
        }
        html.raw("</section>\n");
    }

    private void leftBehind() {
        int count = timeLine.leftBehind();
        if (count > 0) {
            html.raw("<section><h2>Left behind</h2>\n<ul>\n");
            timeLine.leftBehind(MOST_NAMED);
            html.raw("</ul>\n");
            more(count - MOST_NAMED);
            html.raw("</section>\n");
        }
    }

    private void more(int count) {
        if (count > 0) {
            html.raw("<p>and ").number(count).raw(" more</p>\n");
        }
    }

    private void notes() {
        html.raw("<footer>\n");
        if (history.processes().leftOut() > 0) {
            html.raw("<p>").number(history.processes().leftOut())
                    .raw(" more processes are not in this report: there was no room for them.</p>\n");
        }
        if (history.processes().isHidden()) {
            html.raw("<p>/proc did not show the processes: those that pidone has not reaped are missing here.</p>\n");
        }
        html.raw("<p>Times are from pidone’s start; when a process was started is known to 10 ms. CPU time and peak"
                + " memory are what the kernel accounts to a process and the children that it has waited for; in peak"
                + " memory, also to the program that it was before. Processes that others have reaped are known only"
                + " if they were there when pidone looked: when it was told to end, at each step of the stop plan, at"
                + " the command’s end, and at its own.</p>\n</footer>\n");
    }
}
