package lag

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// away is a past in which a broker lacked records, oldest first, and answered.
type away struct {
	model.History
	lacked  []model.Sample
	answers []model.BrokerMoment
}

func (a away) CatchUp(int32) model.Track {
	return func(yield func(model.Sample) bool) {
		for i := len(a.lacked) - 1; i >= 0; i-- {
			if !yield(a.lacked[i]) {
				return
			}
		}
	}
}

func (a away) Broker(int32) []model.BrokerMoment { return a.answers }

// lacking is a broker that lacks records of two partitions.
func lacking(records int64) *model.Sighting {
	c := &model.CatchUp{Partitions: 2}
	c.Add(model.TopicPartition{Topic: "orders"}, records/2)
	c.Add(model.TopicPartition{Topic: "orders", Partition: 1}, records-records/2)
	return &model.Sighting{ID: 2, Answer: model.Answered, CatchUp: c}
}

func falling(from, by int64, n int) (out []model.Sample) {
	for i := range int64(n) {
		out = append(out, model.Sample{At: 100_000 + i*5_000, N: from - i*by})
	}
	return out
}

// TestWhenABrokerIsInSync, by what it lacked of late.
func TestWhenABrokerIsInSync(t *testing.T) {
	back := []model.BrokerMoment{{At: 1, Answer: model.Answered}, {At: 60_000, Answer: model.Refused}, {At: 110_000, Answer: model.Answered}}
	for _, c := range []struct {
		name    string
		lacked  []model.Sample
		answers []model.BrokerMoment
		now     int64
		records int64
		rated   bool
		rate    float64
		known   bool
		left    int64
	}{
		{"steadily", falling(10_000, 500, 10), nil, 145_000, 5_500, true, 100, true, 55_001},
		{"what it did at first does not count", append(falling(90_000, 20_000, 3), model.Sample{At: 115_000, N: 5_000}, model.Sample{At: 145_000, N: 2_000}), nil, 145_000, 2_000, true, 100, true, 20_001},
		{"it had to start first", append([]model.Sample{{At: 120_000, N: 5_000}, {At: 125_000, N: 5_000}, {At: 130_000, N: 5_100}}, falling(5_000, 500, 8)[7:]...), nil, 135_000, 1_500, true, 720, true, 2_084},
		{"it stood in between", []model.Sample{{At: 100_000, N: 5_000}, {At: 105_000, N: 4_000}, {At: 110_000, N: 4_000}, {At: 115_000, N: 3_500}}, nil, 115_000, 3_500, true, 100, true, 35_001},
		{"it stands still", falling(700, 0, 6), nil, 125_000, 700, true, 0, true, -1},
		{"it falls behind", falling(700, -50, 6), nil, 125_000, 950, true, -10, true, -1},
		{"told once", falling(700, 10, 1), nil, 100_000, 700, false, 0, false, 0},
		{"never told before", nil, nil, 100_000, 700, false, 0, false, 0},
		{"all is copied", falling(700, 700, 2), nil, 105_000, 0, true, 140, true, 0},
		{"all was copied before it was ever rated", nil, nil, 100_000, 0, false, 0, true, 0},
		{"what was before it went away is another story", []model.Sample{{At: 50_000, N: 9_000}, {At: 110_000, N: 800}}, back, 110_000, 800, false, 0, false, 0},
		{"since it is back", []model.Sample{{At: 55_000, N: 9_000}, {At: 110_000, N: 800}, {At: 120_000, N: 600}}, back, 120_000, 600, true, 20, true, 30_001},
		{"nobody asked for long", []model.Sample{{At: 10_000, N: 900}, {At: 120_000, N: 600}}, nil, 120_000, 600, false, 0, false, 0},
		{"nobody has asked of late", falling(700, 50, 6), nil, 300_000, 700, false, 0, false, 0},
	} {
		b, ok := OfBroker(lacking(c.records), away{lacked: c.lacked, answers: c.answers}, c.now)
		if !ok || b.ID != 2 || b.Partitions != 2 || b.Records != c.records || b.Rated != c.rated || b.Rate != c.rate || b.CatchUpKnown != c.known || b.CatchUp != c.left {
			t.Errorf("%s: %+v", c.name, b)
		}
	}
}

// TestABrokerOfWhichNotAllIsTold lacks what it has told, or more: nothing follows
// from that.
func TestABrokerOfWhichNotAllIsTold(t *testing.T) {
	s := lacking(700)
	s.CatchUp.Untold, s.CatchUp.Partitions = 1, 3
	b, ok := OfBroker(s, away{lacked: falling(900, 50, 5)}, 120_000)
	if want := (Broker{ID: 2, Partitions: 3, Untold: 1, Records: 700}); !ok || b != want {
		t.Errorf("%+v, want %+v", b, want)
	}
}

// TestALookThatTakesLong is told what is missing long after it began: from its
// beginning on it takes that much longer.
func TestALookThatTakesLong(t *testing.T) {
	for records, want := range map[int64]int64{5_500: 58_001, 0: 0} {
		s := lacking(records)
		s.CatchUp.At = 148_000
		if b, _ := OfBroker(s, away{lacked: falling(10_000, 500, 10)}, 145_000); b.CatchUp != want {
			t.Errorf("%d records: %+v", records, b)
		}
	}
	s := lacking(700)
	s.CatchUp.At = 128_000
	if b, _ := OfBroker(s, away{lacked: falling(700, 0, 6)}, 125_000); b.CatchUp != -1 {
		t.Errorf("what never ends: %+v", b)
	}
}

// TestABrokerThatLacksNothing, or was not asked, is not told of.
func TestABrokerThatLacksNothing(t *testing.T) {
	for name, s := range map[string]*model.Sighting{"not seen": nil, "in sync": {ID: 2, Answer: model.Answered}} {
		if b, ok := OfBroker(s, away{}, 100_000); ok {
			t.Errorf("%s: %+v", name, b)
		}
	}
	if b, ok := OfBroker(lacking(5), nil, 100_000); !ok || b.Records != 5 || b.CatchUpKnown {
		t.Errorf("without a past: %+v", b)
	}
}
