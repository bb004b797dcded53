import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's own producer and consumer as a program that speaks JSON, one object a line.
 *
 * <pre>
 * Peer produce BOOTSTRAP [SETTING=VALUE …]                   sends the records of its standard input
 * Peer rate    BOOTSTRAP TOPIC PER_SECOND [SETTING=VALUE …]  sends records 0, 1, 2, … evenly
 * Peer consume BOOTSTRAP TOPIC [SETTING=VALUE …]             prints what the topic holds at the start
 * </pre>
 * A setting is one of the client's. produce and rate end when their standard input does, and
 * every record has been told: "id", and "partition" and "offset", or "error"; "sent" and "done",
 * in ms since 1970, are when it was handed to the producer and when it was told. A record is
 * "id", "topic", "key", "value" and "headers", which is a list of "key" and "value"; bytes are
 * base64 or null. The records of rate have their number as key and as value.
 */
final class Peer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "produce": produce(settings(args, 2)); break;
            case "rate": rate(args[2], Integer.parseInt(args[3]), settings(args, 4)); break;
            case "consume": consume(args[2], settings(args, 3)); break;
            default: throw new IllegalArgumentException(args[0]);
        }
    }

    private static Properties settings(String[] args, int from) {
        Properties p = new Properties();
        p.put("bootstrap.servers", args[1]);
        for (int i = from; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            p.put(pair[0], pair[1]);
        }
        return p;
    }

    private static void produce(Properties settings) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode r = JSON.readTree(line);
                send(producer, r.get("id").asLong(), new ProducerRecord<>(r.get("topic").asText(), null, bytes(r, "key"), bytes(r, "value"), headers(r)));
            }
        }
    }

    private static void rate(String topic, int perSecond, Properties settings) {
        Thread owner = Thread.currentThread();
        Thread watch = new Thread(() -> untilInputEnds(owner));
        watch.setDaemon(true);
        watch.start();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (long id = 0; watch.isAlive(); id++) {
                byte[] number = Long.toString(id).getBytes(StandardCharsets.UTF_8);
                send(producer, id, new ProducerRecord<>(topic, number, number));
                long due = start + (id + 1) * 1_000_000_000L / perSecond;
                for (long left = due - System.nanoTime(); left > 0 && watch.isAlive(); left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        }
    }

    private static void untilInputEnds(Thread owner) {
        try {
            while (System.in.read() >= 0) { }
        } catch (IOException gone) {
            // is an end, too
        }
        LockSupport.unpark(owner);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, long id, ProducerRecord<byte[], byte[]> record) {
        long sent = System.currentTimeMillis();
        producer.send(record, (at, failed) -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("id", id);
            if (failed == null) {
                told.put("partition", at.partition());
                told.put("offset", at.offset());
            } else {
                told.put("error", failed.toString());
            }
            told.put("sent", sent);
            told.put("done", System.currentTimeMillis());
            print(told);
        });
    }

    private static void consume(String topic, Properties settings) {
        // What is read need not be told at once.
        out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 20), false, StandardCharsets.UTF_8);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            consumer.partitionsFor(topic).forEach(p -> all.add(new TopicPartition(topic, p.partition())));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(Peer::print);
            }
        }
        out.flush();
    }

    private static void print(ConsumerRecord<byte[], byte[]> r) {
        List<Map<String, Object>> headers = new ArrayList<>();
        for (Header h : r.headers()) {
            Map<String, Object> header = new LinkedHashMap<>();
            header.put("key", h.key());
            header.put("value", h.value());
            headers.add(header);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("partition", r.partition());
        told.put("offset", r.offset());
        told.put("timestamp", r.timestamp());
        told.put("key", r.key());
        told.put("value", r.value());
        told.put("headers", headers);
        print(told);
    }

    private static void print(Map<String, Object> told) {
        try {
            out.println(JSON.writeValueAsString(told));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Header> headers(JsonNode record) throws IOException {
        List<Header> out = new ArrayList<>();
        for (JsonNode h : record.path("headers")) {
            out.add(new RecordHeader(h.get("key").asText(), bytes(h, "value")));
        }
        return out;
    }

    private static byte[] bytes(JsonNode in, String field) throws IOException {
        return in.hasNonNull(field) ? in.get(field).binaryValue() : null;
    }
}
