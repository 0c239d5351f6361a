package dev.pidone.linux;

import dev.pidone.linux.Launch.Grouping;
import dev.pidone.linux.PendingSignals.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A kernel with a world of processes in memory. All that happens is decided by one seed. It watches what pidone does:
 * what no supervisor may ever do is an {@link AssertionError} at once, which names the seed.
 */
public final class SimulatedKernel implements Kernel {
    private static final long NANOSECONDS_PER_STEP = 10_000_000;
    private static final int MAX_WAITS = 10_000;
    private static final int MAX_IDLE_RETURNS = 3;

    private final Scenario scenario;
    private final Random random;
    private final SimulatedWorld world;
    private final Schedule schedule;
    private final List<String> trace = new ArrayList<>();
    /** By process ID: who pidone must take to be behind it, from where it has learnt of it. */
    private final SimulatedProcess[] known = new SimulatedProcess[PidSpace.MAX + 1];
    /** By process ID: whether it was a descendant of pidone then. */
    private final boolean[] knownAsDescendant = new boolean[PidSpace.MAX + 1];

    private SimulatedProcess command;
    private SimulatedProcess watched;
    private Forwarding forwarding;
    private Launch become;
    private long clock;
    private int waits;
    private int waitsAfterCommandWasReaped;
    private int forwarded;
    private int reaped;
    /** Waits in a row between which there was nothing for pidone to do, or it did nothing. */
    private int idleReturns;
    private boolean madeProgress = true;
    private boolean hasReasonToLookAgain;

    public SimulatedKernel(Scenario scenario) {
        this.scenario = scenario;
        random = new Random(scenario.seed());
        world = new SimulatedWorld(scenario.pidoneIsInit(), random);
        schedule = new Schedule(world, random);
        schedule.interleave();
    }

    /** Thrown where the command takes pidone's place. */
    public static final class BecameCommand extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** How the command ended; {@code null} if it has not. */
    public WaitStatus commandEnd() {
        return command == null ? null : command.end;
    }

    /** What pidone has become; {@code null} if it is still itself. */
    public Launch becameCommand() {
        return become;
    }

    /** Whether a process is alive that {@code wait-all-children} must wait for. */
    public boolean hasLivingCharges() {
        return !world.livingCharges().isEmpty();
    }

    /** How often pidone has waited for events although it had learnt that the command has ended. */
    public int waitsAfterCommandWasReaped() {
        return waitsAfterCommandWasReaped;
    }

    /** How many children pidone has reaped. */
    public int reaped() {
        return reaped;
    }

    /** How many signals that are not pidone's own it has taken. */
    public int forwarded() {
        return forwarded;
    }

    public int adopted() {
        return world.adopted();
    }

    public int recycledProcessIds() {
        return world.processIds().recycled();
    }

    /** What pidone did, a line a system call. */
    public List<String> trace() {
        return trace;
    }

    /** A rule was broken: the error says so and how to see it again. */
    public AssertionError violation(String what) {
        return new AssertionError("seed " + scenario.seed() + ": " + what + ", after " + trace.size()
                + " system calls (" + scenario + "); replay it with -Dpidone.seed=" + scenario.seed());
    }

    private void called(String call) {
        trace.add(call);
        schedule.interleave();
    }

    @Override
    public int processId() {
        return world.pidone().processId;
    }

    @Override
    public int spawn(Launch launch) throws LaunchException {
        called("spawn");
        if (command != null || launch.grouping() != Grouping.OWN_GROUP) {
            throw violation("the command must be started once, in a process group of its own");
        }
        SimulatedProcess child = world.fork(world.pidone());
        if (scenario.launchFailure() != null) {
            world.end(child, WaitStatus.exited(127));
            world.reap(child, world.pidone());
            throw launchFailure();
        }
        child.processGroup = child.processId;
        command = child;
        learn(child);
        schedule.interleave();
        return child.processId;
    }

    private LaunchException launchFailure() {
        return new LaunchException("cannot be started", scenario.launchFailure());
    }

