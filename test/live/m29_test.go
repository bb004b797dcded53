package live

import (
	"testing"
	"time"
)

// TestM29_AHotPartitionIsNamed: one partition is written ten times as much as
// the others, and its reader gets less than half of that done.
func TestM29_AHotPartitionIsNamed(t *testing.T) {
	const subject = "group/fraud/payments/1"
	s := onStage(t, "group/hot-partition "+subject)
	create(t, s.admin, "payments", 5, 3)
	s.write(t, "payments", 20, 200, 20, 20, 20)
	began := time.Now()
	s.join(t, work{group: "fraud", topic: "payments", commit: time.Second, pace: each(80)})
	fired := s.watch.expect(2*time.Minute, began, "firing", "group/hot-partition", subject)
	t.Logf("named %s after it became hot: %s", fired.At.Sub(began).Round(time.Second), fired.Annotations["summary"])
	fired.says(t, "payments/1 is hot", "the other 4 partitions", "more members do not help", "print.key=true")
}

// TestM29_ASlowReaderIsNamed: all partitions are written alike, and one is read
// more slowly.
func TestM29_ASlowReaderIsNamed(t *testing.T) {
	const subject = "group/mail/messages/2"
	s := onStage(t, "group/hot-partition "+subject)
	create(t, s.admin, "messages", 5, 3)
	s.write(t, "messages", constant(5, 50)...)
	began := time.Now()
	s.join(t, work{group: "mail", topic: "messages", commit: time.Second, pace: func(p int32) float64 {
		if p == 2 {
			return 20
		}
		return 500
	}})
	fired := s.watch.expect(2*time.Minute, began, "firing", "group/hot-partition", subject)
	t.Logf("named %s after it became slow: %s", fired.At.Sub(began).Round(time.Second), fired.Annotations["summary"])
	fired.says(t, "messages/2 is read more slowly than the others", "kgo", "Its lag grows")
}
