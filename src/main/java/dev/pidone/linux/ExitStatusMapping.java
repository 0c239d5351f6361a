package dev.pidone.linux;

/** With which status pidone ends where the command ended with another one. */
public final class ExitStatusMapping {
    private final ExitStatus[] replacements = new ExitStatus[256];

    public void replace(int from, int to) {
        replacements[from] = new ExitStatus(to);
    }

    public ExitStatus replacement(ExitStatus status) {
        ExitStatus replacement = replacements[status.code()];
        return replacement == null ? status : replacement;
    }
}
