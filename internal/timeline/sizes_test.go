package timeline

import (
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestSizesOfCopies(t *testing.T) {
	const two = "brokers 1 2\ntopic prices partitions=2 cleanup.policy=compact\n"
	for _, c := range []struct {
		name, script string
		want         [2]int64 // of partition 1 on each broker; -1: not told
	}{
		{"not said", two + "until 5s", [2]int64{-1, -1}},
		{"of one broker", two + "size 2 prices/1 2KiB\nuntil 5s", [2]int64{-1, 2048}},
		{"of all", two + "size all prices 2KiB\nuntil 5s", [2]int64{2048, 2048}},
		{"said again", two + "size all prices 2KiB\nsize 1 prices/1 10\nuntil 5s", [2]int64{10, 2048}},
		{"it grows", two + "size all prices 10 2/s\nuntil 5s", [2]int64{20, 20}},
		{"it shrinks to nothing", two + "size 1 prices 10 -4/s\nuntil 5s", [2]int64{0, -1}},
		{"of a broker that does not answer", two + "size all prices 10\nat 5s broker 2 silent\nuntil 5s", [2]int64{10, -1}},
		{"that is not told", two + "size all prices 10\nunknown \"log directories\" broker/1\nuntil 5s", [2]int64{-1, 10}},
	} {
		t.Run(c.name, func(t *testing.T) {
			script, err := Parse("case.txt", c.script)
			if err != nil {
				t.Fatal(err)
			}
			var got [2]int64
			if err := script.Play(func(_ time.Time, b *model.Builder) {
				now, _ := b.Snapshots()
				for i, b := range now.Brokers {
					bytes, told := b.Seen.Compacted.Of("prices", 1)
					if got[i] = bytes; !told {
						got[i] = -1
					}
				}
			}); err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestWrongLinesAboutSizes(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"size 1 prices", "size wants 3 words or more"},
		{"size 1 prices large", `"large" is no size`},
		{"size 1 prices 1GiB fast", `"fast" is no SIZE/s`},
		{"size 1 prices 1GiB x/s", `"x" is no size`},
		{"size 9 prices 1GiB", "there is no broker 9"},
		{"size x prices 1GiB", `"x" is no id`},
		{"size 1 none 1GiB", "none"},
	} {
		script, err := Parse("case.txt", "brokers 1 2\ntopic prices\n"+c.line+"\nuntil 5s")
		if err == nil {
			err = script.Play(func(time.Time, *model.Builder) {})
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.line, err, c.want)
		}
	}
}
