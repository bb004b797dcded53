import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Prints, as JSON, what java.util.Properties.load reads from hostile texts.
 * The Go parser must read the same: see golden_test.go. Run with
 * "java Load.java > golden.json". With any argument it reads texts from
 * standard input instead, one a line, in hexadecimal UTF-8.
 */
public class Load {
    static final String[] TEXTS = {
        // Separators.
        "key=value", "key:value", "key value", "key\tvalue", "key\fvalue", "key = value", "key : value", "key  value",
        "key==value", "key=:value", "key := value", "key = = value", "key  =value", "key", "key=", "key:", "=value", ":value",
        " =value", "key\t \f=\t \fvalue", "key = value with = and : inside", "a=b=c:d e",
        // White space.
        "  key=value", "\t\fkey=value", "key=value  ", "key=value\t", "key=\tvalue\t\n", "key=   ", "key   ", "   ", "\n\n\n", "",
        // Comments.
        "# comment\nkey=value", "! comment\nkey=value", "  # comment\nkey=value", "key=value # no comment", "key=value ! no comment",
        "key=#value", "#key=value\\\nkey=value", "!a=1\\\nb=2", "#", "!", "#\n#\n", "# a\r# b\rkey=1", "key#=1", "!\nkey=1",
        // Line ends.
        "a=1\nb=2\n", "a=1\r\nb=2\r\n", "a=1\rb=2\r", "a=1\n\rb=2", "a=1\r\r\nb=2", "a=1\n\n\n  b=2",
        "a=1\u0085b=2", "a=1\u2028b=2", "a=1\u000bb=2", "a\u000b=1",
        // Continuation.
        "a=1\\\n2", "a=1\\\n   2", "a=1\\\n\t\f 2", "a=1\\\r\n  2", "a=1\\\r  2", "a=1\\\\\n2", "a=1\\\\\\\n2", "a=1\\\\\\\\\nb=2",
        "a=1\\\n\\\n2", "a=1\\\n\n2", "a=1\\\n   \nb=2", "a=1\\\n#2", "a=1\\\n  !2", "a=1\\ \n2", "a=1 \\\n  2", "a\\\n=1", "a\\\n  b=1",
        "a\\\n b c", "a=\\\n  1", "a = \\\n  = 1", "a\\\n:1", "a \\\n b", "a=1\\", "a=1\\\n", "a=1\\\r", "a=1\\\r\n", "a=1\\\n  ",
        "\\", "\\\n", "\\\r\n", "\\\n\n", "\\\n#a=1\nb=2", "\\\n  a=1", "\\\n\\\na=1", "  \\\n  #a\n", "\\\n   ", "\\\\\n", "a\\", "\\ \\\n a=1",
        "log.dirs=/a,\\\n         /b,\\\n         /c\nnum.partitions=3",
        "a=1\\\r\r\n2", "a=1\\\n\r2", "a=1\\\n\r\n2", "a=1\\\n\\", "a=1\\\n\\\n",
        // Escapes.
        "a=\\t\\n\\r\\f", "a=\\b\\a\\v\\0", "a=\\\\", "a=\\\"q\\\"", "a=C:\\dir\\new", "a=C:\\\\dir", "a=\\ 1", "a=\\=1", "a=\\:", "a=\\#", "a=1\\ ",
        "a\\=b=c", "a\\:b:c", "a\\ b c", "a\\\tb=c", "\\#a=1", "\\!a=1", "\\=a=1", "\\ a=1", "a\\\\=1", "a\\\\\\=1", "a\\\\ 1", "a\\t=1", "a\\nb=1",
        "\\a=1", "a=\\\u00e4", "a\\\u20ac=1",
        // Unicode escapes.
        "a=\\u0041", "a=\\u00e4\\u20AC", "\\u0061=1", "a=\\uD83D\\uDE00", "a=\\uD83D", "a=\\uDE00\\uD83D", "a=\\uD83D\\u0041", "a=\\uD83Dx",
        "a=\\uuuu0041", "a=\\u", "a=\\u1", "a=\\u12", "a=\\u123", "a=\\u123g", "a=\\uXYZW", "\\u12=1", "a=\\U0041", "a=\\\\u0041", "a=\\\\\\u0041",
        "a=\\u0041\\u0", "a=1\nb=\\u00\nc=3", "#\\u\na=1", "a=\\u 041", "a=\\u+041", "a=\\u00_1", "\\u003d=1", "a\\u003db=1", "a=\\u0020", "a=\\u000a1",
        "a=\\u00\\\n41", "a=\\\\u00zz", "a=\\u0000", "\\u0061\\u003D\\u0062=1", "C:\\users=1", "a=C:\\users",
        // Duplicates, NUL, other characters.
        "a=1\na=2", "a=1\nb=2\na=3\na=", "a=\u0000", "a\u0000b=1", "\u0000", "a=\u00e4\u00f6", "\u00fc=1", "a=\ud83d\ude00", "a=\u00a01", "\u00a0a=1",
        "\ufeffa=1", "a=1\n\u001aend",
        // What people write.
        "listeners=PLAINTEXT://:9092", "listeners: PLAINTEXT://:9092", "broker.id=0 # the first", "listeners PLAINTEXT://b1:9092",
        "ssl.truststore.location=C:\\kafka\\trust.jks",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\\n  username=\"a\" \\\n  password=\"b\";",
        "sasl.kerberos.principal.to.local.rules=RULE:[1:$1@$0](.*@X)s/@.*//,DEFAULT", "A->B.enabled = true", "clusters = A, B",
        "\"acks\"=\"all\"", "acks='all'", "acks=all;", "export acks=all", "<<<<<<< HEAD\nacks=all\n=======\nacks=1\n>>>>>>> x", "a:\n  b: 1\n  - c",
        "[section]\nkey=value", "{\"a\": 1}",
    };

    /** Keeps the settings in their order, duplicates included. */
    static final class Recorder extends Properties {
        private final StringBuilder json = new StringBuilder();

        @Override
        public synchronized Object put(Object key, Object value) {
            json.append(json.length() == 0 ? "" : ", ").append('[').append(quote((String) key)).append(", ").append(quote((String) value)).append(']');
            return null;
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
            for (String line; (line = in.readLine()) != null;) {
                System.out.println(load(new String(HexFormat.of().parseHex(line), StandardCharsets.UTF_8)));
            }
            return;
        }
        System.out.println("[");
        for (int i = 0; i < TEXTS.length; i++) {
            System.out.println("{\"text\": " + quote(TEXTS[i]) + ", \"entries\": " + load(TEXTS[i]) + "}" + (i + 1 < TEXTS.length ? "," : ""));
        }
        System.out.println("]");
    }

    /** The settings as a list of pairs; null if Java refuses the text. */
    static String load(String text) throws IOException {
        Recorder recorder = new Recorder();
        try {
            recorder.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            return "null";
        }
        return "[" + recorder.json + "]";
    }

    static String quote(String s) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.append('"').toString();
    }
}
