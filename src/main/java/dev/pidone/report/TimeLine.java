package dev.pidone.report;

import dev.pidone.history.ProcessRecords;
import dev.pidone.history.RunHistory;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.memory.Indexes;

/**
 * The tables of processes: a row for each of those that matter most, what is left by program. Those matter that held up
 * the end, and then those that lived long.
 */
final class TimeLine {
    private static final int MOST_ROWS = 200;
    private static final int MOST_PROGRAMS = 50;
    private static final int MOST_FATES = 4;
    /** Start times are exact to so much: less is no delay. */
    private static final long SHORTEST_DELAY = 10_000_000;
    private static final String NOT_KNOWN = "<td class=\"number\">–</td>";

    private final RunHistory history;
    private final ProcessRecords processes;
    private final Html html;
    private final Scale scale;
    private final ProcessText text;
    /** The processes by importance, later by program. */
    private final Indexes order = new Indexes();
    private final Indexes programs = new Indexes();
    private final int rows;

    TimeLine(RunHistory history, Html html, Scale scale, ProcessText text) {
        this.history = history;
        this.html = html;
        this.scale = scale;
        this.text = text;
        processes = history.processes();
        int process = 0;
        while (process < processes.size() && order.add(process)) {
            process++;
        }
        order.sort(0, order.size(), this::mattersMore);
        rows = Math.min(MOST_ROWS, order.size());
    }

    private boolean mattersMore(int one, int other) {
        if (one == history.command() || other == history.command()) {
            return one != other && one == history.command();
        }
        long difference = delay(one) - delay(other);
        if (difference == 0) {
            difference = lifeTime(one) - lifeTime(other);
        }
        return difference == 0 ? one < other : difference > 0;
    }

    /** How long a process has held up the end. */
    private long delay(int process) {
        long delay = history.heldUp(process);
        return delay < SHORTEST_DELAY ? 0 : delay;
    }

    private long lifeTime(int process) {
        return Math.max(0, history.endOf(process) - processes.start(process));
    }

    /** How many have held up the end. */
    int delayers() {
        int count = 0;
        for (int process = 0; process < processes.size(); process++) {
            count += delay(process) > 0 ? 1 : 0;
        }
        return count;
    }

    /** Those that held up the end, the longest first. To be called before {@link #table}. */
    void delayers(int most) {
        int listed = 0;
        for (int next = nextDelayer(-1); next >= 0 && listed < most; next = nextDelayer(next)) {
            html.raw("<li>");
            who(next);
            boolean afterCommand = history.holdsUpFrom(next) == history.commandEnd();
            long late = processes.start(next) - history.holdsUpFrom(next);
            if (late > SHORTEST_DELAY) {
                html.raw(" started ").duration(late).raw(" after ")
                        .raw(afterCommand ? "the command’s end" : "others were told to end")
                        .raw(", and ran for <strong>").duration(delay(next)).raw("</strong>: ");
            } else {
                html.raw(" ran until <strong>").duration(delay(next)).raw("</strong> after ")
                        .raw(afterCommand ? "the command’s end" : "it was told to end").raw(": ");
            }
            text.describe(text.fate(next));
            html.raw("</li>\n");
            listed++;
        }
    }

    /** The one that comes after another one by its delay; the command stands first in the order whatever it did. */
    private int nextDelayer(int before) {
        int found = -1;
        for (int index = 0; index < rows; index++) {
            int process = order.get(index);
            boolean comesAfter = before < 0 || isLonger(before, process);
            if (delay(process) > 0 && comesAfter && (found < 0 || isLonger(process, found))) {
                found = process;
            }
        }
        return found;
    }

    private boolean isLonger(int one, int other) {
        return delay(one) != delay(other) ? delay(one) > delay(other) : one < other;
    }

    /** Those that were still there. */
    void leftBehind(int most) {
        int listed = 0;
        for (int process = 0; process < processes.size() && listed < most; process++) {
            if (isLeft(process)) {
                html.raw("<li>");
                who(process);
                html.raw(", for ").duration(lifeTime(process)).raw(" by then</li>\n");
                listed++;
            }
        }
    }