    @Override
    public void become(Launch launch) throws LaunchException {
        called("become");
        if (launch.grouping() != Grouping.INHERITED) {
            throw violation("exec changes no process group");
        }
        if (scenario.launchFailure() != null) {
            throw launchFailure();
        }
        become = launch;
        throw new BecameCommand();
    }

    @Override
    public void adoptOrphans() {
        called("adoptOrphans");
        world.makeSubreaper();
    }

    @Override
    public void leaveWorkingDirectory() {
        called("leaveWorkingDirectory");
        if (command == null) {
            throw violation("the command has not inherited the working directory yet");
        }
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        called("awaitEvent");
        finishForwarding();
        countWait(nanoseconds);
        world.processIds().endRests();
        boolean blocks = !hasEvent();
        if (blocks && world.any(process -> process.isZombie() && process.parent == world.pidone())) {
            throw violation("pidone waits for events and leaves a zombie of its own");
        }
        madeProgress = blocks && sleep(nanoseconds);
        for (int more = random.nextInt(4); more > 0; more--) {
            schedule.step();
        }
        if (watched != null && !watched.isAlive()) {
            madeProgress = true;
            watched = null;
        }
    }

    private void countWait(long nanoseconds) {
        waits++;
        idleReturns = madeProgress ? 0 : idleReturns + 1;
        if (waits > MAX_WAITS || idleReturns > MAX_IDLE_RETURNS) {
            throw violation("pidone wakes up again and again for nothing");
        }
        if (command != null && command.state == SimulatedProcess.State.REAPED) {
            waitsAfterCommandWasReaped++;
        }
        if (nanoseconds != FOREVER && !hasReasonToLookAgain) {
            throw violation("pidone polls");
        }
        hasReasonToLookAgain = false;
    }

    private boolean hasEvent() {
        return !world.pidone().pending.isEmpty() || watched != null && !watched.isAlive();
    }

    /** Lets the world go on until there is an event or the time is over. Returns false if it wakes up for neither. */
    private boolean sleep(long nanoseconds) {
        long end = clock + nanoseconds;
        while (!hasEvent()) {
            if (nanoseconds != FOREVER && clock >= end) {
                return nanoseconds > 0;
            }
            if (random.nextInt(100) == 0) {
                return true;
            }
            if (!schedule.step()) {
                if (nanoseconds == FOREVER) {
                    throw violation("deadlock: pidone waits, and nothing can ever happen again");
                }
                clock = end;
            }
            clock += random.nextLong(NANOSECONDS_PER_STEP);
        }
        return true;
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        called("nextSignal");
        finishForwarding();
        Entry next = world.pidone().pending.take();
        if (next == null) {
            return false;
        }
        madeProgress = true;
        into.set(next.signal(), next.sentByProcess(), next.sender());
        forwarding = new Forwarding(next, command != null && command.state == SimulatedProcess.State.REAPED);
        if (!forwarding.isForPidone()) {
            forwarded++;
        }
        return true;
    }

    /** Pidone has turned to something else: by now the signal that it took before must have been forwarded. */
    private void finishForwarding() {
        if (forwarding != null) {
            String complaint = scenario.recipient().check(forwarding, world, command);
            if (complaint != null) {
                throw violation(forwarding + " " + complaint);
            }
            forwarding = null;
        }
    }

    @Override
    public Reaping reap(ChildEvent into) {
        called("reap");
        finishForwarding();
        List<SimulatedProcess> children = world.find(process -> process.parent == world.pidone());
        if (children.isEmpty()) {
            return Reaping.NO_CHILDREN;
        }
        List<SimulatedProcess> changed = children.stream()
                .filter(child -> child.isZombie() || child.unreportedStop != null).toList();
        if (changed.isEmpty()) {
            return Reaping.NOTHING_NEW;
        }
        madeProgress = true;
        SimulatedProcess child = changed.get(random.nextInt(changed.size()));
        if (child.isZombie()) {
            into.set(child.processId, child.end);
            known[child.processId] = null;
            world.reap(child, world.pidone());
            reaped++;
        } else {
            into.set(child.processId, child.unreportedStop);
            child.unreportedStop = null;
        }
        return Reaping.CHANGED;
    }

