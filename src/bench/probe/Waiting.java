/** An otherwise empty JVM that waits, as an init does. */
final class Waiting {
    private Waiting() {
    }

    public static void main(String[] args) throws InterruptedException {
        Thread.sleep(Long.MAX_VALUE);
    }
}
