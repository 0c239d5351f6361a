/** The build cannot go on, for a reason that its message tells in full. */
final class BuildException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BuildException(String message) {
        super(message);
    }
}
