package dev.pidone.foreign;

import org.teavm.extension.spi.substitution.SubstitutionPolicy;
import org.teavm.extension.spi.substitution.SubstitutionSink;

/**
 * Tells TeaVM, which has no {@code java.lang.foreign}, that this package is it (a service, found on the class path).
 */
public final class Substitution implements SubstitutionPolicy {
    @Override
    public void contribute(SubstitutionSink sink) {
        sink.substitutePackage("java.lang.foreign", "dev.pidone.foreign");
    }
}
