package dev.pidone;

import dev.pidone.jar.JarStart;
import dev.pidone.jar.JvmOptions;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.log.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of {@code java -jar pidone.jar}: becomes another JVM, started as pidone needs it. This one has options
 * and signal masks of its own, which no longer can be changed.
 */
public final class PidoneJar {
    private PidoneJar() {
    }

    /** @param args not used but for their number */
    public static void main(String[] args) {
        try {
            Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
            List<String> options = new ArrayList<>(JvmOptions.COMMON);
            options.add("--enable-native-access=ALL-UNNAMED");
            options.add("-cp");
            options.add(JarStart.classPath(jar));
            options.add(PidoneJvm.class.getName());
            JarStart.becomeJvm(options, args.length);
        } catch (IOException | RuntimeException | Error e) {
            Console.complain("cannot start a JVM for pidone: " + e);
        }
        Runtime.getRuntime().halt(ExitStatus.PIDONE_FAILED.code());
    }
}
