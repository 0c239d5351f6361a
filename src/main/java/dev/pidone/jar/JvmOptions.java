package dev.pidone.jar;

import java.util.List;

/**
 * How the JVM must be started to be a good first process. The build puts these options into the runtime of the image,
 * {@code java -jar pidone.jar} on the command line of the JVM that it becomes. docs/design.md gives the reasons at
 * length.
 */
public final class JvmOptions {
    /** The options that the image and the jar have in common. */
    public static final List<String> COMMON = List.of(
            // Some of the options below are diagnostic ones.
            "-XX:+UnlockDiagnosticVMOptions",
            // Signals: HotSpot is to leave HUP, INT, TERM and QUIT alone, and not to wait for QUIT in a thread.
            "-Xrs", "-XX:+DisableAttachMechanism",
            // The limits of the process and the filter of its core dumps are the command's (getrlimit(2), core(5)).
            "-XX:-MaxFDLimit", "-XX:-DumpPrivateMappingsInCore", "-XX:-DumpSharedMappingsInCore",
            // Nothing but pidone's own words on standard output and standard error.
            "-Xlog:disable", "-XX:+DisplayVMOutputToStderr", "-XX:+ErrorFileToStderr", "-XX:-CreateCoredumpOnCrash",
            // Small, and no thread that is not needed: no compilers, one thread's garbage collector.
            "-Xint", "-XX:+UseSerialGC", "-Xms2m", "-Xmn1m", "-Xmx12m", "-XX:-UsePerfData",
            // No thread that wakes up now and then: monitors are deflated four times, tables cleaned once a second by default.
            "-XX:AsyncDeflationInterval=2147483647", "-XX:GuaranteedAsyncDeflationInterval=2147483647",
            "-XX:ServiceThreadCleanupInterval=2147483647", "-XX:-AOTReplayTraining",
            // The AOT cache is used where it was laid out for: elsewhere each page with a pointer is written, and so private.
            "-XX:ArchiveRelocationMode=0",
            // The cache has its own tables; these are for the few strings and symbols that come on top.
            "-XX:StringTableSize=1024", "-XX:+UnlockExperimentalVMOptions", "-XX:SymbolTableSize=1024");

    private JvmOptions() {
    }
}
