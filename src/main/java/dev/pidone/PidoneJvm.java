package dev.pidone;

import dev.pidone.jar.JvmStart;
import dev.pidone.jar.Slf4jWriter;
import dev.pidone.linux.LinuxKernel;

/** The main class of the JVM that {@code java -jar pidone.jar} becomes. */
public final class PidoneJvm {
    private PidoneJvm() {
    }

    /** @param args not used but for their number: the bytes of the arguments are read from where the kernel put them */
    public static void main(String[] args) {
        LinuxKernel.exit(Pidone.run(JvmStart.read(args.length), new Slf4jWriter()));
    }
}
