package group

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestClientOf(t *testing.T) {
	for id, want := range map[string]string{
		"billing-1-7d3b0b1e-3a51-4c55-9e42-0f6b5d8a7c11": "billing-1",
		"rdkafka-7d3b0b1e-3a51-4c55-9e42-0f6b5d8a7c11":   "rdkafka",
		"7d3b0b1e-3a51-4c55-9e42-0f6b5d8a7c11":           "",
		"5L6g3nShT-eMCtK--X86sw":                         "",
		"a-00000001":                                     "a",
		"a":                                              "",
		"":                                               "",
		"-x":                                             "",
	} {
		if got := clientOf(id); got != want {
			t.Errorf("%q is of %q, want %q", id, got, want)
		}
	}
}

// moments makes the past of a group of words: "STATE epoch +joined -left", one
// each ms minute.
func moments(words ...string) (out []model.GroupMoment) {
	size := 0
	for i, text := range words {
		m := model.GroupMoment{At: int64(i+1) * minute, Epoch: -1, State: "Stable"}
		for _, w := range strings.Fields(text) {
			switch w[0] {
			case '+':
				m.Joined = append(m.Joined, w[1:])
			case '-':
				m.Left = append(m.Left, w[1:])
			case '#':
				_, _ = fmt.Sscan(w[1:], &m.Epoch)
			default:
				m.State = w
			}
		}
		size += len(m.Joined) - len(m.Left)
		m.Members = size
		out = append(out, m)
	}
	return out
}

// TestRollOutsAreCounted: a deployment and the one that takes it back are not a
// storm; a group that is thrown out as a whole, or at any time, is.
func TestRollOutsAreCounted(t *testing.T) {
	const size = 10
	var all []model.GroupMoment
	at, present := int64(0), 0
	change := func(after int64, joined, left int) {
		at += after
		present += joined - left
		all = append(all, model.GroupMoment{At: at, State: "Stable", Members: present, Joined: make([]string, joined), Left: make([]string, left)})
	}
	oneByOne := func(n int, pause int64) {
		for range n {
			change(pause, 0, 1)
			change(pause, 1, 0)
		}
	}
	for _, c := range []struct {
		name  string
		build func()
		want  int
	}{
		{"nothing happens", func() {}, 1},
		{"one deployment", func() { oneByOne(size, 5*second) }, 1},
		{"a deployment, and back", func() { oneByOne(size, 5*second); at += 4 * minute; oneByOne(size, 5*second) }, 2},
		{"three of them", func() {
			for range 3 {
				oneByOne(size, 5*second)
				at += 3 * minute
			}
		}, 3},
		{"a few members each time", func() {
			for range 4 {
				oneByOne(3, 5*second)
				at += 3 * minute
			}
		}, 1},
		{"without a pause it never ends", func() { oneByOne(4*size, 5*second) }, 1},
		{"all are thrown out and come back", func() {
			for range 3 {
				change(4*minute, 0, size)
				change(minute, size, 0)
			}
		}, 1},
	} {
		all, at, present = nil, 0, 0
		change(minute, size, 0)
		c.build()
		if got := rollOuts(all, 30*second, at+10*minute, size); got != c.want {
			t.Errorf("%s: %d roll-outs, want %d", c.name, got, c.want)
		}
	}
}

// TestRollOutsAtTheEdges of what is looked at: a part of one is one.
func TestRollOutsAtTheEdges(t *testing.T) {
	const size = 10
	rollOut := func(at int64, members int) (out []model.GroupMoment) { // one each 5 s
		for i := range members {
			gone := at + int64(i)*5*second
			out = append(out, model.GroupMoment{At: gone, State: "Stable", Members: size - 1, Left: make([]string, 1)},
				model.GroupMoment{At: gone + second, State: "Stable", Members: size, Joined: make([]string, 1)})
		}
		return out
	}
	first := func(at int64) []model.GroupMoment {
		return []model.GroupMoment{{At: at, State: "Stable", Members: size, Joined: make([]string, size)}}
	}
	for _, c := range []struct {
		name       string
		all        []model.GroupMoment
		since, now int64
		want       int
	}{
		{"two, and the window begins in the first", slices.Concat(first(0), rollOut(10*minute, size), rollOut(16*minute, size)), 10*minute + 30*second, 25 * minute, 2},
		{"two, and the first was over before it", slices.Concat(first(0), rollOut(10*minute, size), rollOut(16*minute, size)), 12 * minute, 25 * minute, 1},
		{"two, and the second goes on", slices.Concat(first(0), rollOut(10*minute, size), rollOut(16*minute, 2)), 9 * minute, 16*minute + 10*second, 2},
		{"two, and the second was given up", slices.Concat(first(0), rollOut(10*minute, size), rollOut(16*minute, 2)), 9 * minute, 20 * minute, 1},
		{"two, and the first had begun before anything is remembered", slices.Concat(first(0), rollOut(5*second, 3), rollOut(6*minute, size)), -1, 15 * minute, 2},
		{"half of them were out when it is looked at", slices.Concat(first(0), rollOut(10*minute, size), []model.GroupMoment{
			{At: 16 * minute, State: "Stable", Members: 4, Left: make([]string, 6)}}), 9 * minute, 16*minute + second, 1},
	} {
		if got := rollOuts(c.all, c.since, c.now, size); got != c.want {
			t.Errorf("%s: %d roll-outs, want %d", c.name, got, c.want)
		}
	}
}

