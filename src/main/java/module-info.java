/** The first process of a container. */
module dev.pidone {
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires static info.picocli;
    requires org.slf4j;

    provides ch.qos.logback.classic.spi.Configurator with dev.pidone.jar.LogbackSetup;
}
