import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Finds Kafka's definitions on the class path. Kafka moved its classes about,
 * and from Scala to Java, so each is looked up under every name that it ever
 * had. One that is found under none of them stops the program: a catalogue with
 * a hole would be worse than none.
 */
final class Kafka {
    static final List<String> TOPIC = List.of("org.apache.kafka.storage.internals.log.LogConfig", "kafka.log.LogConfig$");
    static final List<String> BROKER = List.of("org.apache.kafka.server.config.AbstractKafkaConfig", "kafka.server.KafkaConfig$");
    static final List<String> DYNAMIC_BROKER = List.of("org.apache.kafka.server.config.DynamicConfig$Broker", "kafka.server.DynamicConfig$Broker$");
    static final List<String> PRODUCER = List.of("org.apache.kafka.clients.producer.ProducerConfig");
    static final List<String> CONSUMER = List.of("org.apache.kafka.clients.consumer.ConsumerConfig");
    static final List<String> ADMIN = List.of("org.apache.kafka.clients.admin.AdminClientConfig");
    static final List<String> UPDATES = List.of("org.apache.kafka.server.config.DynamicBrokerConfig", "kafka.server.DynamicBrokerConfig$");
    static final List<String> SYNONYMS = List.of("org.apache.kafka.server.config.ServerTopicConfigSynonyms", "kafka.log.LogConfig$");
    /** Groups have had configuration of their own since 4.0 only: this one may be missing. */
    static final List<String> GROUP = List.of("org.apache.kafka.coordinator.group.GroupConfig");

    private Kafka() { }

    /** The keys that one of the lists above defines, sorted by name. */
    static Map<String, ConfigDef.ConfigKey> definitions(List<String> classes) throws Exception {
        if (classes == GROUP && find(classes) == null) {
            return Map.of();
        }
        Object def = member(classes, "configDefCopy", "configDef", "CONFIG_DEF", "CONFIG", "brokerConfigDef", "brokerConfigs", "BROKER_CONFIGS");
        return new TreeMap<>(((ConfigDef) def).configKeys());
    }

    /** The value of the first static field, or method without arguments, that the class has by one of these names. */
    static Object member(List<String> classes, String... names) throws Exception {
        Class<?> type = find(classes);
        if (type == null) {
            throw new ClassNotFoundException(classes.toString());
        }
        for (String name : names) {
            for (Field f : type.getDeclaredFields()) {
                if (f.getName().equals(name)) {
                    f.setAccessible(true);
                    return f.get(scalaObject(type));
                }
            }
            for (Method m : type.getDeclaredMethods()) {
                if (m.getName().equals(name) && m.getParameterCount() == 0) {
                    m.setAccessible(true);
                    return m.invoke(scalaObject(type));
                }
            }
        }
        throw new NoSuchFieldException(type + " has none of " + List.of(names));
    }

    /** The value of a private field. */
    static Object field(Object o, String name) throws Exception {
        Field f = o.getClass().getDeclaredField(name);
        f.setAccessible(true);
        return f.get(o);
    }

    /** The first class that exists, or null. */
    private static Class<?> find(List<String> names) {
        for (String name : names) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException e) {
                continue;
            }
        }
        return null;
    }

    private static Object scalaObject(Class<?> type) throws Exception {
        return type.getName().endsWith("$") ? type.getField("MODULE$").get(null) : null;
    }
}
