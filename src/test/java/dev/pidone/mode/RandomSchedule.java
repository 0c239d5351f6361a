package dev.pidone.mode;

import dev.pidone.cli.ExitStatusMapping;
import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.LogStyle;
import dev.pidone.log.LoggedMessages;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.Expectations;
import dev.pidone.simulation.Recipient;
import dev.pidone.simulation.Scenario;
import dev.pidone.simulation.SimulatedKernel;
import dev.pidone.supervise.stop.StopPlan;
import dev.pidone.supervise.stop.StopPlan.Step;
import dev.pidone.supervise.stop.StopPlan.Target;
import dev.pidone.supervise.stop.StopPolicy;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** One run of a mode with random options in a simulated world; what the mode promises is checked. */
final class RandomSchedule {
    private static final NativeStrings COMMAND = NativeStrings.of(List.of("command"));
    private static final String[] SERVER = {"another", "server"};
    private static final NativeStrings NOTHING = NativeStrings.of(List.of());
    private static final long MAX_STOP_TIMEOUT = 2_000_000_000;
    /** USR1, USR2, HUP, ALRM, URG: what the steps of a plan send, one after the other. */
    private static final Signal[] OF_STEPS = {Signal.of(10), Signal.of(12), Signal.HUP, Signal.of(14), Signal.of(23)};

    private final Random random;
    private final boolean init;
    private final boolean hasProc;
    private final Options options;
    private final Scenario scenario;
    private final SimulatedKernel kernel;

