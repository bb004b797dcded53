package group

import (
	"fmt"
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
