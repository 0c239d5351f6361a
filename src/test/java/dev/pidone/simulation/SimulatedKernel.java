package dev.pidone.simulation;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.DescendantSieve;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.PendingSignals.Entry;
import dev.pidone.simulation.SimulatedProcess.State;
import dev.pidone.syscall.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * A kernel with a world of processes in memory. All that happens is decided by one seed: processes come, go and signal
 * each other while pidone waits, and between any two of its system calls.
 */
public final class SimulatedKernel implements EveryRole {
    private static final int SIGNALS_AT_ONCE = 16;
    private static final Signal[] STOPS = {Signal.STOP, Signal.TSTP, Signal.TTIN, Signal.TTOU};

    private final Scenario scenario;
    private final Random random;
    private final SimulatedWorld world;
    private final SimulatedTerminal terminal;
    private final Schedule schedule;
    private final Audit audit;
    private final List<String> trace = new ArrayList<>();
    private final long nanosecondsPerStep;
    private final boolean writesToPipe;
    private final boolean isJobOfParent;
    /** Whether the kernel tells the children of a process. */
    private final boolean listsChildren;

    private final Queue<Taken> taken = new ArrayDeque<>();

    private SignalMapping directReplacements;
    private SignalSet reported;
    private int directTarget;
    private SimulatedProcess command;
    private SimulatedProcess watched;
    /** Whom a visitor is told of. */
    private SimulatedProcess listed;
    private boolean watchesInput;
    private boolean inputHasEnded;
    private Launch become;
    private long clock;
    private int waitsAfterCommandWasReaped;
    private int reaped;
    private int forwardedDirectly;
    /** Pidone has been stopped, and does not know yet that it was continued. */
    private boolean wasStopped;
    private boolean distrusts;
    private boolean hasReaped;

    /** A signal that {@link #awaitEvent} has taken; {@code outcome} is {@code null} if it is left to pidone. */
    private record Taken(Entry entry, Boolean outcome) {
    }

    public SimulatedKernel(Scenario scenario) {
        this.scenario = scenario;
        random = new Random(scenario.seed());
        world = new SimulatedWorld(scenario.pidoneIsInit(), random);
        terminal = new SimulatedTerminal(scenario.hasTerminal(), world);
        schedule = new Schedule(world, random, !scenario.expectations().hasCommand(), this::stays);
        audit = new Audit(scenario, world);
        nanosecondsPerStep = random.nextBoolean() ? 10_000_000 : 1_000_000_000;
        writesToPipe = random.nextBoolean();
        isJobOfParent = random.nextBoolean();
        listsChildren = random.nextInt(4) != 0;
        schedule.interleave();
    }