    RandomSchedule(long seed) {
        random = new Random(~seed);
        init = random.nextBoolean();
        hasProc = !oneIn(8);
        options = options();
        scenario = new Scenario(seed, init, hasProc, !oneIn(8), oneIn(3), oneIn(20) ? ExitStatus.NOT_FOUND : null,
                expectations());
        kernel = new SimulatedKernel(scenario);
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    private Options options() {
        ModeName mode = oneIn(20) ? ModeName.EXEC : oneIn(20) ? ModeName.PAUSE : commandMode();
        boolean hasCommand = mode == ModeName.WAIT || mode == ModeName.WAIT_ALL_CHILDREN;
        boolean toGroup = mode == ModeName.WAIT && oneIn(3);
        boolean ownSession = hasCommand && oneIn(4);
        Options.Forwarding forwarding = new Options.Forwarding(toGroup, ownSession,
                hasCommand ? signalMapping() : new SignalMapping());
        StopPlan plan = hasCommand && oneIn(2) ? stopPlan() : StopPlan.NONE;
        long timeLimit = hasCommand && oneIn(6) ? random.nextLong(5 * MAX_STOP_TIMEOUT) : -1;
        boolean leftovers = mode == ModeName.WAIT && oneIn(3);
        // Who is sent TERM as an orphan could not be told from who is sent it by a step.
        boolean orphans = hasCommand && plan.forwardsAtOnce() && timeLimit < 0 && oneIn(3);
        Options.Containment containment = containment(hasCommand, mode == ModeName.WAIT_ALL_CHILDREN && !orphans,
                isTimeout(plan, timeLimit));
        boolean onInputEnd = hasCommand && !orphans && containment.exceptions().length == 0 && oneIn(4);
        return new Options(mode, Level.ERROR, !oneIn(4), forwarding,
                new StopPolicy(plan, timeLimit, onInputEnd, oneIn(4)), leftovers, orphans, oneIn(4), null,
                Options.Start.DEFAULT, hasCommand ? statusMapping() : new ExitStatusMapping(), containment,
                new Options.Messages(LogStyle.DEFAULT, oneIn(3) ? -1 : 1 + random.nextLong(MAX_STOP_TIMEOUT), null,
                        null, -1));
    }

    /** @param onlyTimeout whether TERM can only be meant for those who are to end when the command has ended */
    private Options.Containment containment(boolean hasCommand, boolean waitsForOthers, boolean onlyTimeout) {
        long waitLimit = waitsForOthers && oneIn(4)
                ? oneIn(4) ? 0 : random.nextLong(5 * MAX_STOP_TIMEOUT)
                : Clock.NEVER;
        String[] exceptions = waitsForOthers && onlyTimeout && oneIn(3) ? SERVER : new String[0];
        return new Options.Containment(hasCommand && oneIn(6), waitLimit, exceptions, hasCommand && oneIn(3),
                Clock.NEVER);
    }

    private static boolean isTimeout(StopPlan plan, long timeLimit) {
        return timeLimit < 0 && (plan.isEmpty() || plan.size() == 2 && plan.forwardsAtOnce());
    }

    /** A time-out, or any steps; everybody is killed at the end, if at all. */
    private StopPlan stopPlan() {
        if (oneIn(3)) {
            return StopPlan.timeout(random.nextLong(MAX_STOP_TIMEOUT));
        }
        Step[] steps = new Step[1 + random.nextInt(OF_STEPS.length)];
        for (int index = 0; index < steps.length; index++) {
            steps[index] = step(index);
        }
        if (!oneIn(3)) {
            steps[steps.length - 1] = Step.send(Signal.KILL, Target.ALL, 0);
        }
        return new StopPlan(steps);
    }

    /** Each sends a signal of its own: so it is plain which of them has been taken. */
    private Step step(int index) {
        long time = oneIn(4) ? 0 : random.nextLong(MAX_STOP_TIMEOUT);
        Signal signal = OF_STEPS[index];
        return switch (random.nextInt(7)) {
            case 0, 1 -> Step.waiting(time);
            case 2, 3 -> Step.forward(time);
            case 4, 5 -> Step.send(signal, Target.values()[random.nextInt(Target.values().length)], time);
            default -> Step.run(COMMAND, time);
        };
    }

    private ModeName commandMode() {
        return random.nextBoolean() ? ModeName.WAIT : ModeName.WAIT_ALL_CHILDREN;
    }

    private SignalMapping signalMapping() {
        SignalMapping mapping = new SignalMapping();
        while (oneIn(3)) {
            Signal from = Signal.of(1 + random.nextInt(Signal.MAX));
            mapping.replace(from == Signal.CONT ? Signal.TERM : from, oneIn(3) ? null : Signal.QUIT);
        }
        return mapping;
    }

    private ExitStatusMapping statusMapping() {
        ExitStatusMapping mapping = new ExitStatusMapping();
        for (int count = random.nextInt(20); count > 0; count--) {
            mapping.replace(random.nextInt(256), random.nextInt(256));
        }
        return mapping;
    }

    /** A pidone outside of a PID namespace has a command that is PID 1 there, and does all that is wanted. */
    private Expectations expectationsOutside(Grouping grouping) {
        return new Expectations(true, true, grouping, Recipient.COMMAND, Recipient.NOBODY, new SignalMapping(),
                StopPlan.NONE, -1, false, false, false, false,
                new Expectations.Containment(true, Clock.NEVER, false, false));
    }

    private Expectations expectations() {
        Grouping grouping = options.mode() == ModeName.EXEC
                ? Grouping.INHERITED
                : options.forwarding().ownSession() ? Grouping.OWN_SESSION : Grouping.OWN_GROUP;
        if (options.containment().pidNamespace()) {
            return expectationsOutside(grouping);
        }
        Recipient everyone = init ? Recipient.EVERY_PROCESS : hasProc ? Recipient.DESCENDANTS : Recipient.COMMAND;
        Recipient recipient = switch (options.mode()) {
            case WAIT -> options.forwarding().toGroup() ? Recipient.COMMAND_GROUP : Recipient.COMMAND;
            case WAIT_ALL_CHILDREN -> everyone;
            case EXEC, PAUSE -> Recipient.NOBODY;
        };
        return new Expectations(options.mode() != ModeName.PAUSE, options.mode() == ModeName.WAIT, grouping, recipient,
                everyone, options.forwarding().mapping(), options.stopping().plan(), options.stopping().timeLimit(),
                options.stopping().onInputEnd(), options.terminateLeftovers(), options.terminateOrphans(),
                options.messages().waitReport() >= 0,
                new Expectations.Containment(false, options.containment().waitLimit(),
                        options.containment().exceptions().length > 0, distrustsInside()));
    }

    private boolean distrustsInside() {
        return options.containment().onlyFromOutside() && !options.containment().pidNamespace() && init;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    ModeName mode() {
        return options.mode();
    }

    /** Runs the mode to its end. */
    void run() {
        run(real -> real);
    }

    /** @param adapter puts something between the mode and the kernel */
    void run(UnaryOperator<Kernel> adapter) {
        LoggedMessages logged = new LoggedMessages(kernel::logged);
        Log log = new Log(Level.INFO, logged);
        NativeStrings command = options.mode() == ModeName.PAUSE ? NOTHING : COMMAND;
        try {
            ExitStatus status = Modes
                    .of(new ModeContext(adapter.apply(kernel), options, log, TerminationLog.NONE, command))
                    .run(command);
            checkEnd(status);
            checkMessages(logged.messages());
        } catch (LaunchException e) {
            require(e.exitStatus().equals(scenario.launchFailure()), "a failed launch has another status");
        } catch (SimulatedKernel.BecameCommand e) {
            require(kernel.becameCommand().command() == COMMAND, "pidone has become another command");
            require(kernel.trace().equals(List.of("become")), "exec does nothing else: " + kernel.trace());
        } catch (RuntimeException e) {
            throw (AssertionError) kernel.violation("internal error: " + e).initCause(e);
        }
    }

    private void checkMessages(List<String> messages) {
        require(messages.stream().noneMatch(message -> message.startsWith("pidone: ERROR")),
                "an error was logged: " + messages);
        List<String> dropped = messages.stream().filter(message -> message.contains(": dropped ")).toList();
        require(dropped.equals(kernel.dropped()),
                "of distrusted signals is said: " + dropped + ", and not: " + kernel.dropped());
    }

    private void checkEnd(ExitStatus status) {
        require(kernel.commandEnd() != null || options.mode() == ModeName.PAUSE,
                "the end, although the command has not ended");
        if (options.containment().pidNamespace()) {
            checkStatus(status, kernel.commandEnd().exitCode());
            require(kernel.waitsAfterCommandWasReaped() == 0, "the namespace was empty, and pidone outside went on");
            return;
        }
        switch (options.mode()) {
            case EXEC -> throw kernel.violation("exec does not return");
            case PAUSE -> require(status.equals(ExitStatus.SUCCESS), "a pause ends with " + status);
            case WAIT -> {
                checkStatus(status);
                checkEndOfWait();
            }
            case WAIT_ALL_CHILDREN -> {
                checkStatus(status);
                // Without /proc nobody but the command can be found and told to end, unless pidone is the init.
                require(!kernel.hasLivingCharges() || kernel.othersAreToEnd() && !hasProc && !init,
                        "wait-all-children has ended, and a process is left");
            }
        }
    }

    private void checkStatus(ExitStatus status) {
        int expected = options.exitStatuses().replacement(kernel.commandEnd().exitCode());
        boolean success = options.stopping().successOnStop() && status.code() == 0;
        expected = kernel.limitIsOver() ? 124 : success ? 0 : expected;
        checkStatus(status, expected);
    }

    private void checkStatus(ExitStatus status, int expected) {
        require(scenario.launchFailure() == null, "a failed launch must be an exception");
        require(status.code() == expected, "ended with " + status + " in place of " + expected);
        require(!kernel.terminalIsLeftToCommand(), "the terminal still belongs to the command");
    }

    private void checkEndOfWait() {
        if (kernel.leftoversAreToEnd()) {
            // Without /proc nobody but the command can be found and killed, unless pidone is the init.
            require(!kernel.hasLivingCharges() || !hasProc && !init, "a leftover process has not ended");
        } else {
            require(kernel.waitsAfterCommandWasReaped() == 0, "the command had ended, and wait went on");
        }
    }

    private void require(boolean condition, String complaint) {
        if (!condition) {
            throw kernel.violation(options.mode() + ": " + complaint);
        }
    }
}
