/** What every agent costs, whatever it does. */
public final class EmptyAgent {
    private EmptyAgent() {
    }

    /** What the JVM calls before the application's main method. */
    public static void premain(String options) {
    }
}
