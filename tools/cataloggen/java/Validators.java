import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;

/** Validators as one word with its arguments, as internal/catalog reads them. */
final class Validators {
    private Validators() { }

    static String describe(ConfigDef.ConfigKey key) throws Exception {
        ConfigDef.Validator v = key.validator;
        if (v == null) {
            return "";
        }
        switch (v.getClass().getSimpleName()) {
            case "Range":
                return "range:" + text(Kafka.field(v, "min")) + ".." + text(Kafka.field(v, "max"));
            case "ValidString":
                return "in:" + sorted((Collection<?>) Kafka.field(v, "validStrings"));
            case "CaseInsensitiveValidString":
                return "anycase:" + sorted((Collection<?>) Kafka.field(v, "validStrings"));
            case "ValidList":
                return list(v);
            case "NonEmptyString":
                return "nonempty";
            case "NonNullValidator":
                return "nonnull";
            case "ThrottledReplicaListValidator":
            case "ThrottledReplicaListValidator$":
                return "throttled";
            case "ControllerQuorumVotersValidator":
                return "voters" + (accepts(key, List.of("1@no host:1")) ? ":loose" : "");
            case "ControllerQuorumBootstrapServersValidator":
                return "servers" + (accepts(key, List.of("no host:1")) ? ":loose" : "");
            case "MetadataVersionValidator":
                return "release:" + releases();
            default:
                return probe(key);
        }
    }

    private static String text(Object bound) {
        return bound == null ? "" : bound.toString();
    }

    /** Sorted, because Set.of has another order in each JVM. */
    private static String sorted(Collection<?> values) {
        return String.join(",", values.stream().map(Object::toString).sorted().toList());
    }

    /** Since 4.2 (KIP-1161) lists refuse duplicates and empty entries, and some refuse to be empty. */
    private static String list(ConfigDef.Validator v) throws Exception {
        String values = sorted((Collection<?>) Kafka.field(Kafka.field(v, "validString"), "validStrings"));
        try {
            return ((Boolean) Kafka.field(v, "isEmptyAllowed") ? "set:" : "someset:") + values;
        } catch (NoSuchFieldException before42) {
            return "list:" + values;
        }
    }

    /** What MetadataVersion.fromVersionString looks a version up in. */
    private static String releases() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Object version : Class.forName("org.apache.kafka.server.common.MetadataVersion").getEnumConstants()) {
            names.add((String) version.getClass().getMethod("version").invoke(version));
            names.add((String) version.getClass().getMethod("shortVersion").invoke(version));
        }
        return String.join(",", names);
    }

    /** A validator of Kafka's own making can only be asked. */
    private static String probe(ConfigDef.ConfigKey key) {
        if (key.type == ConfigDef.Type.INT) {
            return probeInts(key);
        }
        String shown = key.validator.toString();
        if (key.type != ConfigDef.Type.STRING || !shown.matches("\\[[a-z_:A-Z., ]+]")) {
            return "other:" + key.validator.getClass().getSimpleName();
        }
        List<String> words = new ArrayList<>(List.of(shown.substring(1, shown.length() - 1).split(", ")));
        if (words.removeIf(word -> word.startsWith("by_duration:"))) {
            return "reset:" + sorted(words);
        }
        boolean anyCase = words.stream().allMatch(word -> accepts(key, word.toUpperCase(Locale.ROOT)));
        return (anyCase ? "anycase:" : "in:") + sorted(anyCase ? words.stream().map(w -> w.toUpperCase(Locale.ROOT)).toList() : words);
    }

    /** One stretch of integers, and perhaps −1 beside it, as of the gzip level. */
    private static String probeInts(ConfigDef.ConfigKey key) {
        int low = 0;
        while (low < 1000 && !accepts(key, low)) {
            low++;
        }
        String range = "range:" + low + "..";
        if (!accepts(key, Integer.MAX_VALUE)) {
            int high = low;
            while (accepts(key, high + 1)) {
                high++;
            }
            range += high;
        }
        return accepts(key, -1) ? range + "|-1" : range;
    }

    static boolean accepts(ConfigDef.ConfigKey key, Object value) {
        try {
            key.validator.ensureValid(key.name, value);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }
}
