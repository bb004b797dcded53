package live

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// TestM33_OneScanOnEachRelease: what is told of a small cluster does not
// depend on its release. The whole suite runs on each by make matrix.
func TestM33_OneScanOnEachRelease(t *testing.T) {
	begin(t)
	for _, release := range lab.Lines() {
		if release == line() {
			continue // all other tests run on it
		}
		t.Run(release, func(t *testing.T) {
			c := start(t, lab.Options{Version: release, Config: map[string]string{"offsets.topic.num.partitions": "2"}})
			a := admin(t, c)
			create(t, a, "iot", 3, 1, "segment.bytes", "1048576", "max.message.bytes", "10485760")
			commit(t, a, "billing", "iot", 0)
			s := scan(t, "--bootstrap", addresses(c), "--policy", calm(t))
			s.about(t, "topic/batch-exceeds-segment", "topic/iot")
			if s.code != finding.ExitFindings || len(s.Gaps) > 0 || s.Summary.Error != 1 {
				t.Errorf("exit code %d, %d errors, gaps %v\n%s", s.code, s.Summary.Error, s.Gaps, s.out)
			}
			if got := s.Clusters[0].Kafka; !slices.Equal(got, []string{release}) {
				t.Errorf("it is told as Kafka %v", got)
			}
			if s.Summary.Checked["groups"] != 1 {
				t.Errorf("the group was not seen: %v", s.Summary.Checked)
			}
		})
	}
}
