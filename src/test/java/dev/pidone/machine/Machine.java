package dev.pidone.machine;

import static org.junit.jupiter.api.Assertions.fail;

import dev.pidone.support.Architecture;
import dev.pidone.support.Await;
import dev.pidone.support.Starter;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Computers that QEMU emulates, with kernels of Debian's. Their only file system is the one that the kernel unpacks.
 */
final class Machine {
    private static final String MEMORY_MEBIBYTES = "256";
    private static final Set<Architecture> PREPARED = EnumSet.noneOf(Architecture.class);

    private Machine() {
    }

    /**
     * What starts one. With the serial line on standard input and output, and with "Ctrl-A c" QEMU's own console.
     *
     * @param arguments the arguments of the file, its first process: words without spaces and quotes
     */
    static List<String> start(Architecture architecture, List<String> arguments) {
        prepare(architecture);
        Path folder = Path.of("target/machine", architecture.toString());
        List<String> command = new ArrayList<>(architecture.machine());
        command.addAll(List.of("-m", MEMORY_MEBIBYTES, "-nodefaults", "-display", "none", "-serial", "mon:stdio",
                "-no-reboot", "-kernel", folder.resolve("kernel").toString(), "-initrd",
                folder.resolve("initramfs").toString()));
        // What the kernel does not know becomes the environment; what follows "--" the arguments, but for what follows a
        // second "--": that the kernel drops.
        command.addAll(List.of("-append", "console=" + architecture.serialLine()
                + " rdinit=/pidone quiet panic=-1 PIDONE_VERBOSE=1 -- " + String.join(" ", arguments)));
        return command;
    }

    private static synchronized void prepare(Architecture architecture) {
        Tools.require(architecture.machine().getFirst());
        Tools.require("cpio");
        Path pidone = architecture.program();
        if (!Files.isExecutable(pidone)) {
            Tools.cannotTest(pidone + " is missing: there is no compiler for it");
        }
        if (PREPARED.contains(architecture)) {
            return;
        }
        Path log = Path.of("target/machine-" + architecture + ".log");
        try {
            Process process = Starter.tool("src/test/machine/prepare", architecture.toString(), pidone.toString())
                    .redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
            Await.end(process, () -> "src/test/machine/prepare does not end");
            if (process.exitValue() != 0) {
                Tools.cannotTest(Files.readString(log).strip());
            }
        } catch (IOException e) {
            fail(e);
        }
        PREPARED.add(architecture);
    }
}
