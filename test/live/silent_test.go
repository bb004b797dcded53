package live

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
)

// TestM10_ATopicThatFallsSilent: incident A. Somebody sets segment.bytes of a
// topic below max.message.bytes; each batch of its producer, which is not ours,
// is refused from then on, and no metric of the broker counts that. The setting
// is told as the cause, and the silence below it.
func TestM10_ATopicThatFallsSilent(t *testing.T) {
	c := guarded(t)
	a := admin(t, c)
	create(t, a, "telemetry", 1, 3, "segment.bytes", "1073741824", "max.message.bytes", "10485760")
	create(t, a, "other", 3, 3)
	feed(t, c, "telemetry", 1_200_000, 500*time.Millisecond)
	feed(t, c, "other", 100, 100*time.Millisecond)
	file := filepath.Join(t.TempDir(), "breakwater.yaml")
	if err := os.WriteFile(file, []byte("watch: {every: 1s, probe: 1s, settings_every: 10s}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := watchIt(t, addresses(c), "--config", file, "--policy", policy(t,
		"rules:\n  cluster/topic-silent: {params: {past: 10s, least: 12s, times: 2, growths: 5}}\n"))
	looked(w, 12)
	w.only(time.Time{})

	broken := time.Now()
	value := "1048576"
	if _, err := a.AlterTopicConfigs(t.Context(), []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "segment.bytes", Value: &value}}, "telemetry"); err != nil {
		t.Fatal(err)
	}
	fired := w.expect(15*time.Second, broken, "firing", "topic/batch-exceeds-segment", "topic/telemetry")
	t.Logf("told %s after the setting was changed: %s", fired.At.Sub(broken).Round(time.Millisecond), fired.Annotations["description"])
	if text := fired.Annotations["description"]; !strings.Contains(text, "error 18") {
		t.Errorf("it does not say what producers get: %s", text)
	}
	eventually(t, 20*time.Second, "the silence is told below its cause", func() bool {
		all := w.incidents()
		return len(all) == 1 && below(all["topic/batch-exceeds-segment topic/telemetry"])["cluster/topic-silent"] == 1
	})
	t.Logf("the silence is below its cause %s after the setting was changed", time.Since(broken).Round(time.Millisecond))
	w.only(time.Time{}, "topic/batch-exceeds-segment topic/telemetry")
}
