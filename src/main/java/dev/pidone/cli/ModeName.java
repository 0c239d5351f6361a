package dev.pidone.cli;

/** The modes, as {@code --pid1mode} names them. */
public enum ModeName {
    WAIT("wait"),
    WAIT_ALL_CHILDREN("wait-all-children"),
    EXEC("exec"),
    PAUSE("pause");

    private final String text;

    ModeName(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
