package detect

import (
	"fmt"
	"testing"
	"time"
)

// asked are asks of so many partitions, each for two records; of those at the front eight
// more are disputed.
func asked(partitions, disputed int) (out []Ask) {
	for i := range partitions {
		a := Ask{Topic: fmt.Sprintf("t%d", i/10), Partition: int32(i % 10), Samples: make([]Sample, 2)}
		if i < disputed {
			a.disputed, a.Samples = true, make([]Sample, 10)
		}
		out = append(out, a)
	}
	return out
}

// looksOf are how many records a quota grants in some looks, and how often each partition.
func looksOf(q *quota, looks, partitions, disputed int) (all int, turns map[place]int) {
	turns = map[place]int{}
	for n := range looks {
		asks := asked(partitions, disputed)
		q.grants(asks, began.Add(time.Duration(n)*q.every))
		for _, a := range asks {
			if all += len(a.Samples); len(a.Samples) > 0 {
				turns[place{a.Topic, a.Partition}]++
			}
		}
	}
	return all, turns
}

// TestReadsAreBounded over all partitions, and each has its turn, however many are disputed.
func TestReadsAreBounded(t *testing.T) {
	for _, c := range []struct {
		partitions, disputed, rate int
		every                      time.Duration
	}{
		{10, 0, 100, time.Second}, {100, 0, 100, time.Second}, {100, 5, 100, time.Second}, {100, 100, 100, time.Second},
		{100, 90, 20, time.Second}, {30, 3, 1, time.Second}, {100, 10, 100, 10 * time.Second}, {20, 2, 100, 10 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			const looks = 2000
			all, turns := looksOf(newQuota(c.rate, c.every), looks, c.partitions, c.disputed)
			wanted := float64(looks * (c.disputed*10 + (c.partitions-c.disputed)*2))
			allowed := float64(c.rate) * looks * c.every.Seconds()
			// A second's at the start, and the last one of each kind may take more than is left.
			most := allowed + float64(c.rate) + 12
			if float64(all) > most || float64(all) < min(wanted, allowed)*0.99-12 {
				t.Errorf("%d records read back, of %.0f wanted and %.0f allowed", all, wanted, most)
			}
			fair(t, turns, asked(c.partitions, c.disputed), c.disputed)
		})
	}
}

// fair: partitions of one kind have as many turns; those that are disputed have no fewer
// than others, where three quarters are enough for it.
func fair(t *testing.T, turns map[place]int, asks []Ask, disputed int) {
	t.Helper()
	least, most := map[bool]int{true: 1 << 30, false: 1 << 30}, map[bool]int{}
	for _, a := range asks {
		n := turns[place{a.Topic, a.Partition}]
		least[a.disputed], most[a.disputed] = min(least[a.disputed], n), max(most[a.disputed], n)
	}
	for _, kind := range []bool{true, false} {
		if most[kind] > least[kind]+1 || least[kind] == 0 {
			t.Errorf("disputed %v: from %d to %d turns", kind, least[kind], most[kind])
		}
	}
	if few := disputed*10 <= (len(asks)-disputed)*2*3; disputed > 0 && few && least[true]+1 < most[false] {
		t.Errorf("those that are disputed had %d turns, and the others %d", least[true], most[false])
	}
}

// TestAQuotaAfterAPause is no larger: what was not read is not made up for.
func TestAQuotaAfterAPause(t *testing.T) {
	q := newQuota(100, time.Second)
	for _, c := range []struct {
		at   time.Duration
		most int
	}{{0, 102}, {time.Hour, 102}, {time.Hour - time.Minute, 0}, {time.Hour - time.Minute + time.Second, 102}} { // clocks may be set back
		asks, n := asked(1000, 0), 0
		q.grants(asks, began.Add(c.at))
		for _, a := range asks {
			n += len(a.Samples)
		}
		if n > c.most || n < c.most-4 {
			t.Errorf("%s: %d", c.at, n)
		}
	}
}
