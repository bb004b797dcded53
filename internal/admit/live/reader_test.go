package live

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestReaders(t *testing.T) {
	by := func(subscribed []string, assigned ...string) model.Member {
		m := model.Member{Subscribed: subscribed}
		for _, topic := range assigned {
			m.Assigned = append(m.Assigned, model.TopicPartition{Topic: topic})
		}
		return m
	}
	commit := []model.Commit{{Topic: "orders", Partition: 0, Offset: 4}}
	l := &logs{of: map[int32]*log{0: {0, 10, 6}}}
	for name, c := range map[string]struct {
		group model.Group
		reads bool
		want  admit.Reader
	}{
		"two that read, one that does not": {model.Group{State: "Stable", Members: []model.Member{by([]string{"orders"}), by([]string{}, "other", "orders"), by([]string{"other"}, "other")}},
			true, admit.Reader{Members: 2, Unread: -1}},
		"nobody says what it reads":        {model.Group{State: "Stable", Members: []model.Member{by(nil), by(nil)}}, false, admit.Reader{Unread: -1}},
		"nobody says, and it has commits":  {model.Group{State: "Stable", Members: []model.Member{by(nil), by(nil)}, Commits: commit}, true, admit.Reader{Members: 2, Commits: true, Unread: 6, Going: 2}},
		"commits alone":                    {model.Group{State: "Empty", Commits: commit}, true, admit.Reader{Commits: true, Unread: 6, Going: 2}},
		"deleted since":                    {model.Group{State: "Dead", Commits: commit}, false, admit.Reader{Commits: true, Unread: 6, Going: 2}},
		"a commit on a log nobody told of": {model.Group{Commits: []model.Commit{{Partition: 0, Offset: 4}, {Partition: 1, Offset: 1}}}, true, admit.Reader{Commits: true, Unread: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			r := readerOf(&c.group, "orders")
			if got := r.told(l, true); got != c.want || r.reads() != c.reads {
				t.Errorf("reads %v: %+v, want %v: %+v", r.reads(), got, c.reads, c.want)
			}
		})
	}
}
