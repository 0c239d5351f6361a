package dev.pidone.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.security.AllPermission;
import java.security.PermissionCollection;
import java.security.ProtectionDomain;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Loads the agent a second time, apart from the application: the module of these classes, an unnamed one that nobody
 * else is in, is what the JDK's packages are opened to. For the application they stay closed.
 *
 * <p>
 * All of it is loaded at once, so that nothing has to be when memory or descriptors have run out or the jar is gone.
 */
final class OwnClassLoader extends ClassLoader {
    private static final String FOLDER = "dev/pidone/agent/";
    private static final String CLASS = ".class";

    private final Map<String, byte[]> classes = new HashMap<>();
    private final ProtectionDomain domain;

    OwnClassLoader(File jar) throws IOException, ClassNotFoundException {
        super(ClassLoader.getPlatformClassLoader());
        // An application may have a security manager, until Java 23.
        PermissionCollection permissions = new AllPermission().newPermissionCollection();
        permissions.add(new AllPermission());
        domain = new ProtectionDomain(null, permissions);
        read(jar);
        for (String name : classes.keySet()) {
            Class.forName(name, true, this);
        }
    }

    private void read(File jar) throws IOException {
        try (ZipFile file = new ZipFile(jar)) {
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements();) {
                ZipEntry entry = all.nextElement();
                String name = entry.getName();
                if (name.startsWith(FOLDER) && name.endsWith(CLASS)) {
                    try (InputStream stream = file.getInputStream(entry)) {
                        classes.put(name.substring(0, name.length() - CLASS.length()).replace('/', '.'),
                                stream.readAllBytes());
                    }
                }
            }
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }
}
