package dev.pidone.agent;

import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;

/** Understands the options and starts what they ask for. */
public final class Setup implements BiConsumer<String, Instrumentation> {
    /** As pidone where it was called wrongly. */
    private static final int CALLED_WRONGLY = 125;

    /** For {@link Agent}. */
    public Setup() {
    }

    @Override
    public void accept(String text, Instrumentation instrumentation) {
        Options options = new Options(text);
        if (!options.complaints().isEmpty()) {
            Messages.write("agent: " + options.complaints());
            if (options.isStrict()) {
                Runtime.getRuntime().halt(CALLED_WRONGLY);
            }
        }
        JdkInternals jdk = new JdkInternals(instrumentation, Setup.class.getModule());
        if (options.isSubreaper()) {
            // Before the application starts anything.
            new Subreaper(jdk).begin();
        }
        if (options.hasShutdownReport()) {
            ShutdownReport.prepare(jdk, options.explainShutdown());
        }
        if (options.terminatesLeftovers()) {
            Leftovers.prepare(jdk);
        }
        new ReaperThread(jdk, options).start();
    }
}