    /** Who does not end by itself: whom pidone is to end. */
    private boolean stays(SimulatedProcess process) {
        Expectations.Containment containment = scenario.expectations().containment();
        boolean isToEnd = containment.waitLimit() >= 0
                || containment.exceptServers() && process.isServer() && scenario.hasProc();
        return isToEnd && command != null && process != command
                && (scenario.pidoneIsInit() || process.isDescendantOf(world.pidone()));
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

    /** Whether pidone must end what is left when the command has ended. */
    public boolean leftoversAreToEnd() {
        return audit.leftoversAreToEnd();
    }

    /** Whether pidone has told those who were left to end. */
    public boolean othersAreToEnd() {
        return audit.othersAreToEnd();
    }

    /** What pidone has to say of signals that were sent by whom it distrusts. */
    public List<String> dropped() {
        return audit.dropped();
    }

    /** Whether the time limit has begun the stop plan. */
    public boolean limitIsOver() {
        return audit.limitIsOver();
    }

    /** Whether the terminal still belongs to the command's process group. */
    public boolean terminalIsLeftToCommand() {
        return scenario.expectations().grouping() == Grouping.OWN_GROUP && command != null
                && terminal.foregroundGroup() == command.processId;
    }

    /** How often pidone has waited for events although it had learnt that the command has ended. */
    public int waitsAfterCommandWasReaped() {
        return waitsAfterCommandWasReaped;
    }

    /** How much happened. */
    public Statistics statistics() {
        return new Statistics(audit.forwarded(), forwardedDirectly, reaped, world.adopted(),
                world.processIds().recycled(), audit.kills(), audit.orphansTerminated(), audit.plannedSteps());
    }

    /** What pidone did, a line a system call. */
    public List<String> trace() {
        return trace;
    }

    /** A rule was broken: the error says so and how to see it again. */
    public AssertionError violation(String what) {
        return audit.violation(what);
    }

    private void called(String call) {
        trace.add(call);
        schedule.interleave();
    }

    private void advance(long nanoseconds) {
        clock += nanoseconds;
        audit.clockIs(clock);
    }

    @Override
    public int processId() {
        return world.pidone().processId;
    }

    @Override
    public int spawn(Launch launch) throws LaunchException {
        called("spawn");
        audit.launched(launch.grouping());
        return start(launch.grouping()).processId;
    }

    private SimulatedProcess start(Grouping grouping) throws LaunchException {
        SimulatedProcess child = world.fork(world.pidone());
        if (scenario.launchFailure() != null) {
            world.end(child, WaitStatus.exited(127));
            world.reap(child, world.pidone());
            throw launchFailure();
        }
        if (grouping == Grouping.OWN_SESSION) {
            SimulatedWorld.startSession(child);
        } else {
            child.processGroup = child.processId;
            if (isForeground() && !writesToPipe) {
                terminal.setForeground(child.processGroup);
            }
        }
        command = child;
        audit.started(child);
        schedule.interleave();
        return child;
    }

    /** This process goes on outside. Of the one inside there is no more than a process that blocks all signals. */
    @Override
    public int enterPidNamespace(Grouping grouping) throws LaunchException {
        called("enterPidNamespace");
        audit.launched(grouping);
        SimulatedProcess inside = start(grouping);
        inside.caught = SignalSet.ALL;
        return inside.processId;
    }

    @Override
    public Signal stopInside() {
        called("stopInside");
        if (!scenario.expectations().containment().commandIsInit() || !command.isAlive() || random.nextInt(20) != 0) {
            return null;
        }
        Signal signal = STOPS[random.nextInt(STOPS.length)];
        audit.tellsOfStop(command, signal);
        return signal;
    }

    @Override
    public void distrustInside() {
        called("distrustInside");
        audit.requireInit();
        distrusts = true;
    }

    @Override
    public boolean isNamed(int processId, String[] names) {
        called("isNamed " + processId);
        SimulatedProcess process = world.process(processId);
        boolean named = process != null && List.of(names).contains(process.program());
        audit.learnsName(named);
        return named;
    }

    @Override
    public void prepareToStartProgram() {
        called("prepareToStartProgram");
    }

    @Override
    public int startProgram(NativeStrings program, Signal signal, int commandId) {
        called("startProgram");
        audit.startsProgram();
        SimulatedProcess child = random.nextInt(4) == 0 ? null : world.fork(world.pidone());
        if (child != null) {
            SimulatedWorld.startSession(child);
        }
        audit.startedProgram(child);
        schedule.interleave();
        return child == null ? -Errno.ENOENT.number() : child.processId;
    }

    @Override
    public int programError() {
        called("programError");
        return 0;
    }

    private LaunchException launchFailure() {
        return new LaunchException(new Line(64).text("cannot be started"), scenario.launchFailure());
    }

    @Override
    public void become(Launch launch) throws LaunchException {
        called("become");
        audit.launched(launch.grouping());
        if (scenario.launchFailure() != null) {
            throw launchFailure();
        }
        become = launch;
        throw new BecameCommand();
    }

    @Override
    public void requestParentDeathSignal(Signal signal) {
        throw new UnsupportedOperationException("no mode asks for it");
    }

    @Override
    public boolean adoptOrphans() {
        called("adoptOrphans");
        world.makeSubreaper();
        return true;
    }

    @Override
    public boolean adoptsOrphans() {
        return world.pidoneIsInit();
    }

    @Override
    public void closeInherited() {
        called("closeInherited");
        if (command == null && scenario.expectations().hasCommand()) {
            throw violation("the command has not inherited anything yet");
        }
    }

    @Override
    public void forwardDirectly(SignalMapping replacements, SignalSet reported, int target) {
        called("forwardDirectly " + target);
        directReplacements = replacements;
        this.reported = reported;
        directTarget = target;
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        called("awaitEvent " + nanoseconds);
        if (!taken.isEmpty()) {
            throw violation("pidone waits and has not looked at signals that it has taken");
        }
        if (command != null && command.state == State.REAPED) {
            waitsAfterCommandWasReaped++;
        }
        audit.finishStop();
        audit.waits(nanoseconds);
        mayEndInput();
        if (!hasEvent()) {
            if (nanoseconds != 0) {
                audit.blocks();
            }
            sleep(nanoseconds);
        }
        if (nanoseconds != 0) {
            for (int more = random.nextInt(4); more > 0; more--) {
                schedule.step();
            }
        }
        if (watched != null && !watched.isAlive()) {
            audit.madeProgress();
            watched = null;
        }
        audit.wakesUp();
        takeSignals();
    }

    private void takeSignals() {
        List<Entry> entries = new ArrayList<>();
        Entry next = world.pidone().pending.take();
        while (next != null) {
            entries.add(next);
            wasStopped &= next.signal() != Signal.CONT;
            next = entries.size() < SIGNALS_AT_ONCE ? world.pidone().pending.take() : null;
        }
        boolean inOrder = true;
        for (Entry entry : entries) {
            inOrder &= hasRoute(entry);
            Boolean outcome = inOrder ? forwardAlongRoute(entry) : null;
            if (!inOrder || reported.contains(entry.signal())) {
                taken.add(new Taken(entry, outcome));
            }
        }
    }

    private boolean hasRoute(Entry entry) {
        return directTarget != 0 && !isDistrusted(entry) && entry.sentByProcess() && entry.sender() != processId()
                && directReplacements.replacement(entry.signal()) != null;
    }

    private boolean isDistrusted(Entry entry) {
        return distrusts && entry.sentByProcess() && entry.sender() != 0;
    }

    private boolean forwardAlongRoute(Entry entry) {
        Signal replacement = directReplacements.replacement(entry.signal());
        audit.takes(entry);
        forwardedDirectly++;
        boolean arrived = directTarget == -1
                ? signalEveryProcess(replacement)
                : directTarget < 0 ? signalGroup(-directTarget, replacement) : signal(directTarget, replacement);
        audit.finishForwarding();
        return arrived;
    }

    private boolean hasEvent() {
        return !world.pidone().pending.isEmpty() || watched != null && !watched.isAlive() || inputHasEnded;
    }

    private void mayEndInput() {
        if (watchesInput && random.nextInt(40) == 0) {
            watchesInput = false;
            inputHasEnded = true;
        }
    }

    @Override
    public boolean watchInput() {
        watchesInput = true;
        return true;
    }

    @Override
    public boolean inputHasEnded() {
        boolean hasEnded = inputHasEnded;
        inputHasEnded = false;
        if (hasEnded) {
            audit.tellsOfInputEnd();
        }
        return hasEnded;
    }

    /** Lets the world go on until there is an event or the time is over; now and then returns for no reason. */
    private void sleep(long nanoseconds) {
        long end = nanoseconds == NEVER ? Long.MAX_VALUE : clock + nanoseconds;
        if (nanoseconds != 0) {
            audit.madeProgress();
        }
        while (!hasEvent() && clock < end && random.nextInt(100) != 0) {
            mayEndInput();
            if (schedule.step()) {
                advance(Math.min(random.nextLong(nanosecondsPerStep), end - clock));
            } else if (nanoseconds == NEVER) {
                throw violation("deadlock: pidone waits, and nothing can ever happen again");
            } else {
                advance(end - clock);
            }
        }
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        called("nextSignal");
        audit.finishForwarding();
        audit.finishStop();
        Taken next = taken.poll();
        if (next == null) {
            return false;
        }
        into.set(next.entry().signal(), next.entry().sentByProcess(), next.entry().sender());
        if (isDistrusted(next.entry())) {
            into.setDistrusted();
        }
        if (next.outcome() == null) {
            audit.takes(next.entry());
        } else {
            into.setForwarded(next.outcome());
        }
        return true;
    }

    @Override
    public Reaping reap(ChildEvent into) {
        called("reap");
        audit.finishForwarding();
        audit.finishStop();
        if (wasStopped) {
            throw violation("pidone was stopped and looks at its children before it looks at CONT");
        }
        List<SimulatedProcess> children = world.find(process -> process.parent == world.pidone());
        if (children.isEmpty()) {
            return Reaping.NO_CHILDREN;
        }
        List<SimulatedProcess> changed = children.stream()
                .filter(child -> child.isZombie() || child.unreportedStop != null).toList();
        if (changed.isEmpty()) {
            return Reaping.NOTHING_NEW;
        }
        if (hasReaped && random.nextInt(4) == 0) {
            hasReaped = false;
            return Reaping.ENOUGH;
        }
        hasReaped = true;
        audit.madeProgress();
        SimulatedProcess child = changed.get(random.nextInt(changed.size()));
        if (child.isZombie()) {
            into.set(child.processId, child.end);
            world.reap(child, world.pidone());
            audit.reaped(child);
            reaped++;
        } else {
            into.set(child.processId, child.unreportedStop);
            audit.tellsOfStop(child, child.unreportedStop.signal());
            child.unreportedStop = null;
        }
        return Reaping.CHANGED;
    }

    @Override
    public boolean signal(int processId, Signal signal) {
        called("signal " + processId + " " + signal);
        SimulatedProcess target = audit.knownProcess(processId);
        audit.sends(signal, target);
        if (target.state == State.REAPED) {
            return false;
        }
        world.send(target, signal, world.pidone());
        return true;
    }

    @Override
    public boolean signalGroup(int processGroup, Signal signal) {
        called("signalGroup " + processGroup + " " + signal);
        audit.sendsToGroup(signal, processGroup, terminal);
        return sendToAll(world.find(process -> process.processGroup == processGroup), signal);
    }

    @Override
    public boolean signalEveryProcess(Signal signal) {
        called("signalEveryProcess " + signal);
        audit.requireInit();
        audit.sendsToEveryone(signal);
        return sendToAll(world.find(process -> process != world.pidone()), signal);
    }

    private boolean sendToAll(List<SimulatedProcess> targets, Signal signal) {
        for (SimulatedProcess target : targets) {
            world.send(target, signal, world.pidone());
        }
        return !targets.isEmpty();
    }

    @Override
    public boolean hasOtherProcesses() {
        called("hasOtherProcesses");
        audit.requireInit();
        return world.any(process -> process != world.pidone());
    }

    @Override
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        called("listProcesses");
        into.clear();
        audit.looks(visitor != ProcessVisitor.NONE);
        if (!scenario.hasProc()) {
            audit.mayLookAgain();
            return false;
        }
        world.markDescendants();
        if (readProc(into, visitor)) {
            audit.hasLooked(into);
        }
        return true;
    }

