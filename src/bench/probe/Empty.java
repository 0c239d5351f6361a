/** The least that a JVM can be asked to do. */
final class Empty {
    private Empty() {
    }

    public static void main(String[] args) {
        // Nothing.
    }
}
