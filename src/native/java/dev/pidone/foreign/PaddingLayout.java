package dev.pidone.foreign;

/** {@code java.lang.foreign.PaddingLayout} for the file: bytes that mean nothing. */
public final class PaddingLayout extends MemoryLayout {
    PaddingLayout(String name, long size) {
        super(name, size, 1);
    }

    @Override
    public PaddingLayout withName(String newName) {
        return new PaddingLayout(newName, byteSize());
    }
}
