package dev.pidone.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Loads the agent a second time, apart from the application: the module of these classes, an unnamed one that nobody
 * else is in, is what the JDK's packages are opened to. For the application they stay closed.
 */
final class OwnClassLoader extends ClassLoader {
    private final File jar;

    OwnClassLoader(File jar) {
        super(ClassLoader.getPlatformClassLoader());
        this.jar = jar;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (ZipFile file = new ZipFile(jar)) {
            ZipEntry entry = file.getEntry(name.replace('.', '/') + ".class");
            if (entry == null) {
                throw new ClassNotFoundException(name);
            }
            try (InputStream stream = file.getInputStream(entry)) {
                byte[] bytes = stream.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
