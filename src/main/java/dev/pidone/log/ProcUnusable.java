package dev.pidone.log;

/** The warning that /proc does not show the processes of this PID namespace, and what follows from it: said once. */
public final class ProcUnusable {
    private final Log log;
    private final String consequence;
    private boolean isSaid;

    /** @param consequence what pidone does without, as the end of the sentence */
    public ProcUnusable(Log log, String consequence) {
        this.log = log;
        this.consequence = consequence;
    }

    /** Says it the first time that it is called; later calls do nothing. */
    public void say() {
        if (!isSaid && log.writes(Level.WARN)) {
            log.begin(Level.WARN, Event.PROC_UNUSABLE).text("/proc does not show the processes of this PID namespace: ")
                    .text(consequence).end();
        }
        isSaid = true;
    }
}
