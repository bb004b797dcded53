import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/**
 * Prints, as JSON, what Kafka makes of a sasl.jaas.config. The Go parser must
 * make the same: see jaas_golden_test.go. Run with
 * "java -cp 'kafka-clients.jar:slf4j-api.jar' Jaas.java > jaas.json". With any
 * argument it reads texts from standard input instead, one a line, in
 * hexadecimal UTF-8.
 */
public class Jaas {
    static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule ";
    static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule ";
    static final String[] TEXTS = {
        // Quotes.
        PLAIN + "required username=\"scan\" password=\"secret\";", PLAIN + "required username='scan' password='secret';",
        PLAIN + "required username=scan password=secret;", PLAIN + "required username=\"scan\" password='it\"s';",
        PLAIN + "required username=\"a\" password=\"it's\";", PLAIN + "required username=\"a\" password=\"\";",
        PLAIN + "required username=\"a\" password=\"a\\\"b\";", PLAIN + "required username=\"a\" password=\"a\\\\b\";",
        PLAIN + "required username=\"a\" password=\"a b;c=d\";", "\"" + PLAIN.trim() + "\" required username=a password=b;",
        PLAIN + "\"required\" username=a password=b;", PLAIN + "required \"username\"=\"a\" 'password'='b';",
        PLAIN + "required username=\"a\" password=\"open;", PLAIN + "required username=\"a\" password=\"two\nlines\";",
        PLAIN + "required username=\"a\" password=\"ends\n;", PLAIN + "required username=\"a\" password=\"x\"y;",
        // Escapes.
        PLAIN + "required username=a password=\"\\a\\b\\f\\n\\r\\t\\v\\q\\x41\\u0041\";",
        PLAIN + "required username=a password=\"\\0\\7\\12\\101\\377\\400\\777\\8\\08\\1234\";", PLAIN + "required username=a password=\"\\",
        // Words, numbers, signs.
        PLAIN + "required username=a password=1234;", PLAIN + "required username=a password=a1234;", PLAIN + "required username=a password=1abc;",
        PLAIN + "required username=a password=-;", PLAIN + "required username=a password=-x;", PLAIN + "required username=a password=a-b_c$d.e;",
        PLAIN + "required username=a password=$x;", PLAIN + "required username=a password=_x;", PLAIN + "required username=a password=.5;",
        PLAIN + "required username=a password=a@b;", PLAIN + "required username=a password=a!;", PLAIN + "required username=a@b.c password=b;",
        PLAIN + "required username=\u00e9t\u00e9 password=\u65e5\u672c;", PLAIN + "required username=a password=\u0085x;", PLAIN + "required 1=a password=b;",
        PLAIN + "required username=a password=\ud83d\ude00;",
        // White space and separators.
        "  " + PLAIN + "\trequired\n username = \"a\"\r\n password\t=\t\"b\" ; ", PLAIN + "required username=\"a\"password=\"b\";",
        PLAIN + "required username=\"a\",password=\"b\";", PLAIN + "required username:\"a\" password=\"b\";", PLAIN + "required;",
        PLAIN + "required", PLAIN + "required username=\"a\" password=\"b\"", PLAIN, PLAIN + ";", "", " ", ";", "required", "a b", "1 required;",
        PLAIN + "required username;", PLAIN + "required username=;", PLAIN + "required =a;", PLAIN + "required username==a;",
        PLAIN + "required username=a username=b password=c;",
        // Flags.
        PLAIN + "REQUIRED username=a password=b;", PLAIN + "optional username=a password=b;", PLAIN + "Requisite username=a;", PLAIN + "sufficient a=b;",
        PLAIN + "require username=a password=b;", PLAIN + "username=a password=b;",
        // Comments.
        "// c\n" + PLAIN + "required username=a password=b;", "/* c */" + PLAIN + "required username=a /* c\n */ password=b;",
        PLAIN + "required username=a password=b/c;", PLAIN + "required username=a password=\"b/c\"; // c", PLAIN + "required username=a password=b; /* open",
        PLAIN + "required username=a / c\n password=b;", PLAIN + "required username=a /\n password=b;\n;", PLAIN + "required /**/ username=a /***/ password=b;", "# c\n" + PLAIN + "required a=b;",
        PLAIN + "required username=a /* /* */ password=b;", PLAIN + "required username=a /*/ password=b; */ c=d;",
        // More than one.
        PLAIN + "required a=b; " + SCRAM + "required c=d;", PLAIN + "required a=b;;", PLAIN + "required a=b; x", SCRAM + "required username=a password=b tokenauth=\"true\";",
        "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"/k\" principal=\"p@R\";",
    };

    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
            for (String line; (line = in.readLine()) != null; )
                System.out.println(read(new String(HexFormat.of().parseHex(line), StandardCharsets.UTF_8)));
            return;
        }
        System.out.println("[");
        for (int i = 0; i < TEXTS.length; i++)
            System.out.println(read(TEXTS[i]) + (i < TEXTS.length - 1 ? "," : ""));
        System.out.println("]");
    }

    static String read(String text) {
        String head = "{\"text\": " + quote(text);
        try {
            AppConfigurationEntry entry = JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(text))).configurationEntries().get(0);
            StringBuilder out = new StringBuilder(head + ", \"module\": " + quote(entry.getLoginModuleName()) + ", \"options\": {");
            Map<String, String> options = new TreeMap<>();
            entry.getOptions().forEach((k, v) -> options.put(k == null ? "" : k, v.toString()));
            String sep = "";
            for (Map.Entry<String, String> o : options.entrySet()) {
                out.append(sep).append(quote(o.getKey())).append(": ").append(quote(o.getValue()));
                sep = ", ";
            }
            return out + "}}";
        } catch (RuntimeException e) {
            return head + ", \"refused\": true}";
        }
    }

    static String quote(String s) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : s.toCharArray())
            if (c < ' ' || c > '~' || c == '"' || c == '\\') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        return out.append('"').toString();
    }
}
