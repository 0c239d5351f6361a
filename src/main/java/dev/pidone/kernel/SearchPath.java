package dev.pidone.kernel;

import dev.pidone.memory.NativeStrings;

/** Where a command without a slash in its name is looked for: along PATH of its environment, as by execvp(3). */
public final class SearchPath {
    /** Where PATH is not set. */
    public static final String DEFAULT = "/bin:/usr/bin";

    private static final String VARIABLE = "PATH=";

    private SearchPath() {
    }

    public static boolean isSet(NativeStrings environment) {
        return environment.indexOf(VARIABLE) >= 0;
    }

    /** The address of the path, which ends with a zero. */
    public static long in(NativeStrings environment) {
        int index = environment.indexOf(VARIABLE);
        return index < 0 ? NativeStrings.of(DEFAULT) : environment.address(index) + VARIABLE.length();
    }
}
