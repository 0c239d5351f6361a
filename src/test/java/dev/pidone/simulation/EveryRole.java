package dev.pidone.simulation;

import dev.pidone.io.OutputFile;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Launcher;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.kernel.Terminal;
import dev.pidone.memory.Line;

/** A kernel whose roles are all played by one object; what most tests do not need is not there. */
public interface EveryRole extends Kernel, Launcher, Events, Children, Signals, Processes, Terminal, Clock, Namespace {
    /** All of the roles, for proxies. */
    Class<?>[] ROLES = {Kernel.class, Launcher.class, Events.class, Children.class, Signals.class, Processes.class,
            Terminal.class, Clock.class, Namespace.class};

    @Override
    default Launcher launcher() {
        return this;
    }

    @Override
    default Events events() {
        return this;
    }

    @Override
    default Children children() {
        return this;
    }

    @Override
    default Signals signals() {
        return this;
    }

    @Override
    default Processes processes() {
        return this;
    }

    @Override
    default Terminal terminal() {
        return this;
    }

    @Override
    default Clock clock() {
        return this;
    }

    @Override
    default Namespace namespace() {
        return this;
    }

    @Override
    default OutputFile openFile(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    default void noteMemoryUse() {
        // There is none.
    }

    @Override
    default MemoryUse memoryUse() {
        return null;
    }

    @Override
    default ChildEvent newEvent(boolean withFacts) {
        return new ChildEvent(withFacts ? new ProcessDetails() : null);
    }

    @Override
    default int enterPidNamespace(Launch.Grouping grouping) throws LaunchException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void keepOutsideIds() {
    }

    @Override
    default int firstChildOutside() {
        return 0;
    }

    @Override
    default boolean isContained() {
        return false;
    }

    @Override
    default void passKey(Signal signal) {
        // There is nobody inside.
    }

    @Override
    default boolean takeKey(Signal signal) {
        return false;
    }

    @Override
    default boolean stopOutside(Signal signal) {
        return false;
    }

    @Override
    default Signal stopInside() {
        return null;
    }

    @Override
    default void awaitCommandInside() {
        throw new UnsupportedOperationException();
    }

    @Override
    default Readiness readiness(int processId, Signal signal) {
        return Readiness.PREPARED;
    }

    @Override
    default boolean isNamed(int processId, String[] names) {
        return false;
    }

    @Override
    default boolean look(int processId, ProcessDetails into) {
        return false;
    }

    @Override
    default void describeCommandLine(int processId, Line into) {
    }

    @Override
    default void distrustInside() {
        throw new UnsupportedOperationException();
    }

    @Override
    default void endWithAllChildren() {
    }

    @Override
    default boolean isEmptyGroup(int processGroup) {
        return false;
    }

    /** What the command has left has no job control in a simulation. */
    @Override
    default int groupInSession(int processId) {
        return -1;
    }

    @Override
    default boolean isGone(int processId) {
        return false;
    }

    @Override
    default long sinceBoot() {
        return nanoTime();
    }

    @Override
    default long sinceEpoch() {
        return nanoTime();
    }
}