func TestChurn(t *testing.T) {
	for _, c := range []struct {
		name       string
		moments    []model.GroupMoment
		members    []string // that are there now
		rebalances int
		excess     int64
		stopped    int64
	}{
		{"nothing is remembered", nil, nil, 0, 0, 0},
		{"what was found at first is no change", moments("+a-1 +b-1"), []string{"a-1", "b-1"}, 0, 0, 0},
		{"one came back", moments("+a-1", "-a-1", "+a-2"), []string{"a-2"}, 2, 0, 0},
		{"it came back four times", moments("+a-1", "-a-1", "+a-2", "-a-2", "+a-3", "-a-3", "+a-4", "-a-4", "+a-5"), []string{"a-5"}, 8, 3, 0},
		{"four others came", moments("+a-1", "+b-1", "+c-1", "+d-1", "+e-1"), []string{"a-1", "b-1", "c-1", "d-1", "e-1"}, 4, 0, 0},
		{"four of one name came", moments("+a-1", "+a-2", "+a-3", "+a-4", "+a-5"), []string{"a-1", "a-2", "a-3", "a-4", "a-5"}, 4, 0, 0},
		{"ids that tell no client", moments("+x", "-x +y", "-y +z", "-z +u", "-u +v"), []string{"v"}, 4, 3, 0},
		{"states that are seen", moments("+a-1", "PreparingRebalance", "CompletingRebalance", "Stable", "PreparingRebalance -a-1", "Stable +a-2"), []string{"a-2"}, 2, 0, 3 * minute},
		{"all were out for a while", moments("+a-1", "Empty -a-1", "Stable +a-2"), []string{"a-2"}, 2, 0, minute},
		{"the same members, epoch by epoch", moments("+a #1", "#3", "#5", "#7", "#9", "#11", "#13"), []string{"a"}, 6, 5, 0},
		{"an epoch that is not told", moments("+a", "#3", "#3"), []string{"a"}, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var members []model.Member
			for _, id := range c.members {
				members = append(members, model.Member{ID: id})
			}
			got := churnOf(c.moments, members, 0, int64(len(c.moments)+1)*minute)
			if got.rebalances != c.rebalances || got.excess != c.excess || got.stopped != c.stopped {
				t.Errorf("%d rebalances, excess %d, stopped for %d ms: %+v", got.rebalances, got.excess, got.stopped, got)
			}
		})
	}
}

// TestChurnBeforeTheWindow: what is older does not count, and a state that
// reaches into the window counts from its begin.
func TestChurnBeforeTheWindow(t *testing.T) {
	all := moments("+a-1", "-a-1", "+a-2", "-a-2", "PreparingRebalance +a-3", "Stable")
	got := churnOf(all, nil, 5*minute+30*second, 10*minute)
	if got.joined != 0 || got.rebalances != 0 || got.stopped != 30*second || got.covered != 270*second {
		t.Errorf("got %+v", got)
	}
}

// TestChurnOfWhichTheBeginIsForgotten: only the last changes are kept.
func TestChurnOfWhichTheBeginIsForgotten(t *testing.T) {
	all := moments(strings.Split(strings.Repeat("-a +a,", model.Moments), ",")[:model.Moments]...)
	for i := range all {
		all[i].At = 10*minute + int64(i)*second
	}
	if got := churnOf(all, nil, 0, 12*minute); got.covered != 2*minute || got.rebalances != model.Moments-1 {
		t.Errorf("got %+v", got)
	}
}

func TestThroughout(t *testing.T) {
	for _, c := range []struct {
		at   []int64
		want bool
	}{
		{nil, false}, {[]int64{5, 35, 65}, true}, {[]int64{5, 10, 35}, false}, {[]int64{35, 65}, false}, {[]int64{5, 65}, false}, {[]int64{0, 30, 90}, true},
	} {
		if got := (&churn{at: c.at, now: 90, covered: 90}).throughout(); got != c.want {
			t.Errorf("%v: %v", c.at, got)
		}
	}
}

func TestSetting(t *testing.T) {
	for _, c := range []struct {
		lives   []int64
		static  bool
		why, do string
	}{
		{[]int64{300 * second, 301 * second, 10 * second}, false, "max.poll.interval.ms (5 min by default)", "lower max.poll.records"},
		{[]int64{45 * second}, false, "session.timeout.ms (45 s by default)", "garbage collection"},
		{[]int64{12 * second}, false, "a crash and a new start each time, or", "look at the log"},
		{[]int64{3 * hour}, false, "about 3 h after it joined", "look at the log"},
		{nil, false, "Its members are the same ones", "Request joining group due to"},
		{[]int64{45 * second}, true, "static members", "its own group.instance.id"},
	} {
		m := []model.Member{{ID: "a-1"}}
		if c.static {
			m[0].Instance = "a"
		}
		why, fix := (&churn{lives: c.lives, worst: "a", again: 4}).setting(m)
		if !strings.Contains(why, c.why) || !strings.Contains(fix, c.do) {
			t.Errorf("%v: %s -> %s", c.lives, why, fix)
		}
	}
}
