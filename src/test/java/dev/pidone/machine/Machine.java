package dev.pidone.machine;

import static org.junit.jupiter.api.Assertions.fail;

import dev.pidone.linux.Tools;
import dev.pidone.support.Await;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/**
 * A computer that QEMU emulates, with a kernel of Debian's. Its only file system is the one that the kernel unpacks.
 */
enum Machine {
    X86_64("ttyS0", "qemu-system-x86_64", "-M", "pc", "-cpu", "max"),
    // With "max" the kernel uses pointer authentication, which takes long to emulate.
    AARCH64("ttyAMA0", "qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57");

    private static final String MEMORY_MEBIBYTES = "256";

    private final String serialLine;
    private final List<String> emulator;
    private boolean prepared;

    Machine(String serialLine, String... emulator) {
        this.serialLine = serialLine;
        this.emulator = List.of(emulator);
    }

    private String architecture() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The file under test. */
    private Path pidone() {
        return Path.of("target/pidone-" + architecture());
    }

    /**
     * What starts it. With the serial line on standard input and output, and with "Ctrl-A c" QEMU's own console.
     *
     * @param arguments the arguments of the file, its first process: words without spaces and quotes
     */
    List<String> start(List<String> arguments) {
        prepare();
        Path folder = Path.of("target/machine", architecture());
        List<String> command = new ArrayList<>(emulator);
        command.addAll(List.of("-m", MEMORY_MEBIBYTES, "-nodefaults", "-display", "none", "-serial", "mon:stdio",
                "-no-reboot", "-kernel", folder.resolve("kernel").toString(), "-initrd",
                folder.resolve("initramfs").toString()));
        // What the kernel does not know becomes the environment; what follows "--" the arguments, but for what follows a
        // second "--": that the kernel drops.
        command.addAll(List.of("-append", "console=" + serialLine
                + " rdinit=/pidone quiet panic=-1 PIDONE_VERBOSE=1 -- " + String.join(" ", arguments)));
        return command;
    }

    private synchronized void prepare() {
        Tools.require(emulator.getFirst());
        Tools.require("cpio");
        if (!Files.isExecutable(pidone())) {
            Tools.cannotTest(pidone() + " is missing: there is no compiler for it");
        }
        if (prepared) {
            return;
        }
        Path log = Path.of("target/machine-" + architecture() + ".log");
        try {
            Process process = Starter.tool("src/test/machine/prepare", architecture(), pidone().toString())
                    .redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
            Await.end(process, () -> "src/test/machine/prepare does not end");
            if (process.exitValue() != 0) {
                Tools.cannotTest(Files.readString(log).strip());
            }
        } catch (IOException e) {
            fail(e);
        }
        prepared = true;
    }
}
