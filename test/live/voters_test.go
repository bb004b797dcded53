package live

import (
	"strconv"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// TestM18_AControllerThatIsGone: a dedicated controller that is dead shows in
// no metadata, and the quorum works on. One more failure ends it.
func TestM18_AControllerThatIsGone(t *testing.T) {
	c := start(t, lab.Options{Controllers: 3})
	eventually(t, 40*time.Second, "a whole quorum", func() bool {
		s := scan(t, "--bootstrap", addresses(c))
		return len(s.Gaps) == 0 && len(s.of("quorum/voter-lagging")) == 0
	})
	active := activeController(t, c)
	var victim *lab.Node
	for _, n := range c.Nodes() {
		if n.Controller() && n.ID() != active.ID() {
			victim = n
		}
	}
	if err := victim.Kill(); err != nil {
		t.Fatal(err)
	}
	var s seen
	eventually(t, 90*time.Second, "the voter is named", func() bool {
		s = scan(t, "--bootstrap", addresses(c))
		return len(s.of("quorum/voter-lagging")) == 1
	})
	f := s.about(t, "quorum/voter-lagging", "quorum/voter/"+strconv.Itoa(victim.ID()))
	if f.Severity != "error" || s.code != finding.ExitFindings {
		t.Errorf("severity %s, exit code %d: %s", f.Severity, s.code, f.Message)
	}
	s.never(t)
	t.Logf("%s\n%s", f.Message, s.out)
}
