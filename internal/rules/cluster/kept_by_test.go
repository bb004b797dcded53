package cluster

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestKeeper holds the partition against String.hashCode of Java.
func TestKeeper(t *testing.T) {
	for group, hash := range map[string]int{
		"":                   0,
		"a":                  97,
		"hello":              99162322,
		"polygenelubricants": -2147483648, // whose absolute value is no int: Utils.abs gives 0
		"Aa":                 2112,
		"BB":                 2112,
		"orders":             -1008770331,
		"\U0001F600":         1772899, // two UTF-16 units: 31 * 0xD83D + 0xDE00
	} {
		want := hash
		switch {
		case hash == -2147483648:
			want = 0
		case hash < 0:
			want = -hash
		}
		for _, partitions := range []int{1, 3, 50} {
			if got := keeper(group, partitions); got != want%partitions {
				t.Errorf("%q of %d: partition %d, want %d", group, partitions, got, want%partitions)
			}
		}
	}
}

func TestKeptBy(t *testing.T) {
	var groups []*model.Group
	for _, id := range []string{"hello", "a", "BB", "Aa"} { // of 50 partitions: 22, 47, 12, 12
		groups = append(groups, &model.Group{ID: id})
	}
	for _, c := range []struct {
		of   []string
		want int
		one  string
	}{{nil, 0, ""}, {[]string{"1", "2"}, 0, ""}, {[]string{"22"}, 1, "hello"}, {[]string{"12"}, 2, "Aa"}, {[]string{"12", "22", "47"}, 4, "Aa"}} {
		if got := keptBy(groups, 50, c.of); len(got) != c.want || c.want > 0 && got[0] != c.one {
			t.Errorf("%v: %v", c.of, got)
		}
	}
}

// TestTheGroupsAreNamed that wait for the offsets topic.
func TestTheGroupsAreNamed(t *testing.T) {
	p := healthy().with(3, dead).of(topic("__consumer_offsets", `"2"`, part(1, "1,3", "1"), part(1, "1,2", "1,2"))).
		and(`"groups": [{"id": "a", "members": null, "commits": null}, {"id": "BB", "members": null, "commits": null}]`)
	f := one(t, p.run(t), OffsetsTopicUnavailable)
	if got := evidenceOf(f, "groups kept there"); got != "BB" { // 2112 is even, 97 is odd
		t.Errorf("groups %q: %v", got, f.Evidence)
	}
}
