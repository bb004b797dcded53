import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Prints what one Kafka release accepts, one key a line, in the columns of
 * catalog.tsv without the mask. It runs on that release's own class path.
 */
public final class Extract {
    /** Defaults that the JVM chooses, not Kafka: fixed to those of OpenJDK 11 and later. */
    private static final Map<String, String> JVM_DEFAULTS = Map.of(
        "ssl.protocol", "TLSv1.3",
        "ssl.enabled.protocols", "TLSv1.2,TLSv1.3",
        "ssl.keymanager.algorithm", "SunX509",
        "ssl.trustmanager.algorithm", "PKIX");

    public static void main(String[] args) throws Exception {
        Map<String, String> updates = updateModes();
        Map<String, ConfigDef.ConfigKey> broker = Kafka.definitions(Kafka.BROKER);
        Map<String, ConfigDef.ConfigKey> dynamicOnly = Kafka.definitions(Kafka.DYNAMIC_BROKER);
        dynamicOnly.keySet().removeAll(broker.keySet());
        print("topic", Kafka.definitions(Kafka.TOPIC), key -> "dynamic", "", synonyms());
        print("broker", broker, key -> updates.getOrDefault(key, "read-only"), "", Map.of());
        print("broker", dynamicOnly, key -> "cluster-wide", "dynamic-only", Map.of());
        print("producer", Kafka.definitions(Kafka.PRODUCER), key -> "not applicable", "", Map.of());
        print("consumer", Kafka.definitions(Kafka.CONSUMER), key -> "not applicable", "", Map.of());
        print("admin", Kafka.definitions(Kafka.ADMIN), key -> "not applicable", "", Map.of());
        print("group", Kafka.definitions(Kafka.GROUP), key -> "dynamic", "", Map.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> updateModes() throws Exception {
        return (Map<String, String>) Kafka.member(Kafka.UPDATES, "dynamicConfigUpdateModes");
    }

    /** For each topic key "NAME*FACTOR NAME*FACTOR", read off by converting 1. */
    private static Map<String, String> synonyms() throws Exception {
        Map<String, String> out = new HashMap<>();
        Map<?, ?> all = (Map<?, ?>) Kafka.member(Kafka.SYNONYMS, "ALL_TOPIC_CONFIG_SYNONYMS", "AllTopicConfigSynonyms");
        for (Map.Entry<?, ?> topic : all.entrySet()) {
            List<String> words = new ArrayList<>();
            for (Object synonym : (Collection<?>) topic.getValue()) {
                words.add(Kafka.field(synonym, "name") + "*" + factor(synonym));
            }
            out.put((String) topic.getKey(), String.join(" ", words));
        }
        return out;
    }

    @SuppressWarnings("unchecked")
    private static long factor(Object synonym) throws Exception {
        Function<String, String> converter = (Function<String, String>) Kafka.field(synonym, "converter");
        long one = Long.parseLong(converter.apply("1"));
        if (Long.parseLong(converter.apply("7")) != 7 * one) {
            throw new IllegalStateException(Kafka.field(synonym, "name") + " is not converted by a factor");
        }
        return one;
    }

    private static void print(String layer, Map<String, ConfigDef.ConfigKey> keys, Function<String, String> update,
                              String flag, Map<String, String> synonyms) throws Exception {
        for (ConfigDef.ConfigKey key : keys.values()) {
            String[] cells = {
                layer, key.name, lower(key.type), defaultOf(key), Validators.describe(key), lower(key.importance),
                update.apply(key.name), key.internalConfig ? "internal" : flag, synonyms.getOrDefault(key.name, "")};
            String row = String.join("\t", cells);
            if (row.indexOf('\n') >= 0 || row.chars().filter(c -> c == '\t').count() != cells.length - 1) {
                throw new IllegalStateException("a tab or line end inside " + layer + " " + key.name);
            }
            System.out.print(row + "\n");
        }
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }

    /** "=VALUE", "null", or "" for a required key. */
    private static String defaultOf(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "";
        }
        if (key.defaultValue == null) {
            return "null";
        }
        return "=" + JVM_DEFAULTS.getOrDefault(key.name, ConfigDef.convertToString(byName(key.defaultValue), key.type));
    }

    /** Classes inside a list as a file would name them; Kafka's own text for them is "class NAME". */
    private static Object byName(Object value) {
        if (!(value instanceof List)) {
            return value;
        }
        return ((List<?>) value).stream().map(e -> e instanceof Class ? ((Class<?>) e).getName() : e).toList();
    }
}
