package dev.pidone.cli;

/** With which status pidone ends where the command ended with another one. */
public final class ExitStatusMapping {
    private static final int STATUSES = 256;

    /** By status what stands for it; {@code null} as long as each stands for itself. */
    private int[] replacements;

    /**
     * @param from 0 to 255
     * @param to 0 to 255
     */
    public void replace(int from, int to) {
        if (replacements == null) {
            replacements = new int[STATUSES];
            for (int status = 0; status < STATUSES; status++) {
                replacements[status] = status;
            }
        }
        replacements[from] = to;
    }

    /** What stands for a status, 0 to 255. */
    public int replacement(int status) {
        return replacements == null ? status : replacements[status];
    }
}
