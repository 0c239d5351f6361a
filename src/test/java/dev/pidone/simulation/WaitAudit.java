package dev.pidone.simulation;

/**
 * How long pidone may wait for the others when the command has ended, worked out beside it: until the wait limit is
 * over, or until only servers are left, if they are excepted.
 */
final class WaitAudit {
    static final long NEVER = Long.MAX_VALUE;
    /** How long pidone may sleep while a process can become a server without an event. */
    private static final long LOOK = 1_000_000_000;

    private final Scenario scenario;
    private final Expectations.Containment expectations;
    private final SimulatedWorld world;
    private boolean counts;
    private long due = NEVER;
    /** When the looks began in which pidone has asked for names, by the world's count of events. */
    private long currentLook;
    private boolean currentNames;
    private long lastNaming;
    private long namingBefore;
    /** Whether these have shown nobody but servers. */
    private boolean lastWasOnlyServers;
    private boolean beforeWasOnlyServers;
    /** When this round and the one before began. */
    private long round = NEVER;
    private long roundBefore = NEVER;

    WaitAudit(Scenario scenario, SimulatedWorld world) {
        this.scenario = scenario;
        expectations = scenario.expectations().containment();
        this.world = world;
    }

    /** From now on the others are waited for, and nobody else. */
    void commandReaped(long clock) {
        counts = true;
        due = expectations.waitLimit() < 0 ? NEVER : clock + expectations.waitLimit();
    }

    /** The others have been told to end. */
    void end() {
        counts = false;
        due = NEVER;
    }

    boolean limitIsOver(long clock) {
        return clock >= due;
    }

    /** Whether pidone must look again without an event. */
    boolean hasTimer() {
        return due != NEVER || looksForServers();
    }

    private boolean looksForServers() {
        return counts && expectations.exceptServers() && scenario.hasProc();
    }

    void looks() {
        currentLook = world.now();
        currentNames = false;
    }

    /** A look has shown nobody whose name would have to be asked for. */
    void sawNobody() {
        learnsName(true);
    }

    void learnsName(boolean isServer) {
        if (!currentNames) {
            currentNames = true;
            namingBefore = lastNaming;
            beforeWasOnlyServers = lastWasOnlyServers;
            lastNaming = currentLook;
            lastWasOnlyServers = true;
        }
        lastWasOnlyServers &= isServer;
    }

    /**
     * Pidone ends the others. Two looks must have shown nobody else: a process may only have been missed that was
     * forked, or has become another program, during the second one, by one that was so during the first.
     *
     * @return what is wrong with that; {@code null} if nothing is
     */
    String complaintAboutEnd() {
        if (!looksForServers()) {
            return "the others are told to end, and nobody has said so";
        }
        if (!lastWasOnlyServers || !beforeWasOnlyServers) {
            return "the others are told to end, and not two looks have shown exceptions only";
        }
        for (SimulatedProcess process : world.livingCharges()) {
            if (!process.isServer()
                    && (process.waitedForSince < lastNaming || process.parentWaitedForSince < namingBefore)) {
                return "the others are told to end, but " + process + " is left, which is no exception";
            }
        }
        return null;
    }

    /**
     * A round is over, and pidone sleeps.
     *
     * @return what is wrong with that; {@code null} if nothing is
     */
    String complaintAboutWait(long limit, long clock) {
        if (due != NEVER && limit > Math.max(0, due - clock)) {
            return "pidone sleeps through the end of the time to wait";
        }
        if (due != NEVER && clock >= due) {
            return "the time to wait is over, and nobody is told to end";
        }
        if (looksForServers() && limit > LOOK && !world.livingCharges().isEmpty()) {
            return "pidone sleeps and does not look whether only exceptions are left";
        }
        if (looksForServers() && onlyServersWereLeft()) {
            return "only exceptions are left, and nobody is told to end";
        }
        return null;
    }

    /** In this round and in the one before, and nobody has come or gone. */
    private boolean onlyServersWereLeft() {
        return roundBefore != NEVER && world.lastDisturbance() < roundBefore && !world.livingCharges().isEmpty()
                && world.livingCharges().stream().allMatch(SimulatedProcess::isServer);
    }

    /** Pidone has woken up. */
    void wakesUp() {
        roundBefore = counts ? round : NEVER;
        round = counts ? world.now() : NEVER;
    }
}
