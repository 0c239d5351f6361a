package dev.pidone.foreign;

import org.teavm.interop.StaticInit;

/** {@code java.lang.foreign.ValueLayout} for the file: the integers. */
@StaticInit
public abstract class ValueLayout extends MemoryLayout {
    public static final OfByte JAVA_BYTE = new OfByte();
    public static final OfShort JAVA_SHORT = new OfShort();
    public static final OfInt JAVA_INT = new OfInt(null);
    public static final OfLong JAVA_LONG = new OfLong(null);

    ValueLayout(String name, long size) {
        super(name, size, size);
    }

    /** A {@code byte}. */
    public static final class OfByte extends ValueLayout {
        private OfByte() {
            super(null, Byte.BYTES);
        }
    }

    /** A {@code short}. */
    public static final class OfShort extends ValueLayout {
        private OfShort() {
            super(null, Short.BYTES);
        }
    }

    /** An {@code int}. */
    public static final class OfInt extends ValueLayout {
        private OfInt(String name) {
            super(name, Integer.BYTES);
        }

        public OfInt withName(String newName) {
            return new OfInt(newName);
        }
    }

    /** A {@code long}. */
    public static final class OfLong extends ValueLayout {
        private OfLong(String name) {
            super(name, Long.BYTES);
        }

        public OfLong withName(String newName) {
            return new OfLong(newName);
        }
    }
}
