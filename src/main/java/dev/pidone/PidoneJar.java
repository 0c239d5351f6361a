package dev.pidone;

/** placeholder */
public final class PidoneJar {
    private PidoneJar() {
    }

    public static void main(String[] args) {
        throw new UnsupportedOperationException();
    }
}
