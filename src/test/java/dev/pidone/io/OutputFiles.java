package dev.pidone.io;

import dev.pidone.syscall.Descriptors;

/** Opens files for tests in other packages. */
public final class OutputFiles {
    private OutputFiles() {
    }

    public static OutputFile open(String name) {
        return OutputFile.open(name, Descriptors.AT_FDCWD);
    }
}
