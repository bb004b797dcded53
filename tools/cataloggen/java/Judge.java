import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Has one Kafka release judge sample values by its own parser and validators:
 * "layer, key, value in quotes, accepted or refused" a line. Of the keys with
 * one type and validator the first stands for all.
 */
public final class Judge {
    private static final List<String> INTEGERS = List.of(
        "0", "1", "-1", "+5", "-0", "+", "-", "--1", "+-1", " 7 ", "7\n", "1_000", "1 000", "1e3", "1.0", "0x10", "1L", "", " ",
        "00012", "\u0663", "\uff17\uff11", "\ud835\udfd5", "\u00a01", "\u2212\u0031", "32767", "32768", "-32768", "-32769",
        "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "-9223372036854775809", "0000000000000000000000001", "\u0000 3 \u001f", "1,000", "5%");
    private static final Map<ConfigDef.Type, List<String>> SAMPLES = Map.of(
        ConfigDef.Type.BOOLEAN, List.of("true", "TRUE", " False ", "yes", "1", "", "fal\u017fe", "truefalse", "t", "\u00a0true"),
        ConfigDef.Type.SHORT, INTEGERS,
        ConfigDef.Type.INT, INTEGERS,
        ConfigDef.Type.LONG, INTEGERS,
        ConfigDef.Type.DOUBLE, List.of(
            "0", "0.5", "1", "-1", ".5", "5.", ".", "", " 0.25 ", "1e-3", "1E0", "1e", "e1", "0.1f", "0.1F", "0.1d", "0.1D", "0.1fd",
            "NaN", "-NaN", "+NaN", "nan", "NaNf", "Infinity", "-Infinity", "+Infinity", "inf", "infinity", "Infinityd", "1e999",
            "-1e999", "1e-999", "0x1p-2", "0X1.8P-1f", "0x1", "0x.p1", "0x1.p-1", "0x1f", "0_1", "0x0_1p0", "1,5", "--1", "+-0.1", "+.1e+0",
            "0.1 f", "\u0661", "f", "d", "+f", "0x", "0xp1", "00000.10"),
        ConfigDef.Type.STRING, List.of("", "  ", "x", " x ", "a b", "\u00a0"),
        ConfigDef.Type.PASSWORD, List.of("", " p "),
        ConfigDef.Type.CLASS, List.of("", "  "),
        ConfigDef.Type.LIST, List.of(
            "", " ", "a", "a,b", " a , b ", "a,", ",a", ",", ",,", "a,,b", "a,a", "a, a", "a,b,a", "a\u00a0,b", "a,\t\n b", "a,\u0001b", "A,a"));
    /** Samples for the validators that are not a range or an enumeration, by what Validators calls them. */
    private static final Map<String, List<String>> SPECIAL = Map.of(
        "throttled", List.of("*", " * ", "*,", "*,*", "0:1", "0:1,2:3", "0:1,", "0:1, 2:3", "0:", ":1", "0", "a:1", "-1:1", "0:1:2", "0:1,*"),
        "voters", List.of(
            "1@a:1", "1@a:1,2@b:2", "1@a", "a:1", "x@a:1", "-1@a:1", "+1@a:1", "1@:1", "1@a:", "1@a:x", "1@a:0", "1@a:65535", "1@a:65536",
            "1@a:99999999999", "1@[::1]:9", "1@::1:9", "1@a b:9", "1@PLAINTEXT://a:9", "1@a_b:9", "1@\u00e4:9", "1@0.0.0.0:0", "1@0.0.0.0:9",
            "1@a:1@", "1@a:1@@", "@a:1", "1@@a:1", "1@a:1,1@a:1", "1@a:1,", " 1 @a:1", "1@a:1 , 2@a:2", "1@http://x/y:9", "1@[a:9", "1@a]:9",
            "1@[[a]:9", "1@a/b:9", "1@a:+9", "1@a:\u0661"),
        "servers", List.of(
            "a:1", "a:1,b:2", "a", ":1", "a:", "a:x", "a:65535", "a:65536", "[::1]:9", "a b:9", "PLAINTEXT://a:9", "\u00e4:9", "a:1,", "a:1,a:1",
            "1@a:1", "a/b:9"),
        "reset", List.of(
            "EARLIEST", "Latest", "NONE", "by_duration", "by_duration:", "by_duration:P1D", "by_duration:PT1H30M", "by_duration:pt1h", "by_duration:P",
            "by_duration:PT", "by_duration:P1DT", "by_duration:1d", "by_duration:PT-1H", "by_duration:-PT1H", "by_duration:-PT-1H", "by_duration:PT0S",
            "by_duration:-PT0S", "by_duration:PT0.5S", "by_duration:PT-0.5S", "by_duration:-PT0.5S", "by_duration:-PT-0.5S", "by_duration:PT-0S", "by_duration:-PT1S", "by_duration:PT1.S", "by_duration:PT1,5S", "by_duration:PT.5S",
            "by_duration:P1W", "by_duration:P1D ", " by_duration:P1D", "BY_DURATION:P1D", "by_duration:PT1H-61M", "by_duration:PT1M-30S",
            "by_duration:+P+1D", "by_duration:PT0.1234567890S", "by_duration: P1D", "by_duration:P99999999999999D", "by_duration:PT9999999999999999999S"),
        "release", List.of(
            "3.0", "3.0-IV1", "3.0-IV9", "3.0.1", "3.0.x", "0.8", "0.8.2", "0.8.2.1", "0.10.0-IV1", "0.10", "2", "3.", "99.0", "3.0-iv1", "v3.0", "0.8.2-IV0"));

    public static void main(String[] args) throws Exception {
        judge("topic", Kafka.definitions(Kafka.TOPIC));
        judge("broker", Kafka.definitions(Kafka.BROKER));
        judge("broker", Kafka.definitions(Kafka.DYNAMIC_BROKER));
        judge("producer", Kafka.definitions(Kafka.PRODUCER));
        judge("consumer", Kafka.definitions(Kafka.CONSUMER));
        judge("admin", Kafka.definitions(Kafka.ADMIN));
        judge("group", Kafka.definitions(Kafka.GROUP));
    }

    private static final Set<String> JUDGED = new HashSet<>();

    private static void judge(String layer, Map<String, ConfigDef.ConfigKey> keys) throws Exception {
        for (ConfigDef.ConfigKey key : keys.values()) {
            String validator = Validators.describe(key);
            if (!JUDGED.add(key.type + " " + validator)) {
                continue;
            }
            for (String value : samples(key, validator)) {
                String verdict = accepts(key, value) ? "accepted" : "refused";
                System.out.print(layer + "\t" + key.name + "\t" + quote(value) + "\t" + verdict + "\n");
            }
        }
    }

    private static boolean accepts(ConfigDef.ConfigKey key, String value) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            return key.validator == null || Validators.accepts(key, parsed);
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private static Set<String> samples(ConfigDef.ConfigKey key, String validator) {
        Set<String> out = new LinkedHashSet<>(SAMPLES.get(key.type));
        String kind = validator.replaceAll(":.*", "");
        String args = validator.substring(Math.min(validator.length(), kind.length() + 1));
        out.addAll(SPECIAL.getOrDefault(kind, List.of()));
        if (kind.equals("range")) {
            edges(out, args.replaceAll("\\|.*", ""), key.type == ConfigDef.Type.DOUBLE ? 0.001 : 1);
        } else if (!kind.equals("release") && !kind.equals("voters") && !args.isEmpty()) {
            words(out, List.of(args.split(",")));
        }
        return out;
    }

    /** Each end of a range, with its neighbours on both sides. */
    private static void edges(Set<String> out, String range, double step) {
        for (String end : range.split("\\.\\.")) {
            for (int i = -1; i <= 1 && !end.isEmpty(); i++) {
                out.add(step == 1 ? String.valueOf(Long.parseLong(end) + i) : String.valueOf(Double.parseDouble(end) + i * step));
            }
        }
    }

    /** Each word in several spellings, and lists of them. */
    private static void words(Set<String> out, List<String> words) {
        for (String word : words) {
            out.addAll(List.of(word, " " + word + " ", word.toUpperCase(Locale.ROOT), word.toLowerCase(Locale.ROOT), word + "x"));
        }
        List<String> twice = new ArrayList<>(words);
        twice.add(words.get(0));
        out.addAll(List.of(String.join(",", words), String.join(" , ", words), String.join(",", twice), words.get(0) + ",", words.get(0) + ",x"));
    }

    /** As a Go string literal in ASCII. */
    private static String quote(String s) {
        StringBuilder out = new StringBuilder("\"");
        s.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c >= ' ' && c < 127) {
                out.append((char) c);
            } else {
                out.append(String.format("\\U%08x", c));
            }
        });
        return out.append('"').toString();
    }
}
