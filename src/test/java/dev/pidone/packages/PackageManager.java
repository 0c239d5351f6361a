package dev.pidone.packages;

import dev.pidone.support.Architecture;
import java.util.List;
import java.util.stream.Stream;

/** What installs packages of a kind, as commands for a shell. */
enum PackageManager {
    /** Debian's; a package for another architecture has to be allowed. */
    DPKG("deb", "/usr", "dpkg --add-architecture %2$s && dpkg --install %1$s", "dpkg --install %s",
            "dpkg --purge pidone", "dpkg-query --show --showformat='${Version}' pidone",
            List.of("share/doc/pidone/NOTICE", "share/doc/pidone/changelog.Debian.gz", "share/doc/pidone/changelog.gz",
                    "share/doc/pidone/copyright", "share/lintian/overrides/pidone", "share/man/man1/pidone.1.gz",
                    "share/zsh/vendor-completions/_pidone")),
    /** As Debian has it, which wants to be told that it is really meant. */
    RPM("rpm", "/usr", "rpm --force-debian --ignorearch --install %s", "rpm --force-debian --ignorearch --upgrade %s",
            "rpm --force-debian --erase pidone", "rpm --query --queryformat '%{VERSION}-%{RELEASE}' pidone",
            List.of("share/doc/pidone/CHANGELOG.md", "share/licenses/pidone/LICENSE", "share/licenses/pidone/NOTICE",
                    "share/man/man1/pidone.1.gz", "share/zsh/site-functions/_pidone"));

    private static final List<String> IN_ALL = List.of("bin/pidone", "share/bash-completion/completions/pidone",
            "share/doc/pidone/pidone.cdx.json", "share/fish/vendor_completions.d/pidone.fish");

    private final String kind;
    private final String prefix;
    private final String install;
    private final String upgrade;
    private final String remove;
    private final String query;
    private final List<String> files;

    PackageManager(String kind, String prefix, String install, String upgrade, String remove, String query,
            List<String> files) {
        this.kind = kind;
        this.prefix = prefix;
        this.install = install;
        this.upgrade = upgrade;
        this.remove = remove;
        this.query = query;
        this.files = files;
    }

    String kind() {
        return kind;
    }

    String install(String file, Architecture architecture) {
        return install.formatted(file, architecture.debian());
    }

    String upgrade(String file) {
        return upgrade.formatted(file);
    }

    String remove() {
        return remove;
    }

    /** Prints the version that is installed. */
    String query() {
        return query;
    }

    /** All files of a package, where they are installed. */
    List<String> files() {
        return Stream.concat(IN_ALL.stream(), files.stream()).map(file -> prefix + "/" + file).sorted().toList();
    }
}