    int leftBehind() {
        int count = 0;
        for (int process = 0; process < processes.size(); process++) {
            count += isLeft(process) ? 1 : 0;
        }
        return count;
    }

    private boolean isLeft(int process) {
        return !processes.is(process, ProcessRecords.REAPED | ProcessRecords.GONE | ProcessRecords.ZOMBIE);
    }

    private void who(int process) {
        html.raw("<b>");
        text.name(process);
        html.raw("</b> (PID ").plainNumber(processes.processId(process)).raw(")");
        if (text.hasCommandLine(process)) {
            html.raw(" <code>");
            text.commandLineInWords(process);
            html.raw("</code>");
        }
    }

    /** A row a process, in the order of their start. */
    void table() {
        order.sort(0, rows, this::startedEarlier);
        html.raw("<table class=\"processes\"><caption>");
        if (rows < processes.size()) {
            html.raw("The ").number(rows).raw(" processes that held up the end or lived longest; ")
                    .number((long) processes.size() - rows).raw(processes.size() - rows == 1 ? " more is" : " more are")
                    .raw(" in the table by program");
        } else {
            html.raw("What pidone has started, reaped or seen");
        }
        html.raw(", by their start</caption>\n<thead><tr><th scope=\"col\" class=\"number\">PID</th>"
                + "<th scope=\"col\">Program</th><th scope=\"col\" class=\"number\">From</th>"
                + "<th scope=\"col\" class=\"number\">For</th><th scope=\"col\" class=\"number\">CPU</th>"
                + "<th scope=\"col\" class=\"number\">Peak memory</th><th scope=\"col\">Status</th>"
                + "<th scope=\"col\" class=\"number\">Held up</th>");
        scale.header();
        html.raw("</tr></thead>\n<tbody>\n");
        for (int index = 0; index < rows; index++) {
            row(order.get(index));
        }
        html.raw("</tbody></table>\n");
    }

    /** The command stands first: of others that began at about that time only the tick is known. */
    private boolean startedEarlier(int one, int other) {
        if (one == history.command() || other == history.command()) {
            return one != other && one == history.command();
        }
        long difference = processes.start(one) - processes.start(other);
        return difference == 0 ? one < other : difference < 0;
    }

    private void row(int process) {
        html.raw(delay(process) > 0 ? "<tr class=\"late\">" : "<tr>").raw("<td class=\"number\">")
                .plainNumber(processes.processId(process)).raw("</td><th scope=\"row\"");
        if (text.hasCommandLine(process)) {
            html.raw(" title=\"");
            text.commandLine(process);
            html.raw("\"");
        }
        html.raw(">");
        text.name(process);
        tag(process);
        html.raw("</th><td class=\"number\">").duration(processes.start(process) - history.start())
                .raw("</td><td class=\"number\">").raw(processes.is(process, ProcessRecords.GONE) ? "≤ " : "")
                .duration(lifeTime(process)).raw("</td>");
        usage(process);
        int fate = text.fate(process);
        html.raw(text.isFailure(fate) ? "<td class=\"failed\">" : "<td>");
        text.describe(fate);
        html.raw("</td>");
        if (delay(process) > 0) {
            html.raw("<td class=\"number late\">").duration(delay(process)).raw("</td>");
        } else {
            html.raw(NOT_KNOWN);
        }
        bars(process);
        html.raw("</tr>\n");
    }

    private void tag(int process) {
        if (processes.is(process, ProcessRecords.COMMAND)) {
            html.raw(" <small>command</small>");
        } else if (processes.is(process, ProcessRecords.PROGRAM)) {
            html.raw(" <small>stop plan</small>");
        } else if (processes.is(process, ProcessRecords.EXCEPTION)) {
            html.raw(" <small>exception</small>");
        } else if (processes.is(process, ProcessRecords.ENTERED)) {
            html.raw(" <small>entered</small>");
        }
    }

