import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Kafka's kafka-configs as a program that stays: every line of its standard input is the
 * arguments of one call, and "done" on its standard output tells that the call has succeeded. A
 * call that fails ends it, as it ends the tool.
 */
final class Configs {
    public static void main(String[] none) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String call = in.readLine(); call != null; call = in.readLine()) {
            kafka.admin.ConfigCommand.main(call.split(" "));
            System.out.println("done");
        }
    }
}