    /** Reads /proc in the order of the process IDs; meanwhile processes come and go, before and behind. */
    private boolean readProc(ProcessTable into, ProcessVisitor visitor) {
        boolean goesOn = true;
        for (int processId = 1; goesOn && processId <= PidSpace.MAX; processId++) {
            SimulatedProcess process = world.process(processId);
            if (process != null) {
                add(process, into);
                audit.learn(process);
                goesOn = visitor.visit(into, into.size() - 1);
                schedule.interleave();
            }
        }
        return goesOn;
    }

    private static void add(SimulatedProcess process, ProcessTable into) {
        into.add(process.processId, parentOf(process), process.session, process.isZombie());
        into.setStart(into.size() - 1, (int) process.born);
    }

    private static int parentOf(SimulatedProcess process) {
        return process.parent == null ? 0 : process.parent.processId;
    }

    @Override
    public Listing listDescendants(ProcessTable into, ProcessVisitor visitor) {
        called("listDescendants");
        into.clear();
        audit.looks(visitor != ProcessVisitor.NONE);
        if (!scenario.hasProc()) {
            audit.mayLookAgain();
            return Listing.IMPOSSIBLE;
        }
        world.markDescendants();
        Listing listing = listsChildren ? readChildren(into, visitor) : sift(into, visitor);
        audit.hasLooked(into);
        return listing;
    }

