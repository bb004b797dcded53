package live

import (
	"encoding/binary"
	"hash/crc32"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// hang writes one record of a transaction to a partition that was never added
// to the transaction, so that no coordinator will ever end it there. A broker
// only takes that without transaction.partition.verification.enable. It tells who
// has written it.
func hang(t *testing.T, c *lab.Cluster, topic string, partition int32) (by *kmsg.InitProducerIDResponse) {
	t.Helper()
	client, err := kgo.NewClient(append(c.Admin(), kgo.MaxVersions(kversion.V3_5_0()))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	id := "lost-" + topic
	begin := kmsg.NewPtrInitProducerIDRequest()
	begin.TransactionalID, begin.TransactionTimeoutMillis = &id, 60_000
	eventually(t, 30*time.Second, "a producer id", func() bool {
		by, err = begin.RequestWith(t.Context(), client)
		return err == nil && by.ErrorCode == 0
	})
	req := kmsg.NewPtrProduceRequest()
	req.TransactionID, req.Acks, req.TimeoutMillis = &id, -1, 10_000
	part := kmsg.NewProduceRequestTopicPartition()
	part.Partition, part.Records = partition, openBatch(by.ProducerID, by.ProducerEpoch)
	of := kmsg.NewProduceRequestTopic()
	of.Topic, of.Partitions = topic, append(of.Partitions, part)
	req.Topics = append(req.Topics, of)
	topics, err := kadm.NewClient(client).ListTopics(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := req.RequestWith(t.Context(), client.Broker(int(topics[topic].Partitions[partition].Leader)))
	if err != nil {
		t.Fatal(err)
	}
	if err := kerr.ErrorForCode(resp.Topics[0].Partitions[0].ErrorCode); err != nil {
		t.Fatal(err)
	}
	return by
}

// openBatch is a batch with one record of a transaction.
func openBatch(producer int64, epoch int16) []byte {
	const transactional = 1 << 4
	now := time.Now().UnixMilli()
	record := kmsg.Record{Key: []byte("k"), Value: []byte("v")}
	record.Length = int32(len(record.AppendTo(nil)) - 1)
	batch := kmsg.RecordBatch{
		PartitionLeaderEpoch: -1, Magic: 2, Attributes: transactional, FirstTimestamp: now, MaxTimestamp: now,
		ProducerID: producer, ProducerEpoch: epoch, NumRecords: 1, Records: record.AppendTo(nil),
	}
	out := batch.AppendTo(nil)
	const afterLength, crcAt, afterCRC = 12, 17, 21
	binary.BigEndian.PutUint32(out[8:], uint32(len(out)-afterLength))
	binary.BigEndian.PutUint32(out[crcAt:], crc32.Checksum(out[afterCRC:], crc32.MakeTable(crc32.Castagnoli)))
	return out
}
