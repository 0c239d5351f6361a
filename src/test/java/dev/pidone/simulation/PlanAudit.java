package dev.pidone.simulation;

import dev.pidone.kernel.Signal;
import dev.pidone.supervise.stop.StopPlan;
import dev.pidone.supervise.stop.StopPlan.Kind;
import dev.pidone.supervise.stop.StopPlan.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What the stop plan demands of pidone, worked out beside it: when each step is due, and what it has to do. */
final class PlanAudit {
    static final long NEVER = Long.MAX_VALUE;

    /**
     * What pidone has to do.
     *
     * @param signal what it sends, {@code null} for the start of a program
     */
    record Deed(Signal signal, Recipient recipient) {
    }

    private final Expectations expectations;
    private final List<Signal> arrived = new ArrayList<>();
    private final Queue<Deed> deeds = new ArrayDeque<>();
    private StopPlan plan = StopPlan.NONE;
    private int current = -1;
    private long due;
    private long killedFrom = NEVER;
    private long limit = NEVER;
    private boolean limitIsOver;
    private boolean stopIsAskedFor;
    private boolean hasEnded;
    private boolean programRuns;
    private int stepsTaken;

    PlanAudit(Expectations expectations) {
        this.expectations = expectations;
    }

    private boolean hasBegun() {
        return !plan.isEmpty();
    }

    int stepsTaken() {
        return stepsTaken;
    }

    boolean limitIsOver() {
        return limitIsOver;
    }

    void commandStarted(long clock) {
        limit = expectations.timeLimit() < 0 ? NEVER : clock + expectations.timeLimit();
    }

    /** A signal that asks to end has arrived; returns whether it must be held back. */
    boolean holds(Signal replacement, long clock) {
        if (expectations.plan().isEmpty()) {
            return false;
        }
        if (!hasBegun()) {
            stopIsAskedFor = true;
            plan = expectations.plan();
            due = clock;
            arrived.add(replacement);
            Kind first = plan.step(0).kind();
            if (first == Kind.FORWARD || first == Kind.WAIT) {
                beginStep();
                deeds.clear();
            }
            return first != Kind.FORWARD;
        }
        boolean waits = current >= 0 && plan.step(current).kind() == Kind.WAIT;
        due = waits ? Math.min(due, clock) : due;
        boolean held = waits || plan.next(Kind.FORWARD, current + 1) >= 0;
        if (held && !arrived.contains(replacement)) {
            arrived.add(replacement);
        }
        return held;
    }

    /** Nobody can write to standard input any more; returns whether that begins the plan. */
    boolean inputEnds(long clock) {
        boolean begins = !hasBegun();
        if (begins) {
            stopIsAskedFor = true;
            plan = planOrDefault();
            due = clock;
        }
        return begins;
    }

    private boolean hasNext() {
        return current + 1 < plan.size();
    }

    /** When pidone must be awake again for the plan. */
    long wakeUp() {
        if (!hasBegun()) {
            return limit;
        }
        return hasNext() || programRuns ? due : limitMayCome() ? limit : NEVER;
    }

    /** From when on everybody is killed. */
    long killAt() {
        if (killedFrom != NEVER) {
            return killedFrom;
        }
        StopPlan running = hasBegun() || limit == NEVER ? plan : planOrDefault();
        long from = hasBegun() ? due : limit;
        int kill = running.nextKill(Math.max(0, current));
        return kill < 0 ? NEVER : from + running.duration(current + 1, kill);
    }

    /** Once others are told to end in place of the plan, too. */
    private boolean limitMayCome() {
        return hasEnded && !limitIsOver && !stopIsAskedFor;
    }

    private StopPlan planOrDefault() {
        return expectations.plan().isEmpty() ? StopPlan.DEFAULT : expectations.plan();
    }

    /** Whether the plan has begun, and in the end kills everybody. */
    boolean hasDeadline() {
        return hasBegun() && killAt() != NEVER;
    }

    /** The next thing to do by now; {@code null} if there is none. */
    Deed next(long clock) {
        if (!hasBegun() && clock >= limit) {
            limitIsOver = true;
            plan = planOrDefault();
            due = limit;
        }
        if (limitMayCome() && clock >= limit) {
            limitIsOver = true;
            killedFrom = limit + expectations.grace();
        }
        while (deeds.isEmpty() && hasBegun() && hasNext() && due <= clock) {
            beginStep();
        }
        return deeds.poll();
    }

    private void beginStep() {
        current++;
        stepsTaken++;
        Step step = plan.step(current);
        killedFrom = step.killsEveryone() ? due : NEVER;
        due += step.nanoseconds();
        switch (step.kind()) {
            case WAIT -> {
            }
            case FORWARD -> forward();
            case SEND -> {
                if (!step.killsEveryone()) {
                    deeds.add(new Deed(step.signal(), switch (step.target()) {
                        case USUAL -> null;
                        case COMMAND -> Recipient.COMMAND;
                        case GROUP -> Recipient.COMMAND_GROUP;
                        case ALL -> expectations.recipientOfLeftovers();
                    }));
                }
            }
            case RUN -> deeds.add(new Deed(null, null));
        }
    }

    private void forward() {
        if (arrived.isEmpty() && expectations.replacement(Signal.TERM) != null) {
            deeds.add(new Deed(expectations.mapping().replacement(Signal.TERM), null));
        }
        arrived.forEach(signal -> deeds.add(new Deed(signal, null)));
    }

    void programStarted(boolean really, long clock) {
        programRuns = really;
        if (!really) {
            due = Math.min(due, clock);
        }
    }

    /** The program has been reaped; unless something else has taken the plan's place, the next step begins. */
    void programEnded(long clock) {
        if (programRuns) {
            programRuns = false;
            due = Math.min(due, clock);
        }
    }

    /** Pidone gives the program up; returns whether it may. */
    boolean programIsKilled(long clock) {
        boolean mayBe = programRuns && due <= clock;
        programRuns = false;
        return mayBe;
    }

    /** Something else takes the plan's place. */
    void end() {
        hasEnded = true;
        plan = StopPlan.KILL_EVERYONE;
        current = 0;
        deeds.clear();
        killedFrom = NEVER;
        due = NEVER;
        programRuns = false;
    }
}