    private void usage(int process) {
        if (processes.cpu(process) == ProcessDetails.UNKNOWN) {
            html.raw(NOT_KNOWN);
        } else {
            html.raw("<td class=\"number\">").duration(processes.cpu(process)).raw("</td>");
        }
        if (processes.peak(process) == ProcessDetails.UNKNOWN) {
            html.raw(NOT_KNOWN);
        } else {
            html.raw("<td class=\"number\">").memory(processes.peak(process)).raw("</td>");
        }
    }

    /** What comes after the end was asked for is another colour; so is the time when it may have ended. */
    private void bars(int process) {
        long start = processes.start(process);
        long end = history.endOf(process);
        long late = delay(process) > 0 ? Math.max(start, history.holdsUpFrom(process)) : end;
        long sure = processes.is(process, ProcessRecords.GONE) ? Math.max(start, processes.last(process)) : end;
        scale.begin();
        if (start < late) {
            scale.bar(kind(process), start, Math.min(late, sure));
        }
        if (late < sure) {
            scale.bar("late", late, sure);
        }
        if (sure < end) {
            scale.bar("unsure", sure, end);
        }
        scale.end();
    }

    private String kind(int process) {
        return processes.is(process, ProcessRecords.COMMAND) ? "command" : "other";
    }

    boolean hasMore() {
        return rows < order.size();
    }

    /** Those that have no row, by program. */
    void programTable() {
        order.sort(rows, order.size(), this::isOfEarlierProgram);
        for (int from = rows; from < order.size(); from = endOfProgram(from)) {
            programs.add(from);
        }
        programs.sort(0, programs.size(), this::isMoreOften);
        int shown = Math.min(MOST_PROGRAMS, programs.size());
        html.raw("<table class=\"programs\"><caption>").number((long) order.size() - rows)
                .raw(" processes without a row of their own");
        if (shown < programs.size()) {
            html.raw("; of their ").number(programs.size()).raw(" programs the ").number(shown)
                    .raw(" that ran most often");
        }
        html.raw("</caption>\n<thead><tr><th scope=\"col\">Program</th><th scope=\"col\" class=\"number\">Count</th>"
                + "<th scope=\"col\" class=\"number\">All of them</th>"
                + "<th scope=\"col\" class=\"number\">Longest</th><th scope=\"col\">Status</th></tr></thead>\n"
                + "<tbody>\n");
        for (int index = 0; index < shown; index++) {
            programRow(programs.get(index));
        }
        html.raw("</tbody></table>\n");
    }

    private boolean isOfEarlierProgram(int one, int other) {
        int difference = processes.compareNames(one, other);
        return difference == 0 ? text.fate(one) < text.fate(other) : difference < 0;
    }

    private int endOfProgram(int from) {
        int end = from + 1;
        while (end < order.size() && processes.compareNames(order.get(from), order.get(end)) == 0) {
            end++;
        }
        return end;
    }

    private boolean isMoreOften(int one, int other) {
        int difference = endOfProgram(one) - one - (endOfProgram(other) - other);
        return difference == 0 ? one < other : difference > 0;
    }

    private void programRow(int from) {
        int end = endOfProgram(from);
        long total = 0;
        long longest = 0;
        for (int index = from; index < end; index++) {
            total += lifeTime(order.get(index));
            longest = Math.max(longest, lifeTime(order.get(index)));
        }
        html.raw("<tr><th scope=\"row\">");
        text.name(order.get(from));
        html.raw("</th><td class=\"number\">").number((long) end - from).raw("</td><td class=\"number\">")
                .duration(total).raw("</td><td class=\"number\">").duration(longest).raw("</td><td>");
        fates(from, end);
        html.raw("</td></tr>\n");
    }

    private void fates(int from, int end) {
        int begin = from;
        for (int shown = 0; begin < end && shown < MOST_FATES; shown++) {
            int fate = text.fate(order.get(begin));
            int next = begin;
            while (next < end && text.fate(order.get(next)) == fate) {
                next++;
            }
            html.raw(shown == 0 ? "" : "; ").number((long) next - begin).raw(" × ");
            text.describe(fate);
            begin = next;
        }
        if (begin < end) {
            html.raw("; ").number((long) end - begin).raw(" otherwise");
        }
    }
}
