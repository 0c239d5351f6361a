package dev.pidone.io;

import dev.pidone.linux.LinuxKernel;

/** Opens files for tests in other packages. */
public final class OutputFiles {
    private OutputFiles() {
    }

    public static OutputFile open(String name) {
        return OutputFile.open(name, LinuxKernel.AT_FDCWD);
    }
}
