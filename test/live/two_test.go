package live

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// two is a cluster as it stands in many places: two nodes, and one copy of the
// committed offsets.
func two(t *testing.T) *lab.Cluster {
	t.Helper()
	c := start(t, lab.Options{Brokers: 2, Config: map[string]string{
		"offsets.topic.replication.factor": "1", "offsets.topic.num.partitions": "2",
	}})
	a := admin(t, c)
	create(t, a, "orders", 2, 2)
	commit(t, a, "billing", "orders", 0)
	return c
}

// TestM18_AQuorumOfTwo: the failure of either voter stops it, which nothing in
// Kafka says; and when one is stopped, the quorum does not answer any more.
func TestM18_AQuorumOfTwo(t *testing.T) {
	c := two(t)
	s := scan(t, "--bootstrap", addresses(c))
	s.about(t, "quorum/few-voters", "cluster")
	if f := s.about(t, "topic/too-few-replicas", "topic/__consumer_offsets"); f.Severity == "info" {
		t.Errorf("one copy of the committed offsets is %s", f.Severity)
	}
	s.about(t, "broker/internal-topic-replication", "broker/1")

	victim := activeController(t, c)
	pause(t, victim)
	s = scan(t, "--bootstrap", addresses(c))
	s.never(t)
	s.about(t, "quorum/unresponsive", "cluster")
	if s.took > tooLong || s.code != finding.ExitFindings {
		t.Errorf("exit code %d after %s", s.code, s.took)
	}
}

// TestM33_TheExitCodeTellsTheHealth: brokers, quorum and configuration have
// one exit code, and --fail-on says from where on it fails.
func TestM33_TheExitCodeTellsTheHealth(t *testing.T) {
	c := two(t)
	eventually(t, 10*time.Second, "no gaps", func() bool { return len(scan(t, "--bootstrap", addresses(c)).Gaps) == 0 })
	s := scan(t, "--bootstrap", addresses(c), "--fail-on", "warning")
	for rule, subject := range map[string]string{
		"cluster/too-few-brokers": "cluster", "quorum/few-voters": "cluster", "broker/internal-topic-replication": "broker/2",
	} {
		s.about(t, rule, subject)
	}
	if s.code != finding.ExitFindings {
		t.Errorf("--fail-on warning: exit code %d", s.code)
	}
	if errors := s.Summary.Error; (scan(t, "--bootstrap", addresses(c)).code == finding.ExitFindings) != (errors > 0) {
		t.Errorf("%d errors, and the exit code says otherwise", errors)
	}
	if code := scan(t, "--bootstrap", addresses(c), "--fail-on", "error", "--policy", only(t, "cluster/too-few-brokers: {severity: warning}")).code; code != finding.ExitClean {
		t.Errorf("warnings alone: exit code %d", code)
	}
}
