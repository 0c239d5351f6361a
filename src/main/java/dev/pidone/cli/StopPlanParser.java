package dev.pidone.cli;

import dev.pidone.kernel.Signal;
import dev.pidone.supervise.stop.StopPlan;
import dev.pidone.supervise.stop.StopPlan.Step;
import dev.pidone.supervise.stop.StopPlan.Target;

/** Understands the plan that {@code --stop} takes. */
final class StopPlanParser {
    /** More is a mistake, and must not exhaust the heap. */
    private static final int MOST_STEPS = 32;
    private static final String ALLOWED = "wait:DURATION, forward[:DURATION],"
            + " SIGNAL[@command|@group|@all][:DURATION], run=FILE[:DURATION]";
    private static final String RUN = "run=";
    private static final long RUN_NANOSECONDS = 10_000_000_000L;
    /** PATH_MAX. */
    private static final int LONGEST_FILE = 4096;
    private static final int NO_DURATION = -1;
    private static final int NONE_GIVEN = -2;

    private final GivenOptions given;

    private StopPlanParser(GivenOptions given) {
        this.given = given;
    }

    static StopPlan parse(GivenOptions given, Word plan) throws UsageException {
        return new StopPlanParser(given).parse(plan);
    }

    private StopPlan parse(Word plan) throws UsageException {
        int count = 1;
        for (int offset = 0; offset < plan.length(); offset++) {
            count += plan.at(offset) == ',' ? 1 : 0;
        }
        if (count > MOST_STEPS) {
            throw given.about(Option.STOP).text(": more than ").number(MOST_STEPS).text(" steps are given").exception();
        }
        Step[] steps = new Step[count];
        Word rest = plan;
        for (int index = 0; index < count; index++) {
            int comma = rest.indexOf(',');
            Word word = (comma < 0 ? rest : rest.before(comma)).withoutBlanks();
            steps[index] = numbered(word, index);
            rest = rest.from(comma + 1);
        }
        return new StopPlan(steps);
    }

    private Step numbered(Word word, int index) throws UsageException {
        int colon = word.lastIndexOf(':');
        long duration = colon < 0 ? NONE_GIVEN : Values.duration(word.from(colon + 1));
        Word what = colon < 0 ? word : word.before(colon);
        Step step = duration == NO_DURATION ? null : step(what, duration);
        if (step == null) {
            throw given.about(Option.STOP).text(": step ").number(index + 1L).text(" ").quoted(word)
                    .text(" is not allowed; allowed: ").text(allowed(word)).exception();
        }
        return step;
    }

    /** What is right but for its time is told what a time looks like. */
    private static String allowed(Word step) {
        int colon = step.indexOf(':');
        return colon >= 0 && step(step.before(colon), 0) != null ? "after ':' " + Values.DURATION : ALLOWED;
    }

    /** @return {@code null} if it is none */
    private static Step step(Word what, long time) {
        long duration = Math.max(0, time);
        if (what.isEqual("wait")) {
            return time == NONE_GIVEN ? null : Step.waiting(duration);
        }
        if (what.isEqual("forward")) {
            return Step.forward(duration);
        }
        if (what.startsWith(RUN)) {
            return what.length() == RUN.length() || what.length() > LONGEST_FILE
                    ? null
                    : Step.run(what.from(RUN.length()).copy(), time == NONE_GIVEN ? RUN_NANOSECONDS : duration);
        }
        int at = what.indexOf('@');
        Signal signal = Values.signal(at < 0 ? what : what.before(at));
        Target target = at < 0 ? Target.USUAL : target(what.from(at + 1));
        return signal == null || target == null ? null : Step.send(signal, target, duration);
    }

    private static Target target(Word name) {
        if (name.isEqual("command")) {
            return Target.COMMAND;
        }
        if (name.isEqual("group")) {
            return Target.GROUP;
        }
        return name.isEqual("all") ? Target.ALL : null;
    }
}
