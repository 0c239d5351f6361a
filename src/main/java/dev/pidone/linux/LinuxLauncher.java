package dev.pidone.linux;

import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Launcher;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.Signal;
import dev.pidone.linux.launch.CommandStarter;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;

/** Starts the command, with the terminal if pidone has it. */
final class LinuxLauncher implements Launcher {
    private final ProcessStart start;
    private final CommandStarter starter;
    private final ControllingTerminal device;
    private final LinuxTerminal terminal;
    private final ProcFs procFs;
    private final Namespace namespace;
    private final Line root = new Line(2);

    LinuxLauncher(ProcessStart start, ControllingTerminal device, LinuxTerminal terminal, Namespace namespace,
            ProcFs procFs) {
        this.start = start;
        starter = new CommandStarter(start);
        this.device = device;
        this.terminal = terminal;
        this.namespace = namespace;
        this.procFs = procFs;
        root.text("/").add((byte) 0);
    }

    @Override
    public int spawn(Launch launch) throws LaunchException {
        int descriptor = device.open();
        try {
            int child = spawn(launch, descriptor);
            SharedState.setInt(SharedState.COMMAND_ID, child);
            return child;
        } finally {
            device.close(descriptor);
        }
    }

    private int spawn(Launch launch, int descriptor) throws LaunchException {
        boolean ownSession = launch.grouping() == Launch.Grouping.OWN_SESSION;
        boolean foreground = terminal.isHeld(descriptor, namespace.isContained());
        if (ownSession && descriptor >= 0) {
            device.giveUp(descriptor);
        }
        try {
            return starter.spawn(launch, foreground || ownSession ? descriptor : -1);
        } catch (LaunchException e) {
            // The child may have had the terminal already: who reads next would find it in the hands of the dead.
            if (foreground && launch.grouping() == Launch.Grouping.OWN_GROUP) {
                device.setForegroundGroup(descriptor, LinuxTerminal.ownGroup());
            }
            throw e;
        }
    }

    @Override
    public void become(Launch launch) throws LaunchException {
        if (start.insideJvm()) {
            SignalRelay.sendToThisThread();
        }
        starter.become(launch, namespace.isContained());
    }

    @Override
    public void prepareToStartProgram() {
        starter.prepareToStartProgram();
    }

    @Override
    public int startProgram(NativeStrings program, Signal signal, int commandId) {
        return starter.startProgram(program, signal, commandId);
    }

    @Override
    public int programError() {
        return starter.programError();
    }

    @Override
    public void closeInherited() {
        InheritedDescriptors.close(procFs, start.insideJvm());
        if (start.workingDirectory() >= 0) {
            SystemCall.CLOSE.call(start.workingDirectory());
        } else {
            SystemCall.CHDIR.call(root.bytes().address());
        }
    }
}
