package dev.pidone.linux.launch.failure;

/** What another user than pidone's own may do with files (inode(7)). */
public interface Permissions {
    /**
     * Whether the user may execute a file, or search a directory.
     *
     * @param mode its type and permissions
     */
    boolean isPermitted(int mode, long owner, long ownerGroup);
}
