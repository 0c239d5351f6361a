package dev.pidone.report;

import dev.pidone.history.EventRecords;
import dev.pidone.history.RunHistory;
import dev.pidone.memory.Indexes;
import dev.pidone.supervise.Outcome;

/** The table of signals and of what the stop plan has done. */
final class EventTable {
    private static final int THE_KERNEL = -1;

    private final RunHistory history;
    private final EventRecords events;
    private final Html html;
    private final Scale scale;
    private final Indexes order = new Indexes();

    EventTable(RunHistory history, Html html, Scale scale) {
        this.history = history;
        this.html = html;
        this.scale = scale;
        events = history.events();
        int event = 0;
        while (event < events.size() && order.add(event)) {
            event++;
        }
    }

    void write() {
        html.raw("<table class=\"events\"><caption>In the order in which they came");
        if (events.signalsLeftOut() > 0) {
            html.raw("; ").number(events.signalsLeftOut()).raw(" more signals were only counted");
        }
        html.raw("</caption>\n<thead><tr><th scope=\"col\" class=\"number\">At</th><th scope=\"col\">What</th>"
                + "<th scope=\"col\">From</th><th scope=\"col\">What came of it</th>");
        scale.header();
        html.raw("</tr></thead>\n<tbody>\n");
        // The stop plan begins while it is decided what is to become of a signal, so that its step was noted first.
        order.sort(0, order.size(), this::isEarlier);
        for (int index = 0; index < order.size(); index++) {
            row(order.get(index));
        }
        html.raw("</tbody></table>\n");
    }

    private boolean isEarlier(int one, int other) {
        return events.time(one) == events.time(other) ? one < other : events.time(one) < events.time(other);
    }

    private void row(int event) {
        html.raw("<tr><td class=\"number\">").duration(events.time(event) - history.start())
                .raw("</td><th scope=\"row\">");
        switch (events.kind(event)) {
            case SIGNAL -> signal(event);
            case STEP -> step(event);
            case INPUT_ENDED -> own("Standard input",
                    history.commandEnd() <= events.time(event)
                            ? "nobody can write to it any more: pidone began to stop whoever was left"
                            : "nobody can write to it any more: pidone began to stop the command");
            case LIMIT -> own("Time limit", limit(events.time(event)));
            case STOPPED -> {
                html.signal(events.signal(event));
                html.raw("</th><td>–</td><td>the command was stopped by it</td>");
            }
            case OTHERS_TOLD -> own("SIGTERM", "for whoever was left after the command");
            case OTHERS_KILLED -> own("SIGKILL", "for whoever was left after the command");
        }
        scale.begin();
        String kind = events.kind(event) == EventRecords.Kind.SIGNAL ? "signal" : "step";
        scale.mark(kind, events.time(event));
        if (events.last(event) != events.time(event) && events.kind(event) == EventRecords.Kind.SIGNAL) {
            scale.mark(kind, events.last(event));
        }
        scale.end();
        html.raw("</tr>\n");
    }

    private String limit(long time) {
        if (history.othersTold() <= time) {
            return "it was over: pidone was ending whoever was left already";
        }
        return history.commandEnd() <= time
                ? "it was over: pidone began to stop whoever was left"
                : "it was over: pidone began to stop the command";
    }

    private void own(String what, String outcome) {
        html.raw(what).raw("</th><td>pidone</td><td>").raw(outcome).raw("</td>");
    }

    private void signal(int event) {
        html.signal(events.signal(event));
        if (events.count(event) > 1) {
            html.raw(" <small>× ").number(events.count(event)).raw("</small>");
        }
        html.raw("</th><td>");
        sender(event);
        html.raw("</td><td>").raw(events.outcome(event).description());
        boolean wasForwarded = events.outcome(event) == Outcome.FORWARDED;
        if (wasForwarded && events.sent(event) != events.signal(event)) {
            html.raw(" as ").signal(events.sent(event));
        }
        if (events.count(event) > 1) {
            html.raw(", the last one at ").duration(events.last(event) - history.start());
        }
        html.raw("</td>");
    }

    private void sender(int event) {
        int sender = events.sender(event);
        if (sender == THE_KERNEL) {
            html.raw("the kernel");
        } else if (sender == 0) {
            html.raw("outside the PID namespace");
        } else {
            html.raw("PID ").plainNumber(sender).raw(" (");
            int index = 0;
            for (int value = events.nameAt(event, 0); value != 0; value = events.nameAt(event, index)) {
                html.textByte(value);
                index++;
            }
            html.endText().raw(")");
        }
    }

    private void step(int event) {
        html.raw("Step ").plainNumber(events.step(event)).raw(" of ").plainNumber(events.steps(event))
                .raw("</th><td>the stop plan</td><td>");
        switch (events.stepKind(event)) {
            case WAIT -> html.raw("wait");
            case FORWARD -> html.raw("forward what has arrived");
            case SEND -> {
                html.signal(events.signal(event)).raw(switch (events.target(event)) {
                    case USUAL -> "";
                    case COMMAND -> " to the command";
                    case GROUP -> " to the command’s process group";
                    case ALL -> " to everyone";
                });
            }
            case RUN -> html.raw("run a program");
        }
        if (events.duration(event) > 0) {
            html.raw(", for up to ").duration(events.duration(event));
        }
        html.raw("</td>");
    }
}
