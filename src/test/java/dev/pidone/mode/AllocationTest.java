package dev.pidone.mode;

import dev.pidone.log.Level;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.pidone.cli.Cli;
import dev.pidone.cli.Request;
import dev.pidone.cli.UsageException;
import dev.pidone.io.OutputFile;
import dev.pidone.io.OutputFiles;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Log;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.BusyKernel;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.supervise.CommandEnded;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.EveryProcessEnded;
import dev.pidone.supervise.Observers;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.CommandGroup;
import dev.pidone.supervise.recipients.CommandOnly;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.recipients.Everyone;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.stop.StopPlan;
import dev.pidone.supervise.stop.StopPlan.Step;
import dev.pidone.supervise.stop.StopPlan.Target;
import dev.pidone.supervise.stop.StopPolicy;
import dev.pidone.supervise.stop.Stopping;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In steady state supervision allocates nothing, whatever it does and however much it says: the static file never
 * collects garbage, and in a JVM there are no pauses. The JVM charges a few hundred bytes to the thread while it
 * compiles the loop; an object an event would be more than the half of the smallest one that is tolerated here.
 */
class AllocationTest {
    private static final NativeStrings COMMAND = NativeStrings.of(List.of("command"));
    private static final int PIDONE = 7;
    private static final int ROUNDS = 20_000;
    private static final long TOLERATED_BYTES = 8;
    private static final WaitStatus EXITED = WaitStatus.exited(3);
    private static final WaitStatus KILLED = WaitStatus.killed(Signal.HUP);
    private static final WaitStatus DUMPED = WaitStatus.of(11 | 0x80);
    private static final WaitStatus STOPPED = WaitStatus.stopped(Signal.STOP);
    private static final String NOTHING_SPECIAL = "--wait-report=0s";
    private static final String REPORTING = "--wait-report=1ms";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long written;

    private Log log(Level threshold) {
        return new Log(threshold, (level, line) -> written += line.length());
    }

