package lag

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestWhatKafkasToolTells beside what is told here, and why it is another number.
func TestWhatKafkasToolTells(t *testing.T) {
	none := func(of, upTo int64) *model.Unread { return &model.Unread{Of: of, None: true, Offset: upTo} }
	for _, c := range []struct {
		name    string
		log     model.Offsets
		commit  model.Commit
		records int64
		kafka   int64
		why     string
	}{
		{"behind", log(0, 100), model.Commit{Offset: 60}, 40, 40, ""},
		{"caught up", log(0, 100), model.Commit{Offset: 100}, 0, 0, ""},
		{"deleted in part", log(80, 100), model.Commit{Offset: 60}, 20, 40, "it counts 20 offsets whose records were deleted before they were read"},
		{"deleted whole", log(100, 100), model.Commit{Offset: 60}, 0, 40, "it counts 40 offsets whose records were deleted before they were read"},
		{"a marker", log(0, 100), model.Commit{Offset: 99, Unread: none(99, 100)}, 0, 1, "it counts 1 offset without a record to read (markers of transactions, and what was aborted)"},
		{"deleted, and markers behind that", log(80, 83), model.Commit{Offset: 60, Unread: none(60, 83)}, 0, 23,
			"it counts 20 offsets whose records were deleted before they were read, 3 offsets without a record to read (markers of transactions, and what was aborted)"},
		{"past the log end", log(0, 50), model.Commit{Offset: 60}, 0, -10, "it takes off 10 offsets by which the commit lies past the log end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := billing()
			c.commit.Topic = "orders"
			g.Commits = []model.Commit{c.commit}
			got := Of(g, orders(c.log), nil, 0)
			p := &got.Partitions[0]
			if p.Records != c.records || p.Kafka != c.kafka || !p.KafkaTells || p.Differs() != c.why {
				t.Errorf("%d records, and Kafka tells %d: %s", p.Records, p.Kafka, p.Differs())
			}
			if got.Kafka != c.kafka || got.Differs() != c.why {
				t.Errorf("of the group Kafka tells %d: %s", got.Kafka, got.Differs())
			}
		})
	}
}

// TestWhatKafkasToolTellsByType: each type of group has a tool of its own.
func TestWhatKafkasToolTellsByType(t *testing.T) {
	member := []model.Member{{ID: "m", Assigned: []model.TopicPartition{{Topic: "orders"}}}}
	for _, c := range []struct {
		name   string
		group  model.Group
		tool   string
		tells  bool
		kafka  int64
		reason string
	}{
		{"nothing is committed", model.Group{Type: "classic", CommitsKnown: true, Members: member}, "kafka-consumer-groups", false, 0, ""},
		{"before types", model.Group{CommitsKnown: true, Members: member}, "kafka-consumer-groups", false, 0, ""},
		{"a streams group that has committed nothing", model.Group{Type: "streams", CommitsKnown: true, Members: member}, "kafka-streams-groups", true, 90,
			"it counts 90 offsets of partitions in which the group has committed nothing"},
		{"a streams group", model.Group{Type: "streams", CommitsKnown: true, Members: member, Commits: []model.Commit{{Topic: "orders", Offset: 30}}}, "kafka-streams-groups", true, 70, ""},
		{"a share group", model.Group{Type: "share", Shares: []model.Share{{Topic: "orders", Start: 30, Lag: 7}}}, "kafka-share-groups", true, 7, ""},
		{"a share group below the log start", model.Group{Type: "share", Shares: []model.Share{{Topic: "orders", Start: 5, Lag: 7}}}, "kafka-share-groups", true, 7, ""},
		{"a share group whose lag is not told", model.Group{Type: "share", Shares: []model.Share{{Topic: "orders", Start: 30, Lag: -1}}}, "kafka-share-groups", false, 0, ""},
		{"a share group that has not begun", model.Group{Type: "share", Shares: []model.Share{{Topic: "orders", Start: -1, Lag: -1}}}, "kafka-share-groups", false, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Of(&c.group, orders(log(10, 100)), nil, 0)
			p := &got.Partitions[0]
			if Tool(got.Type) != c.tool || p.KafkaTells != c.tells || p.Kafka != c.kafka || p.Differs() != c.reason || got.Differs() != c.reason {
				t.Errorf("%s tells (%v) %d: %s", Tool(got.Type), p.KafkaTells, p.Kafka, p.Differs())
			}
		})
	}
	silent := Of(&model.Group{Type: "streams", CommitsKnown: true, Members: member}, orders(model.Offsets{Why: "silence"}), nil, 0)
	if p := silent.Partitions[0]; p.KafkaTells || p.Differs() != "" {
		t.Errorf("nobody knows where the log ends, and it tells %+v", p)
	}
}

// TestTheReasonsOfAGroup are summed up over its partitions.
func TestTheReasonsOfAGroup(t *testing.T) {
	g := billing(60, 60, 100)
	got := Of(g, orders(log(80, 100), log(70, 100), log(0, 100)), nil, 0)
	if got.Kafka != 80 || got.Records != 50 || !strings.Contains(got.Differs(), "it counts 30 offsets whose records were deleted") {
		t.Errorf("%d records, and Kafka tells %d: %s", got.Records, got.Kafka, got.Differs())
	}
}

// TestTheAgeOfWhatAShareGroupHasLeft is that of the record at its start, if
// somebody has looked for it.
func TestTheAgeOfWhatAShareGroupHasLeft(t *testing.T) {
	const now = 100_000
	at := func(of int64, within int64) *model.Unread {
		return &model.Unread{Of: of, Offset: of, At: 40_000, Within: within}
	}
	for _, c := range []struct {
		name        string
		share       model.Share
		known       bool
		age, within int64
		how         Method
	}{
		{"read", model.Share{Start: 30, Lag: 7, Unread: at(30, 0)}, true, 60_000, 0, ByRecord},
		{"by its timestamp", model.Share{Start: 30, Lag: 7, Unread: at(30, 500)}, true, 60_000, 500, ByTimestamp},
		{"behind another start", model.Share{Start: 31, Lag: 7, Unread: at(30, 0)}, false, 0, 0, ""},
		{"nobody looked", model.Share{Start: 30, Lag: 7}, false, 0, 0, ""},
		{"nothing is left", model.Share{Start: 30, Lag: 0, Unread: at(30, 0)}, true, 0, 0, ""},
		{"before Kafka 4.3", model.Share{Start: 30, Lag: -1, Unread: at(30, 0)}, true, 60_000, 0, ByRecord},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.share.Topic = "orders"
			got := Of(&model.Group{Type: "share", Shares: []model.Share{c.share}}, orders(log(10, 100)), nil, now)
			p := &got.Partitions[0]
			if p.AgeKnown != c.known || p.Age != c.age || p.Within != c.within || p.How != c.how || got.AgeKnown != c.known || got.Age != c.age {
				t.Errorf("age %d (%v), within %d, %s; of the group %d (%v)", p.Age, p.AgeKnown, p.Within, p.How, got.Age, got.AgeKnown)
			}
		})
	}
}
