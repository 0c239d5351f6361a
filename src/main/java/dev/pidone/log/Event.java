package dev.pidone.log;

/**
 * What a message is about: the field {@code event} of a line in JSON. docs/events.md says what each of them means and
 * which fields it has.
 */
public enum Event {
    ADVICE("advice"),
    COMMAND_ENDED("command-ended"),
    COMMAND_KILLED("command-killed"),
    COMMAND_STARTED("command-started"),
    COMMAND_STOPPED("command-stopped"),
    ENDED("ended"),
    INPUT_ENDED("input-ended"),
    INPUT_NOT_WATCHED("input-not-watched"),
    INTERNAL_ERROR("internal-error"),
    KILLING("killing"),
    LAUNCH_FAILED("launch-failed"),
    LEFTOVERS("leftovers"),
    MESSAGES_DROPPED("messages-dropped"),
    NOT_PID1("not-pid1"),
    ONLY_EXCEPTIONS("only-exceptions"),
    ORPHAN_KILLED("orphan-killed"),
    ORPHAN_REAPED("orphan-reaped"),
    ORPHAN_TERMINATED("orphan-terminated"),
    OUT_OF_MEMORY("out-of-memory"),
    PLAN_STEP("plan-step"),
    PROC_UNUSABLE("proc-unusable"),
    REPORT_FAILED("report-failed"),
    SIGNAL("signal"),
    SIGNAL_DROPPED("signal-dropped"),
    STATISTICS("statistics"),
    STOP_PROGRAM_ENDED("stop-program-ended"),
    STOP_PROGRAM_FAILED("stop-program-failed"),
    STOP_PROGRAM_KILLED("stop-program-killed"),
    STRANGER_KILLED("stranger-killed"),
    STRANGER_TERMINATED("stranger-terminated"),
    TERMINATION_LOG_FAILED("termination-log-failed"),
    TIME_LIMIT("time-limit"),
    UNKNOWN_VARIABLE("unknown-variable"),
    USAGE("usage"),
    WAIT_LIMIT("wait-limit"),
    WAITING("waiting"),
    WAITING_FOR("waiting-for"),
    WAITING_FOR_STRANGER("waiting-for-stranger"),
    WOKEN_UP("woken-up");

    private final String id;

    Event(String id) {
        this.id = id;
    }

    /** Its name in JSON. */
    public String id() {
        return id;
    }
}