    /** Where the kernel does not tell a process's children: each descendant is held, and shown then. */
    private Listing sift(ProcessTable into, ProcessVisitor visitor) {
        boolean[] hasGaps = new boolean[1];
        Listing listing = new DescendantSieve(new IdleKernel(processId()) {
            @Override
            public boolean listProcesses(ProcessTable table, ProcessVisitor sieve) {
                return readProc(table, sieve);
            }
        }).list(processId(), into, (table, index) -> {
            SimulatedProcess process = world.process(table.processId(index));
            if (process == null || parentOf(process) != table.parent(index) || process.born != table.start(index)) {
                hasGaps[0] = true;
                return true;
            }
            show(process, table, index, visitor);
            return true;
        });
        return hasGaps[0] ? Listing.WITH_GAPS : listing;
    }

    private void show(SimulatedProcess process, ProcessTable table, int index, ProcessVisitor visitor) {
        audit.learn(process);
        listed = process;
        visitor.visit(table, index);
        listed = null;
        audit.hasListed(process);
        schedule.interleave();
    }

    /**
     * Reads the lists of children from the top down. Meanwhile processes come and go; where one ends that has been
     * listed just now, the kernel has to count its way to the next, and may skip one (proc_tid_children(5)).
     */
    private Listing readChildren(ProcessTable into, ProcessVisitor visitor) {
        List<SimulatedProcess> parents = new ArrayList<>(List.of(world.pidone()));
        for (int next = 0; next < parents.size(); next++) {
            SimulatedProcess parent = parents.get(next);
            for (int childId : childrenOf(parent)) {
                schedule.interleave();
                SimulatedProcess child = world.process(childId);
                if (child != null && child.parent == parent) {
                    add(child, into);
                    show(child, into, into.size() - 1, visitor);
                    if (!into.isZombie(into.size() - 1) && !world.childrenOf(child).isEmpty()) {
                        parents.add(child);
                    }
                    schedule.interleave();
                }
            }
        }
        into.dropRepetitions();
        for (SimulatedProcess parent : parents.reversed()) {
            if (childrenOf(parent).stream().anyMatch(child -> into.indexOf(child) < 0)) {
                return Listing.WITH_GAPS;
            }
            schedule.interleave();
        }
        return Listing.COMPLETE;
    }