    private static Supervision supervision(IdleKernel kernel, Log log, String... options)
            throws LaunchException, UsageException {
        List<String> words = new ArrayList<>(List.of("pidone"));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "command"));
        NativeStrings call = NativeStrings.of(words);
        Request.Run request = (Request.Run) Cli.understand(call, NativeStrings.of(List.of()));
        Supervision supervision = Supervision
                .begin(new ModeContext(kernel, request.options(), log, TerminationLog.NONE, call));
        supervision.start(COMMAND);
        return supervision;
    }

    private static Ending commandEnded(Supervision supervision) {
        return new CommandEnded(supervision.command());
    }

    private static Recipients commandOnly(IdleKernel kernel, Supervision supervision) {
        return new CommandOnly(kernel, supervision.command());
    }

    /** Reached after a number of rounds; asks another ending in each of them. */
    private static Ending afterRounds(BusyKernel kernel, int rounds, Ending asked) {
        int last = kernel.round() + rounds;
        return new Ending() {
            @Override
            public boolean isReached() {
                return asked.isReached() | kernel.round() >= last;
            }

            @Override
            public long recheckNanoseconds() {
                return asked.recheckNanoseconds();
            }
        };
    }

    private void allocatesNothing(BusyKernel kernel, Supervision supervision, Recipients recipients, Ending asked,
            int rounds) {
        supervision.supervise(recipients, afterRounds(kernel, rounds / 10, asked));
        Ending ending = afterRounds(kernel, rounds, asked);
        long deeds = kernel.deeds();
        allocatesNothing(() -> supervision.supervise(recipients, ending), rounds);
        assertTrue(kernel.deeds() - deeds >= rounds - 1, "it has done something in each round");
    }

    private void allocatesNothing(Runnable work, int rounds) {
        assertTrue(threads.isThreadAllocatedMemoryEnabled());
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        long after = threads.getCurrentThreadAllocatedBytes();
        assertTrue(after - before < TOLERATED_BYTES * rounds, (after - before) + " bytes in " + rounds + " rounds");
    }

    /** With a history, which opens its file before; there is room for all that happens. */
    @Test
    void aHistoryAllocatesNothing(@TempDir Path folder) throws LaunchException, UsageException {
        Traffic kernel = new Traffic(1) {
            @Override
            public OutputFile openFile(String name) {
                return OutputFiles.open(name);
            }
        };
        Log log = log(Level.WARN);
        Supervision supervision = supervision(kernel, log, NOTHING_SPECIAL, "--report=" + folder.resolve("report"));
        allocatesNothing(kernel, supervision, commandOnly(kernel, supervision), commandEnded(supervision), ROUNDS);
    }

    /** In every round four signals have arrived and three orphans have ended. */
    private static class Traffic extends BusyKernel {
        Traffic(int processId) {
            super(processId);
        }

        @Override
        protected void happen() {
            arrive(Signal.of(10 + round() % 5), true, false);
            arrive(Signal.of(Signal.RTMIN + round() % 30), true, true);
            arrive(Signal.of(32), true, false);
            arrive(Signal.CHLD, false, false);
            change(1000 + round() % 1000, EXITED);
            change(2000 + round() % 1000, KILLED);
            change(3000 + round() % 1000, DUMPED);
            count();
        }
    }

    @ParameterizedTest
    @EnumSource
    void forwardingAndReapingAllocateNothing(Level threshold) throws LaunchException, UsageException {
        Traffic kernel = new Traffic(1);
        Supervision supervision = supervision(kernel, log(threshold), NOTHING_SPECIAL);
        allocatesNothing(kernel, supervision, commandOnly(kernel, supervision), commandEnded(supervision), ROUNDS);
        assertTrue(threshold.ordinal() < Level.DEBUG.ordinal() || written > 100L * ROUNDS, "it has said it all");
    }

    @Test
    void theGroupAndEveryProcessAreReachedWithoutAllocation() throws LaunchException, UsageException {
        Traffic kernel = new Traffic(1);
        Supervision supervision = supervision(kernel, log(Level.TRACE), NOTHING_SPECIAL);
        allocatesNothing(kernel, supervision, new CommandGroup(kernel, supervision.command()),
                commandEnded(supervision), ROUNDS);
        allocatesNothing(kernel, supervision, supervision.everyone(), commandEnded(supervision), ROUNDS);
    }

    @Test
    void warningsOfReapedOrphansAllocateNothing() throws LaunchException, UsageException {
        Traffic kernel = new Traffic(1);
        Supervision supervision = supervision(kernel, log(Level.WARN), REPORTING, "--warn-on-reap");
        allocatesNothing(kernel, supervision, commandOnly(kernel, supervision), commandEnded(supervision), ROUNDS);
        assertTrue(written > 100L * ROUNDS);
    }

    /** Processes come and go by the hundred, so that tables grow and shrink; three signals arrive a round. */
    private static final class Crowd extends BusyKernel {
        private static final int CALM = 10;

        Crowd(int processId) {
            super(processId);
        }

        @Override
        protected void happen() {
            arrive(Signal.HUP, true, false);
            count();
        }

        @Override
        public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
            into.clear();
            show(into, visitor, 1, 0, 1);
            if (processId() != 1) {
                show(into, visitor, processId(), 1, 1);
            }
            int parent = processId();
            for (int number = 0; number < CALM << round() % 7; number++) {
                // Every third has a child; the last ones are listed before their parents.
                show(into, visitor, 100 + number, number == 3 ? 5000 : parent, 100);
                parent = number % 3 == 0 ? 100 + number : processId();
            }
            show(into, visitor, 5000, processId(), 100);
            return true;
        }
    }

    @Test
    void descendantsAreFoundWithoutAllocation() throws LaunchException, UsageException {
        Crowd kernel = new Crowd(PIDONE);
        Supervision supervision = supervision(kernel, log(Level.TRACE), NOTHING_SPECIAL);
        allocatesNothing(kernel, supervision, supervision.everyone(), commandEnded(supervision), 2_000);
    }

    /** No child is left, but strangers are; one of them at a time can be watched. */
    private static final class Strangers extends BusyKernel {
        Strangers() {
            super(1);
        }

        @Override
        public Reaping reap(ChildEvent into) {
            return Reaping.NO_CHILDREN;
        }

        @Override
        public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
            into.clear();
            if (round() % 3 == 0) {
                return false;
            }
            show(into, visitor, 1, 0, 1);
            for (int number = 0; number < 1 << round() % 10; number++) {
                show(into, visitor, 100 + number, 0, 0);
            }
            count();
            return true;
        }

        @Override
        public boolean watch(int processId) {
            count();
            return round() % 2 == 0;
        }
    }

    @Test
    void strangersAreWaitedForWithoutAllocation() throws LaunchException, UsageException {
        Strangers kernel = new Strangers();
        Log log = log(Level.TRACE);
        Supervision supervision = supervision(kernel, log, NOTHING_SPECIAL);
        Ending ending = new EveryProcessEnded(kernel, supervision.command(), log);
        allocatesNothing(kernel, supervision, supervision.everyone(), ending, 5_000);
    }

    /** A second a round; each process is an orphan for ten of them, and ended by KILL at last. */
    private static final class Orphans extends BusyKernel {
        private static final int AT_ONCE = 400;
        private static final int FIRST = 1000;
        private int ended;

        Orphans() {
            super(1);
        }

        @Override
        protected void happen() {
            change(FIRST + ended % 2000, KILLED);
            change(FIRST + (ended + 1) % 2000, KILLED);
            ended += 2;
        }

        @Override
        public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
            into.clear();
            show(into, visitor, 1, 0, 1);
            show(into, visitor, COMMAND, 1, COMMAND);
            for (int number = FIRST; number < FIRST + 2000; number++) {
                int age = Math.floorMod(FIRST + ended - number, 2000);
                if (age == 0 || age > 2000 - AT_ONCE) {
                    show(into, visitor, number, 1, COMMAND);
                }
            }
            return true;
        }

        @Override
        public boolean signal(int processId, Signal signal) {
            count();
            return true;
        }
    }

    @Test
    void orphansAreTerminatedWithoutAllocation() throws LaunchException, UsageException {
        Orphans kernel = new Orphans();
        Supervision supervision = supervision(kernel, log(Level.TRACE), REPORTING, "--stop-timeout=5s",
                "--orphans=terminate");
        allocatesNothing(kernel, supervision, commandOnly(kernel, supervision), commandEnded(supervision), 2_000);
        assertTrue(written > 100L * 2_000);
    }

    /** The time to stop is over: everybody is killed in every round. */
    @ParameterizedTest
    @ValueSource(ints = {1, PIDONE})
    void killingAgainAndAgainAllocatesNothing(int processId) throws LaunchException, UsageException {
        Crowd kernel = new Crowd(processId);
        Supervision supervision = supervision(kernel, log(Level.TRACE), REPORTING, "--stop-timeout=0s");
        supervision.terminateEveryone(afterRounds(kernel, 3, commandEnded(supervision)));
        allocatesNothing(kernel, supervision, supervision.everyone(), commandEnded(supervision), 2_000);
    }

    /** Each plan runs once only: all of its steps, one after the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, PIDONE})
    void theStepsOfAStopPlanAllocateNothing(int processId) throws LaunchException, UsageException {
        int rounds = 1_000;
        Crowd kernel = new Crowd(processId);
        Log log = log(Level.TRACE);
        Stopping[] plans = new Stopping[2 * rounds];
        StopPlan plan = new StopPlan(Step.waiting(0), Step.forward(0), Step.run(COMMAND, 0),
                Step.send(Signal.HUP, Target.COMMAND, 0), Step.send(Signal.QUIT, Target.GROUP, 0),
                Step.send(Signal.TERM, Target.USUAL, 0), Step.send(Signal.KILL, Target.ALL, 0));
        StopPolicy policy = new StopPolicy(plan, Clock.NEVER, false, true);
        Command command = new Command();
        command.started(IdleKernel.COMMAND);
        Delivery delivery = new Delivery(kernel, command, new JobControl(kernel, command, false),
                Everyone.below(kernel, command, log));
        delivery.everyone().send(Signal.HUP);
        for (int index = 0; index < plans.length; index++) {
            plans[index] = new Stopping(kernel, log, policy, new SignalMapping(), command, delivery, new Observers());
        }
        provideMemory(plans.length);
        expire(plans, 0, rounds, kernel);
        written = 0;
        allocatesNothing(() -> expire(plans, rounds, 2 * rounds, kernel), rounds);
        assertTrue(written > 100L * rounds);
    }

    /** A table keeps its first block, which a JVM has to allocate: blocks for so many tables are given back here. */
    private static void provideMemory(int count) {
        ProcessTable[] tables = new ProcessTable[count];
        for (int index = 0; index < count; index++) {
            tables[index] = new ProcessTable();
            tables[index].add(1, 0, 1, false);
        }
        for (ProcessTable table : tables) {
            for (int processId = 2; processId <= 1000; processId++) {
                table.add(processId, 1, 1, false);
            }
            table.release();
        }
    }

    private static void expire(Stopping[] plans, int from, int to, BusyKernel kernel) {
        for (int index = from; index < to; index++) {
            kernel.awaitEvent(0);
            plans[index].holds(Signal.TERM, Signal.TERM, false);
            plans[index].forwarded(Signal.TERM, Signal.TERM);
            plans[index].perform();
        }
    }

    /** The command and pidone are stopped and continued, by keys and by signals. */
    private static final class Shell extends BusyKernel {
        private static final Signal[] STOPPING = {Signal.TSTP, Signal.TTIN, Signal.TTOU};
        private static final WaitStatus[] STOPS = {WaitStatus.stopped(Signal.TSTP), WaitStatus.stopped(Signal.TTIN),
                WaitStatus.stopped(Signal.TTOU)};

        Shell() {
            super(PIDONE);
        }

        @Override
        protected void happen() {
            arrive(Signal.CONT, true, false);
            arrive(STOPPING[round() % 3], round() % 2 == 0, false);
            change(COMMAND, STOPS[round() % 3]);
            change(COMMAND, STOPPED);
            count();
        }

        @Override
        public boolean hasTerminal() {
            return true;
        }

        @Override
        public boolean isForeground() {
            return round() % 5 == 0;
        }

        @Override
        public int foregroundGroup() {
            return round() % 2 == 0 ? COMMAND : PIDONE;
        }

        @Override
        public boolean isJobOfParent() {
            return true;
        }

        @Override
        public boolean stopSelf(Signal signal) {
            return round() % 7 == 0;
        }

        @Override
        public boolean stopOwnGroup(Signal signal) {
            return round() % 4 == 0;
        }
    }

    @Test
    void jobControlAllocatesNothing() throws LaunchException, UsageException {
        Shell kernel = new Shell();
        Supervision supervision = supervision(kernel, log(Level.TRACE), NOTHING_SPECIAL);
        allocatesNothing(kernel, supervision, commandOnly(kernel, supervision), commandEnded(supervision), ROUNDS);
    }
}
