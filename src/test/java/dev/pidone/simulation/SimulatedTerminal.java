package dev.pidone.simulation;

/** The controlling terminal of pidone's session, if it has one: which process group is in the foreground. */
final class SimulatedTerminal {
    private final boolean exists;
    private final SimulatedWorld world;
    private int foreground;

    SimulatedTerminal(boolean exists, SimulatedWorld world) {
        this.exists = exists;
        this.world = world;
        foreground = world.pidone().processGroup;
    }

    boolean exists() {
        return exists;
    }

    int foregroundGroup() {
        return exists ? foreground : -1;
    }

    /** The kernel refuses a group that is not of the terminal's session (tcsetpgrp(3)). */
    void setForeground(int processGroup) {
        SimulatedProcess pidone = world.pidone();
        int wanted = processGroup == 0 ? pidone.processGroup : processGroup;
        if (exists && world.any(process -> process.processGroup == wanted && process.session == pidone.session)) {
            foreground = wanted;
        }
    }
}
