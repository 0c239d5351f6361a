package dev.pidone.mode;

/** All modes there are. */
public final class Modes {
    private Modes() {
    }

    /** The mode that the user wants, in a PID namespace of its own if that is wanted, too. */
    public static Pid1Mode of(ModeContext context) {
        Pid1Mode mode = switch (context.options().mode()) {
            case WAIT -> new WaitMode(context);
            case WAIT_ALL_CHILDREN -> new WaitAllChildrenMode(context);
            case EXEC -> new ExecMode(context);
            case PAUSE -> new PauseMode(context);
        };
        return context.options().containment().pidNamespace() ? new ContainedMode(mode, context) : mode;
    }
}
