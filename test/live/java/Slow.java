import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/**
 * Members of a group that take longer for the records of one poll than
 * max.poll.interval.ms allows: Slow BOOTSTRAP GROUP TOPIC MEMBERS INTERVAL WORK,
 * times in ms. Each takes half an interval longer than the one before, so that they
 * never come back together. They go on until the process ends.
 */
class Slow {
    public static void main(String[] args) throws Exception {
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            String name = args[1] + "-" + i;
            long takes = Long.parseLong(args[5]) + i * Long.parseLong(args[4]) / 2;
            Thread member = new Thread(() -> work(args, name, takes), name);
            member.start();
            Thread.sleep(1500); // people deploy one after the other
        }
    }

    static void work(String[] args, String name, long takes) {
        Properties p = new Properties();
        p.put("bootstrap.servers", args[0]);
        p.put("group.id", args[1]);
        p.put("client.id", name);
        p.put("max.poll.interval.ms", args[4]);
        p.put("max.poll.records", "1");
        p.put("session.timeout.ms", "6000");
        p.put("heartbeat.interval.ms", "1000");
        p.put("auto.offset.reset", "earliest");
        p.put("enable.auto.commit", "false");
        p.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        p.put("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(p)) {
            consumer.subscribe(List.of(args[2]));
            while (true) {
                if (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                    continue;
                }
                Thread.sleep(takes);
                try {
                    consumer.commitSync();
                } catch (CommitFailedException | RetriableCommitFailedException | RebalanceInProgressException late) {
                    System.out.println(name + ": " + late.getMessage());
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
