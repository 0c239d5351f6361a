package dev.pidone.supervise.stop;

import dev.pidone.kernel.Signal;
import dev.pidone.log.Message;
import dev.pidone.memory.NativeStrings;

/** What is to happen when pidone is told to end: steps, one after the other, until the end is reached. */
public final class StopPlan {
    /** No plan: whoever is told to end takes the time that it needs. */
    public static final StopPlan NONE = new StopPlan();
    /** What is left is killed. */
    public static final StopPlan KILL_EVERYONE = new StopPlan(true, Step.send(Signal.KILL, Target.ALL, 0));

    /** What happens when pidone stops the command by itself and there is no other plan. */
    public static final StopPlan DEFAULT = new StopPlan(true, Step.send(Signal.TERM, Target.USUAL, 5_000_000_000L),
            Step.send(Signal.KILL, Target.ALL, 0));

    private final boolean isOwn;
    private final Step[] steps;

    /** @param steps the caller does not change them any more */
    public StopPlan(Step... steps) {
        this(false, steps);
    }

    private StopPlan(boolean isOwn, Step... steps) {
        this.isOwn = isOwn;
        this.steps = steps;
    }

    /** What {@code --stop-timeout} stands for: {@code forward:TIMEOUT,KILL@all}. */
    public static StopPlan timeout(long nanoseconds) {
        return new StopPlan(true, Step.forward(nanoseconds), Step.send(Signal.KILL, Target.ALL, 0));
    }

    /** What a step does when it begins. */
    public enum Kind {
        /** Nothing. */
        WAIT,
        /** It passes on what has arrived. */
        FORWARD,
        /** It sends a signal. */
        SEND,
        /** It runs a program. */
        RUN
    }

    /** Whom a step sends its signal to. */
    public enum Target {
        /** Whoever is sent the signals that arrive. */
        USUAL,
        /** The command. */
        COMMAND,
        /** The command's process group. */
        GROUP,
        /** All processes that are pidone's business. */
        ALL
    }

    /**
     * A step of a plan.
     *
     * @param signal what is sent, otherwise {@code null}
     * @param target whom it is sent to, otherwise {@code null}
     * @param program what is run, otherwise {@code null}
     * @param nanoseconds how long it lasts, if the end is not reached before
     */
    public record Step(Kind kind, Signal signal, Target target, NativeStrings program, long nanoseconds) {
        public static Step waiting(long nanoseconds) {
            return new Step(Kind.WAIT, null, null, null, nanoseconds);
        }

        public static Step forward(long nanoseconds) {
            return new Step(Kind.FORWARD, null, null, null, nanoseconds);
        }

        public static Step send(Signal signal, Target target, long nanoseconds) {
            return new Step(Kind.SEND, signal, target, null, nanoseconds);
        }

        public static Step run(NativeStrings program, long nanoseconds) {
            return new Step(Kind.RUN, null, null, program, nanoseconds);
        }

        /** Adds what it does to a message: {@code SIGQUIT to the command, up to 2.0 s}. */
        public void addTo(Message message) {
            switch (kind) {
                case WAIT -> message.text("wait").field("step_kind", "wait");
                case FORWARD -> message.text("pass on what has arrived").field("step_kind", "forward");
                case SEND -> {
                    message.field("step_kind", "send").signal("step_signal", signal);
                    addTarget(message);
                }
                case RUN -> message.text("run ").field("step_kind", "run").quoted("step_program", program, 0);
            }
            if (nanoseconds > 0) {
                message.text(", up to ").duration("step_time", nanoseconds);
            }
        }

        private void addTarget(Message message) {
            switch (target) {
                case USUAL -> message.field("step_target", "usual");
                case COMMAND -> message.text(" to the command").field("step_target", "command");
                case GROUP -> message.text(" to the command's process group").field("step_target", "group");
                case ALL -> message.text(" to everyone").field("step_target", "all");
            }
        }

        /** Whether whatever is left is killed. */
        public boolean killsEveryone() {
            return signal == Signal.KILL && target == Target.ALL;
        }
    }

    /** Whether it is pidone's own: the user has written no steps, and is not told of any. */
    public boolean isOwn() {
        return isOwn;
    }

    public boolean isEmpty() {
        return steps.length == 0;
    }

    public int size() {
        return steps.length;
    }

    public Step step(int index) {
        return steps[index];
    }

    /** The first step from an index on that does something of a kind, -1 if there is none. */
    public int next(Kind kind, int from) {
        for (int index = from; index < steps.length; index++) {
            if (steps[index].kind == kind) {
                return index;
            }
        }
        return -1;
    }

    /** The first step from an index on that kills whatever is left, -1 if there is none. */
    public int nextKill(int from) {
        for (int index = from; index < steps.length; index++) {
            if (steps[index].killsEveryone()) {
                return index;
            }
        }
        return -1;
    }

    /** How long the steps from one to another last, which is not included. */
    public long duration(int from, int to) {
        long nanoseconds = 0;
        for (int index = from; index < to; index++) {
            nanoseconds += steps[index].nanoseconds;
        }
        return nanoseconds;
    }

    /** The time from the first signal to the end of all patience; -1 if that never comes. */
    public long grace() {
        int kill = nextKill(0);
        int first = 0;
        while (first < kill && steps[first].kind != Kind.FORWARD && steps[first].kind != Kind.SEND) {
            first++;
        }
        return kill < 0 ? -1 : duration(first, kill);
    }

    /**
     * Whether each signal that asks to end is passed on the moment it arrives, and nothing else comes of it but that
     * the first begins the plan.
     */
    public boolean forwardsAtOnce() {
        return isEmpty() || steps[0].kind == Kind.FORWARD && next(Kind.FORWARD, 1) < 0 && next(Kind.WAIT, 1) < 0;
    }
}
