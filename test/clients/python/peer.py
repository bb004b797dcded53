"""librdkafka's producer and consumer as a program that speaks JSON, one object a line.

    peer.py produce BOOTSTRAP [SETTING=VALUE ...]        sends the records of its standard input
    peer.py consume BOOTSTRAP TOPIC [SETTING=VALUE ...]  prints what the topic holds at the start

The lines are those of Peer.java. A setting is one of librdkafka's.
"""
import base64
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition


def settings(pairs):
    return {"bootstrap.servers": sys.argv[2], **dict(pair.split("=", 1) for pair in pairs)}


def ms():
    return time.time_ns() // 1_000_000


def out(told):
    print(json.dumps(told))


def to_bytes(text):
    return None if text is None else base64.b64decode(text)


def to_text(data):
    return None if data is None else base64.b64encode(data).decode()


def send(producer, record):
    number, sent = record["id"], ms()

    def told(failed, message):
        at = {"error": failed.str()} if failed else {"partition": message.partition(), "offset": message.offset()}
        out({"id": number, **at, "sent": sent, "done": ms()})

    headers = [(h["key"], to_bytes(h["value"])) for h in record.get("headers") or []]
    while True:
        try:
            producer.produce(
                record["topic"], key=to_bytes(record["key"]), value=to_bytes(record["value"]), headers=headers, on_delivery=told
            )
            return
        except BufferError:  # librdkafka's queue is full
            producer.poll(0.1)


def produce(config):
    producer = Producer(config)
    for line in sys.stdin:
        send(producer, json.loads(line))
        producer.poll(0)
    producer.flush()


def consume(topic, config):
    consumer = Consumer({"group.id": "peer", "enable.auto.commit": False, "check.crcs": True, **config})
    numbers = consumer.list_topics(topic).topics[topic].partitions
    ends = {n: consumer.get_watermark_offsets(TopicPartition(topic, n))[1] for n in numbers}
    left = {n for n, end in ends.items() if end > 0}
    consumer.assign([TopicPartition(topic, n, OFFSET_BEGINNING) for n in left])
    while left:
        message = consumer.poll()
        if message.error():
            raise KafkaException(message.error())
        show(message)
        if message.offset() + 1 >= ends[message.partition()]:
            left.discard(message.partition())
    consumer.close()


def show(message):
    out({
        "partition": message.partition(),
        "offset": message.offset(),
        "timestamp": message.timestamp()[1],
        "key": to_text(message.key()),
        "value": to_text(message.value()),
        "headers": [{"key": key, "value": to_text(value)} for key, value in message.headers() or []],
    })


if sys.argv[1] == "produce":
    produce(settings(sys.argv[3:]))
elif sys.argv[1] == "consume":
    consume(sys.argv[3], settings(sys.argv[4:]))
else:
    sys.exit(f"peer.py: {sys.argv[1]} is neither produce nor consume")
