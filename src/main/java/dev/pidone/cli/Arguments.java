package dev.pidone.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line taken apart.
 *
 * @param uses the options; those of the same kind in the order in which they are given
 * @param command what follows them, byte for byte
 */
record Arguments(List<Use> uses, List<String> command) {
    /**
     * One use of an option.
     *
     * @param value {@code null} if the option takes none
     */
    record Use(Option option, String value) {
    }

    boolean has(Option option) {
        for (Use use : uses) {
            if (use.option() == option) {
                return true;
            }
        }
        return false;
    }

    /** The values with which an option is used, in order; for a flag {@code null}s. */
    List<String> values(Option option) {
        List<String> values = new ArrayList<>();
        for (Use use : uses) {
            if (use.option() == option) {
                values.add(use.value());
            }
        }
        return values;
    }
}
