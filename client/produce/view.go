package produce

import (
	"fmt"
	"math"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// A view judges one topic as its metadata show it.
type view struct {
	topic string
	of    *kmsg.MetadataResponseTopic
	out   []Problem
}

func (v *view) says(stops bool, format string, args ...any) {
	v.out = append(v.out, Problem{v.topic, stops, fmt.Sprintf(format, args...)})
}

// operationWrite is WRITE of Kafka's AclOperation, a bit of what is authorized (KIP-430).
const operationWrite = 4

// rights reads what this client may do; brokers before Kafka 2.3 do not tell it.
func (v *view) rights() {
	may := v.of.AuthorizedOperations
	if may != math.MinInt32 && may&(1<<operationWrite) == 0 {
		v.says(true, "this client has no right to write, so that every record fails (TOPIC_AUTHORIZATION_FAILED). Grant WRITE on the topic to its principal")
	}
}

func (v *view) leaders() {
	var without []int32
	for _, p := range v.of.Partitions {
		if p.Leader < 0 {
			without = append(without, p.Partition)
		}
	}
	if len(without) > 0 {
		v.says(true, "%d of %d partitions have no leader (%s), so that their records wait until one is elected. Bring a replica's broker back", len(without), len(v.of.Partitions), some(without))
	}
}

// durability holds replicas against min.insync.replicas.
func (v *view) durability(least int, err error) {
	if err != nil {
		v.says(false, "min.insync.replicas is not told (%v), so that it is not known how many replicas an acknowledgement stands for. Grant DESCRIBE_CONFIGS on the topic", err)
	}
	fewest, short := math.MaxInt, []int32(nil)
	for _, p := range v.of.Partitions {
		fewest = min(fewest, len(p.Replicas))
		if err == nil && p.Leader >= 0 && len(p.ISR) < least {
			short = append(short, p.Partition)
		}
	}
	if len(v.of.Partitions) == 0 {
		return
	}
	if len(short) > 0 {
		v.says(true, "%d of %d partitions have fewer replicas in sync than min.insync.replicas=%d (%s), so that their records fail (NOT_ENOUGH_REPLICAS). Bring the other replicas back", len(short), len(v.of.Partitions), least, some(short))
	}
	switch {
	case fewest == 1:
		v.says(false, "a partition has one replica: what is acknowledged is lost with one disk. Give the topic three replicas")
	case err != nil:
	case least > fewest:
		v.says(true, "min.insync.replicas=%d is above the %d replicas of a partition, so that no record can be written there. Set it to %d", least, fewest, fewest-1)
	case least == 1:
		v.says(false, "min.insync.replicas=1: with acks=all one replica alone may acknowledge a record, which is lost with it. Set it to 2")
	case least == fewest:
		v.says(false, "min.insync.replicas=%d is all replicas of a partition, so that no record can be written while one broker restarts. Set it to %d", least, fewest-1)
	}
}

// some are the first numbers of partitions.
func some(of []int32) string {
	const most = 5
	text := ""
	for i, n := range of {
		switch {
		case i == most:
			return text + ", …"
		case i > 0:
			text += ", "
		}
		text += fmt.Sprint(n)
	}
	return text
}
