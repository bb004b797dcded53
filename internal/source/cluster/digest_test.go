package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// anyMetadata is an answer of a few topics, different for each seed.
func anyMetadata(seed uint64) *kmsg.MetadataResponse {
	r := rand.New(rand.NewPCG(seed, 1))
	m := kmsg.NewPtrMetadataResponse()
	for i := range 2 + r.IntN(4) {
		name := string(rune('a'+i)) + "-topic"
		t := kmsg.NewMetadataResponseTopic()
		t.Topic, t.TopicID = &name, [16]byte{byte(r.IntN(250)), byte(i)}
		for p := range 1 + r.IntN(5) {
			part := kmsg.NewMetadataResponseTopicPartition()
			part.Partition, part.Leader, part.LeaderEpoch = int32(p), int32(r.IntN(3)), int32(r.IntN(9))
			part.Replicas, part.ISR = []int32{0, 1, 2}, []int32{0, 1, 2}
			t.Partitions = append(t.Partitions, part)
		}
		m.Topics = append(m.Topics, t)
	}
	return m
}

func digestOf(m *kmsg.MetadataResponse) digest { return storyOf(&node{}, m).digest }

func TestDigestHoldsWhateverTheOrder(t *testing.T) {
	for seed := range uint64(300) {
		want := digestOf(anyMetadata(seed))
		m := anyMetadata(seed)
		r := rand.New(rand.NewPCG(seed, 2))
		r.Shuffle(len(m.Topics), func(i, j int) { m.Topics[i], m.Topics[j] = m.Topics[j], m.Topics[i] })
		for i := range m.Topics {
			parts := m.Topics[i].Partitions
			r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			parts[0].ISR = []int32{2, 0}
			parts[0].OfflineReplicas = []int32{1}
			parts[0].ErrorCode = 5
		}
		if got := digestOf(m); got != want {
			t.Fatalf("seed %d: %x and %x", seed, got, want)
		}
	}
}

func TestDigestChangesWithWhatMatters(t *testing.T) {
	changes := map[string]func(*kmsg.MetadataResponseTopic){
		"name": func(t *kmsg.MetadataResponseTopic) { name := *t.Topic + "x"; t.Topic = &name },
		"id":   func(t *kmsg.MetadataResponseTopic) { t.TopicID[15]++ },
		"leader": func(t *kmsg.MetadataResponseTopic) {
			t.Partitions[0].Leader++
		},
		"no leader":    func(t *kmsg.MetadataResponseTopic) { t.Partitions[0].Leader = -1 },
		"leader epoch": func(t *kmsg.MetadataResponseTopic) { t.Partitions[0].LeaderEpoch++ },
		"partition":    func(t *kmsg.MetadataResponseTopic) { t.Partitions[0].Partition += 100 },
		"replicas":     func(t *kmsg.MetadataResponseTopic) { t.Partitions[0].Replicas = []int32{0, 1} },
		"order":        func(t *kmsg.MetadataResponseTopic) { t.Partitions[0].Replicas = []int32{1, 0, 2} },
		"no partition": func(t *kmsg.MetadataResponseTopic) { t.Partitions = nil },
		"one more": func(t *kmsg.MetadataResponseTopic) {
			t.Partitions = append(slices.Clone(t.Partitions), t.Partitions[0])
		},
		"another replica": func(t *kmsg.MetadataResponseTopic) { t.Partitions[0].Replicas = []int32{0, 1, 3} },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			seen := map[digest]bool{}
			for seed := range uint64(50) {
				m := anyMetadata(seed)
				before := digestOf(anyMetadata(seed))
				change(&m.Topics[int(seed)%len(m.Topics)])
				after := digestOf(m)
				if before == after {
					t.Fatalf("seed %d: it is the same", seed)
				}
				seen[before], seen[after] = true, true
			}
			if len(seen) < 100 {
				t.Errorf("%d digests of 100 answers", len(seen))
			}
		})
	}
	if digestOf(kmsg.NewPtrMetadataResponse()) != fnvBasis {
		t.Error("no topic has a digest")
	}
}

// TestDifferencesAreThereWhereTheDigestsDiffer, and nowhere else: a difference
// that is not counted would be taken for none.
func TestDifferencesAreThereWhereTheDigestsDiffer(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 3))
		mine, theirs := anyMetadata(seed), anyMetadata(seed)
		if r.IntN(4) > 0 {
			topic := &mine.Topics[r.IntN(len(mine.Topics))]
			p := &topic.Partitions[r.IntN(len(topic.Partitions))]
			switch r.IntN(7) {
			case 0:
				p.Leader++
			case 1:
				p.LeaderEpoch--
			case 2:
				p.Replicas = p.Replicas[:2]
			case 3:
				topic.Partitions = topic.Partitions[1:]
			case 4:
				topic.TopicID[3]++
			case 5:
				mine.Topics = mine.Topics[1:]
			case 6:
				p.ISR = nil
			}
		}
		a, b := storyOf(&node{}, mine), storyOf(&node{}, theirs)
		if found := differ(a, b); (len(found) > 0) != (a.digest != b.digest) {
			t.Fatalf("seed %d: digests %x and %x, differences %d", seed, a.digest, b.digest, len(found))
		}
	}
}