    @Override
    public boolean signal(int processId, Signal signal) {
        called("signal " + processId + " " + signal);
        SimulatedProcess target = knownProcess(processId);
        noteSignal(target, signal);
        if (target.state == SimulatedProcess.State.REAPED) {
            return false;
        }
        world.send(target, signal, world.pidone());
        return true;
    }

    /** The process that pidone must mean by an ID. */
    private SimulatedProcess knownProcess(int processId) {
        SimulatedProcess process = processId < 1 || processId > PidSpace.MAX ? null : known[processId];
        if (process == null) {
            throw violation("pidone cannot know of pid=" + processId + ", or has reaped it itself");
        }
        SimulatedProcess actual = world.process(processId);
        if (actual != null && actual != process) {
            throw violation("pid=" + processId + " has passed to another process meanwhile");
        }
        return process;
    }

    private void noteSignal(SimulatedProcess target, Signal signal) {
        if (target == world.pidone() || !world.pidoneIsInit() && !knownAsDescendant[target.processId]) {
            throw violation("signal to " + target + ", which is no descendant");
        }
        if (forwarding == null || forwarding.signal() != signal) {
            throw violation(signal + " to " + target + ", but nobody has sent it");
        }
        forwarding.sentTo(target);
    }

    @Override
    public boolean signalGroup(int processGroup, Signal signal) {
        called("signalGroup " + processGroup + " " + signal);
        List<SimulatedProcess> members = world.find(process -> process.processGroup == processGroup);
        for (SimulatedProcess member : members) {
            if (member == world.pidone() || !world.pidoneIsInit() && !member.isDescendantOf(world.pidone())) {
                throw violation("signal to the group of " + member + ", which is no descendant");
            }
        }
        for (SimulatedProcess member : members) {
            noteSignal(member, signal);
            world.send(member, signal, world.pidone());
        }
        return !members.isEmpty();
    }

    @Override
    public boolean signalEveryProcess(Signal signal) {
        called("signalEveryProcess " + signal);
        requireInit();
        if (forwarding == null || forwarding.signal() != signal) {
            throw violation(signal + " to everyone, but nobody has sent it");
        }
        forwarding.sentToEveryone();
        List<SimulatedProcess> others = world.find(process -> process != world.pidone());
        for (SimulatedProcess process : others) {
            world.send(process, signal, world.pidone());
        }
        return !others.isEmpty();
    }

    @Override
    public boolean hasOtherProcesses() {
        called("hasOtherProcesses");
        requireInit();
        return world.any(process -> process != world.pidone());
    }

    private void requireInit() {
        if (!scenario.pidoneIsInit()) {
            throw violation("kill(-1) reaches strangers: it is for PID 1 only");
        }
    }

    /** Reads /proc in the order of the process IDs; meanwhile processes come and go, before and behind. */
    @Override
    public boolean listProcesses(ProcessTable into) {
        called("listProcesses");
        into.clear();
        if (!scenario.hasProc()) {
            hasReasonToLookAgain = true;
            return false;
        }
        if (forwarding != null) {
            forwarding.listingBegins(world.now());
        }
        world.find(process -> true).forEach(process -> process.wasDescendant = process.isDescendantOf(world.pidone()));
        for (int processId = 1; processId <= PidSpace.MAX; processId++) {
            SimulatedProcess process = world.process(processId);
            if (process != null) {
                into.add(processId, process.parent == null ? 0 : process.parent.processId, process.isZombie());
                learn(process);
                schedule.interleave();
            }
        }
        return true;
    }

    private void learn(SimulatedProcess process) {
        known[process.processId] = process;
        knownAsDescendant[process.processId] = process.wasDescendant || process.isDescendantOf(world.pidone());
    }

    @Override
    public boolean watch(int processId) {
        called("watch " + processId);
        SimulatedProcess process = knownProcess(processId);
        boolean possible = scenario.hasPidfd() && process.state != SimulatedProcess.State.REAPED;
        watched = possible ? process : null;
        hasReasonToLookAgain |= !possible;
        return possible;
    }

    @Override
    public long nanoTime() {
        return clock;
    }
}
