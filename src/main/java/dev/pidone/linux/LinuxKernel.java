package dev.pidone.linux;

import dev.pidone.io.OutputFile;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launcher;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signals;
import dev.pidone.kernel.Terminal;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.linux.proc.MemoryCgroup;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;

/** The real kernel, through the Foreign Function and Memory API. */
public final class LinuxKernel implements Kernel {

    private final ProcessStart start;
    private final LinuxClock clock = new LinuxClock();
    private final LinuxSignals signals = new LinuxSignals();
    private final ProcFs procFs = new ProcFs(clock);
    private final ChildQueue children = new ChildQueue(procFs);
    private final EventQueue events;
    private final LinuxTerminal terminal;
    private final PidNamespace namespace;
    private final LinuxLauncher launcher;
    private MemoryCgroup memoryCgroup;

    /** Takes hold of the process: from here on signals are received here. */
    public LinuxKernel(ProcessStart start) {
        this.start = start;
        // What it sends to itself is not forwarded.
        SharedState.setInt(SharedState.OWN_ID, (int) SystemCall.GETPID.call());
        events = new EventQueue(start.insideJvm());
        ControllingTerminal device = new ControllingTerminal();
        terminal = new LinuxTerminal(device, procFs);
        namespace = new PidNamespace(device, terminal, events, start.insideJvm());
        launcher = new LinuxLauncher(start, device, terminal, namespace, procFs);
    }

    /** Ends this process at once (_exit(2)). */
    public static void exit(ExitStatus status) {
        SystemCall.EXIT_GROUP.call(status.code());
    }

    @Override
    public int processId() {
        return SharedState.ownId();
    }

    @Override
    public Launcher launcher() {
        return launcher;
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public Children children() {
        return children;
    }

    @Override
    public Signals signals() {
        return signals;
    }

    @Override
    public Processes processes() {
        return procFs;
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public OutputFile openFile(String name) {
        return OutputFile.open(name, start.workingDirectory() >= 0 ? start.workingDirectory() : Descriptors.AT_FDCWD);
    }

    @Override
    public void noteMemoryUse() {
        memoryCgroup = new MemoryCgroup();
        memoryCgroup.begin();
    }

    @Override
    public MemoryUse memoryUse() {
        return memoryCgroup.read();
    }
}
