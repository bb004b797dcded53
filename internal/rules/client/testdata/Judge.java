import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.utils.AppInfoParser;

/** Prints what Kafka's own clients make of settings: made, loses idempotence, or throws. No broker is asked. */
public class Judge {
  static final String SIX = "max.in.flight.requests.per.connection=6 ";
  static final String ON = "enable.idempotence=true ", OFF = "enable.idempotence=false ", ID = "transactional.id=t ";
  static final String GROUP = "group.id=g ", NEW = "group.protocol=consumer ";
  static final String COOPERATIVE = "partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  static final String[] PRODUCERS = {
    "linger.ms=5", "acks=-1", "acks=1", "acks=0", "acks=1 " + ON, "acks=1 " + OFF, "acks=1 " + ID,
    "retries=0", "retries=0 " + ON, "retries=0 " + OFF, "retries=0 " + ID, "retries=0 acks=1 " + ON,
    OFF + ID, OFF + ID + "acks=1", ON + ID, ON + ID + "acks=1",
    SIX, SIX + ON, SIX + OFF, SIX + ID, SIX + "acks=1", SIX + "retries=0", SIX + "acks=1 retries=0 " + ON,
    "max.in.flight.requests.per.connection=5000 retries=3 metadata.max.age.ms=300000 " + ON,
    "delivery.timeout.ms=1000", "delivery.timeout.ms=30000", "delivery.timeout.ms=30004", "delivery.timeout.ms=30005",
    "request.timeout.ms=200000", "request.timeout.ms=200000 delivery.timeout.ms=120000",
    "linger.ms=100000", "linger.ms=100000 delivery.timeout.ms=120000",
    "linger.ms=2147483647 delivery.timeout.ms=2147483647", "linger.ms=3000000000 delivery.timeout.ms=120000",
    ID + "transaction.timeout.ms=10000", ID + "transaction.two.phase.commit.enable=true",
    ID + "transaction.two.phase.commit.enable=true transaction.timeout.ms=10000",
  };

  static final String[] CONSUMERS = {
    GROUP, GROUP + "heartbeat.interval.ms=45000", GROUP + "heartbeat.interval.ms=15000",
    GROUP + "session.timeout.ms=3000", GROUP + "session.timeout.ms=2000",
    GROUP + "session.timeout.ms=6000 heartbeat.interval.ms=6000",
    GROUP + NEW, GROUP + NEW + "session.timeout.ms=45000", GROUP + NEW + "session.timeout.ms=10000",
    GROUP + NEW + "heartbeat.interval.ms=3000", GROUP + NEW + "heartbeat.interval.ms=60000", GROUP + NEW + COOPERATIVE,
    GROUP + NEW + "partition.assignment.strategy=", GROUP + "group.protocol=CONSUMER session.timeout.ms=10000",
    GROUP + NEW + "group.remote.assignor=uniform", GROUP + "group.remote.assignor=uniform",
    GROUP + "group.protocol=classic group.remote.assignor=uniform",
  };

  public static void main(String[] args) {
    for (String settings : PRODUCERS) print("producer", settings, producer(with(settings, "serializer", "Serializer")));
    for (String settings : CONSUMERS) print("consumer", settings, consumer(with(settings, "deserializer", "Deserializer")));
    System.exit(0); // the clients' threads still look for a broker
  }

  static void print(String client, String settings, String verdict) {
    System.out.println(AppInfoParser.getVersion() + "\t" + client + "\t" + settings.trim() + "\t" + verdict);
  }

  static Properties with(String settings, String key, String type) {
    Properties p = new Properties();
    p.put("bootstrap.servers", "127.0.0.1:1");
    p.put("key." + key, "org.apache.kafka.common.serialization.String" + type);
    p.put("value." + key, "org.apache.kafka.common.serialization.String" + type);
    for (String setting : settings.trim().split(" ")) p.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    return p;
  }

  static String producer(Properties p) {
    try (KafkaProducer<String, String> made = new KafkaProducer<>(p)) {
      made.close(Duration.ZERO);
      boolean asked = "false".equals(p.get("enable.idempotence"));
      return asked || new ProducerConfig(p).getBoolean("enable.idempotence") ? "made" : "loses idempotence";
    } catch (Exception e) {
      return "throws " + cause(e);
    }
  }

  static String consumer(Properties p) {
    try (KafkaConsumer<String, String> made = new KafkaConsumer<>(p)) {
      made.close(Duration.ZERO);
      return "made";
    } catch (Exception e) {
      return "throws " + cause(e);
    }
  }

  static String cause(Throwable e) {
    while (e.getCause() != null) e = e.getCause();
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
