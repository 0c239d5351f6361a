package dev.pidone.report;

import dev.pidone.history.RunHistory;

/** Where on the page's time line a moment is. */
final class Scale {
    private static final long MILLISECOND = 1_000_000;
    private static final long MOST_TICKS = 6;
    private static final long PARTS = 10_000;
    private static final long NANOSECONDS_PER_MICROSECOND = 1000;
    /** Milliseconds between ticks that one reads with ease; after the last one it is doubled. */
    private static final int[] STEPS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000,
            60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000,
            43_200_000, 86_400_000};

    private final RunHistory history;
    private final Html html;
    private final long start;
    private final long length;
    private final long step;

    Scale(RunHistory history, Html html) {
        this.history = history;
        this.html = html;
        start = history.start();
        length = Math.max(MILLISECOND, history.end() - start);
        step = step();
    }

    private long step() {
        int index = 0;
        while (index < STEPS.length - 1 && length / (STEPS[index] * MILLISECOND) >= MOST_TICKS) {
            index++;
        }
        long found = STEPS[index] * MILLISECOND;
        while (length / found >= MOST_TICKS) {
            found *= 2;
        }
        return found;
    }

    /** In parts of 10,000. */
    private long part(long time) {
        long offset = Math.max(0, Math.min(length, time - start)) / NANOSECONDS_PER_MICROSECOND;
        return offset * PARTS / Math.max(1, length / NANOSECONDS_PER_MICROSECOND);
    }

    private void percent(long parts) {
        html.plainNumber(parts / 100).raw(".").plainNumber(parts / 10 % 10).plainNumber(parts % 10).raw("%");
    }

    /** What all time lines have behind them: the ticks, and the moments that matter. It is drawn once, and used. */
    void grid() {
        html.raw("<svg class=\"defs\" aria-hidden=\"true\"><defs><g id=\"grid\">");
        for (long time = step; time < length; time += step) {
            line("tick", start + time);
        }
        if (history.commandEnd() != RunHistory.NOT_YET) {
            line("ended", history.commandEnd());
        }
        if (history.firstStop() != RunHistory.NOT_YET) {
            line("stop", history.firstStop());
        }
        html.raw("</g></defs></svg>\n");
    }

    private void line(String kind, long time) {
        html.raw("<line class=\"").raw(kind).raw("\" x1=\"");
        percent(part(time));
        html.raw("\" x2=\"");
        percent(part(time));
        html.raw("\" y1=\"0\" y2=\"100%\"/>");
    }

    /** The header of a column of time lines. What the ticks stand for only a browser shows that draws them. */
    void header() {
        html.raw("<th scope=\"col\" class=\"line\"><span class=\"axis\"><span>Time line</span>");
        for (long time = step; time < length; time += step) {
            html.raw("<i aria-hidden=\"true\" style=\"left:");
            percent(part(start + time));
            html.raw("\" data-at=\"").duration(time).raw("\"></i>");
        }
        html.raw("</span></th>");
    }

    void begin() {
        html.raw("<td class=\"line\"><svg aria-hidden=\"true\"><use href=\"#grid\"/>");
    }

    /** A bar from one moment to another. */
    void bar(String kind, long from, long to) {
        html.raw("<rect class=\"").raw(kind).raw("\" x=\"");
        // What was there must be seen, and stay within the line.
        percent(Math.min(part(from), PARTS - PARTS / 250));
        html.raw("\" width=\"");
        percent(Math.max(PARTS / 250, part(to) - part(from)));
        html.raw("\" y=\"25%\" height=\"50%\" rx=\"2\"/>");
    }

    /** A mark at a moment. */
    void mark(String kind, long time) {
        html.raw("<circle class=\"").raw(kind).raw("\" cx=\"");
        percent(part(time));
        html.raw("\" cy=\"50%\" r=\"4\"/>");
    }

    void end() {
        html.raw("</svg></td>");
    }
}
