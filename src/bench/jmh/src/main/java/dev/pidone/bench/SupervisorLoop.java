package dev.pidone.bench;

import dev.pidone.linux.Launch;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.Signal;
import dev.pidone.linux.SignalMapping;
import dev.pidone.report.Log;
import dev.pidone.supervise.CommandOnly;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.Policy;
import dev.pidone.supervise.Recipients;
import dev.pidone.supervise.Supervisor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One round of the supervisor's loop for each kind of event, over a kernel that does nothing else. Interpreted, as
 * pidone runs: a compiler might remove allocations that the interpreter makes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = {"-Xint", "-XX:+UseSerialGC"})
public class SupervisorLoop {
    private static final int COMMAND = 2;
    private static final int ORPHAN = 1000;

    private final EventKernel kernel = new EventKernel(COMMAND);
    private final Supervisor supervisor = new Supervisor(kernel, new Log(Log.Level.WARN), policy(), false);
    private final Recipients recipients = new CommandOnly(kernel);
    private final OneRound oneRound = new OneRound();

    public SupervisorLoop() {
        try {
            supervisor.start(new Launch(List.of("true"), Launch.Grouping.INHERITED));
        } catch (LaunchException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Policy policy() {
        return Policy.byDefault();
    }

    /** Is reached after one round. */
    private static final class OneRound implements Ending {
        private boolean begun;

        @Override
        public boolean isReached(Supervisor supervisor) {
            begun = !begun;
            return !begun;
        }
    }

    @Benchmark
    public void noEvent() {
        supervisor.supervise(recipients, oneRound);
    }

    @Benchmark
    public void signalForwardedDirectly() {
        kernel.signalArrives(Signal.of(10), true);
        supervisor.supervise(recipients, oneRound);
    }

    @Benchmark
    public void signalForwarded() {
        kernel.signalArrives(Signal.of(10), false);
        supervisor.supervise(recipients, oneRound);
    }

    @Benchmark
    public void orphanReaped() {
        kernel.signalArrives(Signal.CHLD, false);
        kernel.childEnds(ORPHAN, 0);
        supervisor.supervise(recipients, oneRound);
    }

    @Benchmark
    public void orphanReapedThatASignalKilled() {
        kernel.signalArrives(Signal.CHLD, false);
        kernel.childEnds(ORPHAN, 9);
        supervisor.supervise(recipients, oneRound);
    }
}