    private List<Integer> childrenOf(SimulatedProcess parent) {
        List<Integer> found = new ArrayList<>();
        SimulatedProcess before = null;
        while (true) {
            List<SimulatedProcess> children = world.childrenOf(parent);
            int place = before != null && children.contains(before) ? children.indexOf(before) + 1 : found.size();
            if (place >= children.size()) {
                return found;
            }
            before = children.get(place);
            found.add(before.processId);
            schedule.interleave();
        }
    }

    @Override
    public boolean listChildren(ProcessTable into) {
        called("listChildren");
        into.clear();
        audit.looks(false);
        if (!scenario.hasProc()) {
            audit.mayLookAgain();
            return false;
        }
        world.markDescendants();
        for (int childId : childrenOf(world.pidone())) {
            SimulatedProcess child = world.process(childId);
            if (child != null && child.parent == world.pidone()) {
                add(child, into);
                audit.learn(child);
                schedule.interleave();
            }
        }
        return true;
    }

    @Override
    public boolean signalListed(Signal signal) {
        called("signalListed " + listed.processId + " " + signal);
        audit.sends(signal, listed);
        if (listed.state == State.REAPED) {
            return false;
        }
        world.send(listed, signal, world.pidone());
        return true;
    }

    @Override
    public boolean watch(int processId) {
        called("watch " + processId);
        SimulatedProcess process = audit.knownProcess(processId);
        if (!scenario.hasPidfd() || process.state == State.REAPED) {
            watched = null;
            audit.mayLookAgain();
            return false;
        }
        watched = process;
        return true;
    }

