package dev.pidone.history;

import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeRecords;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.stop.StopPlan;

/**
 * What has happened, but for the ends of processes: signals, steps of the stop plan. The same signal, from the same
 * process, again and again is one event. Nothing is allocated.
 */
public final class EventRecords {
    /** A storm of signals leaves room for what the stop plan does about it. */
    private static final int MOST_SIGNALS = 200;
    private static final int MOST = 300;

    private static final int KIND = 0;
    private static final int SIGNAL = 4;
    private static final int SENT = 8;
    private static final int SENDER = 12;
    private static final int OUTCOME = 16;
    private static final int COUNT = 20;
    private static final int TIME = 24;
    private static final int LAST = 32;
    private static final int NAME = 40;
    private static final int NAME_ROOM = 24;
    private static final int BYTES = 64;
    /** Of a step, in the place of what only a signal has. */
    private static final int STEP = 8;
    private static final int STEPS = 12;
    private static final int STEP_KIND = 16;
    private static final int TARGET = 20;
    private static final int DURATION = 32;

    private static final Kind[] KINDS = Kind.values();
    private static final StopPlan.Kind[] STEP_KINDS = StopPlan.Kind.values();
    private static final StopPlan.Target[] TARGETS = StopPlan.Target.values();

    private final NativeRecords records = new NativeRecords(BYTES, MOST);
    private int signalsLeftOut;

    /** What it is. */
    public enum Kind {
        /** A signal has arrived. */
        SIGNAL,
        /** A step of the stop plan has begun. */
        STEP,
        /** The time limit was over. */
        LIMIT,
        /** Nobody can write to standard input any more. */
        INPUT_ENDED,
        /** The command has been stopped, as for job control. */
        STOPPED,
        /** Those that are left are told to end. */
        OTHERS_TOLD,
        /** They had to be killed. */
        OTHERS_KILLED
    }

    public int size() {
        return records.size();
    }

    public int signalsLeftOut() {
        return signalsLeftOut;
    }

    /**
     * A signal has arrived.
     *
     * @param sent what was sent in its place
     * @param sender 0 for one that is not to be seen, negative for the kernel
     * @param name the sender's program
     */
    public void signal(long time, Signal signal, Signal sent, int sender, Outcome outcome, Line name) {
        int last = records.size() - 1;
        if (last >= 0 && isSame(last, signal, sent, sender, outcome)) {
            records.setInt(last, COUNT, records.getInt(last, COUNT) + 1);
            records.setLong(last, LAST, time);
            return;
        }
        int event = records.size() < MOST_SIGNALS ? add(Kind.SIGNAL, time) : -1;
        if (event < 0) {
            signalsLeftOut++;
            return;
        }
        records.setInt(event, SIGNAL, signal.number());
        records.setInt(event, SENT, number(sent));
        records.setInt(event, SENDER, sender);
        records.setInt(event, OUTCOME, outcome.ordinal());
        records.setInt(event, COUNT, 1);
        records.setLong(event, LAST, time);
        records.setText(event, NAME, NAME_ROOM, name);
    }

    private boolean isSame(int event, Signal signal, Signal sent, int sender, Outcome outcome) {
        return kind(event) == Kind.SIGNAL && records.getInt(event, SIGNAL) == signal.number()
                && records.getInt(event, SENT) == number(sent) && sender(event) == sender && outcome(event) == outcome;
    }

    private static int number(Signal signal) {
        return signal == null ? 0 : signal.number();
    }

    /** A step of a plan has begun. */
    public void step(long time, StopPlan plan, int index) {
        int event = add(Kind.STEP, time);
        if (event >= 0) {
            StopPlan.Step step = plan.step(index);
            records.setInt(event, SIGNAL, number(step.signal()));
            records.setInt(event, STEP, index + 1);
            records.setInt(event, STEPS, plan.size());
            records.setInt(event, STEP_KIND, step.kind().ordinal());
            records.setInt(event, TARGET, step.target() == null ? 0 : step.target().ordinal());
            records.setLong(event, DURATION, step.nanoseconds());
        }
    }

    /** Something that happens at most once, or hardly more often. */
    void happened(long time, Kind kind, Signal signal) {
        int event = add(kind, time);
        if (event >= 0) {
            records.setInt(event, SIGNAL, number(signal));
        }
    }

    private int add(Kind kind, long time) {
        int event = records.add();
        if (event >= 0) {
            records.setInt(event, KIND, kind.ordinal());
            records.setLong(event, TIME, time);
        }
        return event;
    }

    public Kind kind(int event) {
        return KINDS[records.getInt(event, KIND)];
    }

    public long time(int event) {
        return records.getLong(event, TIME);
    }

    /** {@code null} if there is none. */
    public Signal signal(int event) {
        return signalAt(event, SIGNAL);
    }

    /** What was sent in a signal's place, {@code null} for nothing. */
    public Signal sent(int event) {
        return signalAt(event, SENT);
    }

    private Signal signalAt(int event, int field) {
        int number = records.getInt(event, field);
        return number == 0 ? null : Signal.of(number);
    }

    public int sender(int event) {
        return records.getInt(event, SENDER);
    }

    public Outcome outcome(int event) {
        return Outcome.at(records.getInt(event, OUTCOME));
    }

    /** How often a signal has arrived. */
    public int count(int event) {
        return records.getInt(event, COUNT);
    }

    /** When a signal has arrived for the last time. */
    public long last(int event) {
        return kind(event) == Kind.SIGNAL ? records.getLong(event, LAST) : time(event);
    }

    /** A byte of the name of the sender's program; 0 at its end. */
    public int nameAt(int event, int index) {
        return records.textAt(event, NAME, NAME_ROOM, index);
    }

    public int step(int event) {
        return records.getInt(event, STEP);
    }

    public int steps(int event) {
        return records.getInt(event, STEPS);
    }

    public StopPlan.Kind stepKind(int event) {
        return STEP_KINDS[records.getInt(event, STEP_KIND)];
    }

    public StopPlan.Target target(int event) {
        return TARGETS[records.getInt(event, TARGET)];
    }

    /** How long a step was to last at most. */
    public long duration(int event) {
        return records.getLong(event, DURATION);
    }
}
