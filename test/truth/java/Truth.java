import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Answers one question a line, each with one line, by Kafka's own classes.
 *
 * <pre>
 * topic      KEY VALUE …              LogConfig.validate: what CreateTopics accepts
 * producer   KEY VALUE …              new ProducerConfig
 * consumer   KEY VALUE …              new ConsumerConfig
 * key        LAYER KEY VALUE          the ConfigDef's type and validator of one key
 * effective  N KEY VALUE … KEY VALUE  the topic's settings over N pairs of a server.properties
 * </pre>
 * Cells are separated by tabs and percent-encoded. The answer is "accepted",
 * "refused SENTENCE", "unknown" or, for effective, "KEY=VALUE" cells.
 */
public final class Truth {
    private static final String LOG_CONFIG = "org.apache.kafka.storage.internals.log.LogConfig";

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] cells = Arrays.stream(line.split("\t", -1)).map(Truth::decode).toArray(String[]::new);
            System.out.println(answer(cells).replaceAll("[\r\n]+", " "));
        }
    }

    private static String answer(String[] cells) throws Exception {
        try {
            switch (cells[0]) {
                case "topic": invoke(LOG_CONFIG, "validate", properties(cells, 1, cells.length)); return "accepted";
                case "producer": new ProducerConfig(serializers(pairs(cells, 1, cells.length), "serializer")); return "accepted";
                case "consumer": new ConsumerConfig(serializers(pairs(cells, 1, cells.length), "deserializer")); return "accepted";
                case "key": return key(cells[1], cells[2], cells[3]);
                case "effective": return effective(cells);
                default: throw new IllegalArgumentException(cells[0]);
            }
        } catch (InvocationTargetException e) {
            return "refused " + e.getCause().getMessage();
        } catch (org.apache.kafka.common.KafkaException e) {
            return "refused " + e.getMessage();
        }
    }

    private static String key(String layer, String name, String value) throws Exception {
        ConfigDef.ConfigKey key = definitions(layer).configKeys().get(name);
        if (key == null) {
            return "unknown";
        }
        Object parsed = ConfigDef.parseType(name, value, key.type);
        if (key.validator != null) {
            key.validator.ensureValid(name, parsed);
        }
        return "accepted";
    }

    private static ConfigDef definitions(String layer) throws Exception {
        switch (layer) {
            case "producer": return ProducerConfig.configDef();
            case "consumer": return ConsumerConfig.configDef();
            case "admin": return AdminClientConfig.configDef();
            case "broker": return (ConfigDef) invoke("kafka.server.KafkaConfig", "configDef");
            case "topic": return (ConfigDef) invoke(LOG_CONFIG, "configDefCopy");
            default: throw new IllegalArgumentException(layer);
        }
    }

    /** What a broker with these properties makes of a topic with these overrides, by Kafka's own code. */
    private static String effective(String[] cells) throws Exception {
        int split = 2 + 2 * Integer.parseInt(cells[1]);
        Object broker = Class.forName("kafka.server.KafkaConfig").getConstructor(Map.class).newInstance(pairs(cells, 2, split));
        Map<?, ?> defaults = (Map<?, ?>) broker.getClass().getMethod("extractLogConfigMap").invoke(broker);
        Object log = invoke(LOG_CONFIG, "fromProps", defaults, properties(cells, split, cells.length));
        Map<String, String> out = new TreeMap<>();
        for (Map.Entry<String, ?> e : ((AbstractConfig) log).values().entrySet()) {
            Object v = e.getValue();
            out.put(e.getKey(), v instanceof List ? String.join(",", ((List<?>) v).stream().map(String::valueOf).toArray(String[]::new)) : String.valueOf(v));
        }
        StringBuilder line = new StringBuilder();
        out.forEach((k, v) -> line.append(line.length() == 0 ? "" : "\t").append(k).append('=').append(v));
        return line.toString();
    }

    private static Object invoke(String type, String name, Object... args) throws Exception {
        for (Method m : Class.forName(type).getMethods()) {
            if (m.getName().equals(name) && m.getParameterCount() == args.length && accepts(m, args)) {
                return m.invoke(null, args);
            }
        }
        throw new NoSuchMethodException(type + "." + name);
    }

    private static boolean accepts(Method m, Object[] args) {
        for (int i = 0; i < args.length; i++) {
            if (!m.getParameterTypes()[i].isInstance(args[i])) {
                return false;
            }
        }
        return java.lang.reflect.Modifier.isStatic(m.getModifiers());
    }

    private static Map<String, Object> serializers(Map<String, Object> config, String kind) {
        String type = kind.equals("serializer") ? "StringSerializer" : "StringDeserializer";
        config.putIfAbsent("bootstrap.servers", "localhost:9092");
        config.putIfAbsent("key." + kind, "org.apache.kafka.common.serialization." + type);
        config.putIfAbsent("value." + kind, "org.apache.kafka.common.serialization." + type);
        return config;
    }

    private static Map<String, Object> pairs(String[] cells, int from, int to) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (int i = from; i + 1 < to; i += 2) {
            out.put(cells[i], cells[i + 1]);
        }
        return out;
    }

    private static Properties properties(String[] cells, int from, int to) {
        Properties out = new Properties();
        out.putAll(pairs(cells, from, to));
        return out;
    }

    private static String decode(String cell) {
        return java.net.URLDecoder.decode(cell, StandardCharsets.UTF_8);
    }
}