    /** Pidone has logged a message. */
    public void logged(String message) {
        if (message.startsWith("pidone: WARN: still waiting")) {
            audit.reports();
        }
    }

    @Override
    public void describeName(int processId, Line into) {
        into.text(SimulatedProcess.PROGRAM);
    }

    @Override
    public boolean describe(int processId, ProcessDetails into) {
        into.clear();
        into.name().text("program");
        return true;
    }

    @Override
    public boolean look(int processId, ProcessDetails into) {
        called("look " + processId);
        SimulatedProcess process = scenario.hasProc() ? world.process(processId) : null;
        into.clear();
        if (process != null) {
            into.set(process.isZombie() ? 'Z' : 'S', parentOf(process));
        }
        return process != null;
    }

    @Override
    public MemoryUse memoryUse() {
        return null;
    }

    @Override
    public void usageOfChildren(ResourceUsage into) {
        // Nobody has used anything.
    }

    @Override
    public boolean isForeground() {
        return terminal.foregroundGroup() == world.pidone().processGroup;
    }

    @Override
    public boolean hasTerminal() {
        return terminal.exists();
    }

    @Override
    public boolean mayHaveHungUp() {
        return true;
    }

    @Override
    public void setForeground(int processGroup) {
        called("setForeground " + processGroup);
        terminal.setForeground(processGroup);
    }

    @Override
    public boolean isForCommand() {
        return !writesToPipe;
    }

    @Override
    public int foregroundGroup() {
        return terminal.foregroundGroup();
    }

    @Override
    public boolean stopSelf(Signal signal) {
        called("stopSelf " + signal);
        return stop(signal);
    }

    @Override
    public boolean stopOwnGroup(Signal signal) {
        called("stopOwnGroup " + signal);
        return stop(signal);
    }

    /** The kernel discards all but STOP if nobody could continue pidone. */
    private boolean stop(Signal signal) {
        audit.stopsItself(signal, terminal, isJobOfParent);
        if (signal != Signal.STOP && random.nextBoolean()) {
            audit.stopWasDiscarded();
            return false;
        }
        beStopped();
        audit.wasStopped();
        wasStopped = true;
        return true;
    }

    /** While pidone is stopped the world goes on, until the shell continues pidone. */
    private void beStopped() {
        for (int steps = random.nextInt(10); steps > 0; steps--) {
            schedule.step();
            advance(random.nextLong(nanosecondsPerStep));
        }
        if (random.nextBoolean()) {
            terminal.setForeground(0);
        }
        world.send(world.pidone(), Signal.CONT, null);
    }

    @Override
    public boolean isJobOfParent() {
        return isJobOfParent;
    }

    @Override
    public long nanoTime() {
        return clock;
    }
}
