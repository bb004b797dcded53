package live

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// TestM41_ABrokerThatIsBackCatchesUpAsLongAsTold: broker 3 was away while much was
// written, and copies it at a limited rate while more is written.
func TestM41_ABrokerThatIsBackCatchesUpAsLongAsTold(t *testing.T) {
	const partitions, size, missed, copies, every = 6, 1000, 3000, 400_000, 2 * time.Second
	c := startLong(t, lab.Options{Brokers: 3, Config: map[string]string{
		"min.insync.replicas": "2", "default.replication.factor": "3", "offsets.topic.replication.factor": "3",
		"replica.fetch.max.bytes": "65536", "replica.fetch.response.max.bytes": "262144",
	}})
	a := admin(t, c)
	create(t, a, "frames", partitions, 3)
	limit(t, a, "frames", 3, copies)
	direct := client(t, c)
	w := watchIt(t, addresses(c), "--every", every.String())
	feed(t, c, "frames", size, 50*time.Millisecond)
	if err := c.Node(3).Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 30*time.Second, "broker 3 is out of sync", func() bool { return !slices.Contains(inSyncOf(t, direct, "frames"), 3) })
	var writing sync.WaitGroup
	for p := range int32(partitions) {
		writing.Go(func() { write(t, c, "frames", p, missed, size, kgo.ProducerBatchMaxBytes(32<<10)) })
	}
	writing.Wait()
	if err := c.Node(3).Start(t.Context()); err != nil {
		t.Fatal(err)
	}

	began, said, rows := time.Now(), false, ""
	var all []estimate
	eventually(t, 4*time.Minute, "it is in sync", func() bool {
		if e, told := brokerTold(t, w, "3"); told && (len(all) == 0 || e.at.After(all[len(all)-1].at)) {
			all = append(all, e)
			said, rows = said || recovering(w, "3"), catchUpRows(t, w, rows)
		}
		return slices.Contains(inSyncOf(t, direct, "frames"), 3)
	})
	done := time.Now()
	judged, worst := held(t, all, began, done, every)
	t.Logf("it took %s; from half way on %d estimates, at worst off by %s; the last:\n%s", done.Sub(began).Round(time.Second), judged, worst.Round(100*time.Millisecond), rows)
	if judged < 6 || !said || rows == "" {
		t.Errorf("%d estimates, told by the incident %v, metrics %q", judged, said, rows)
	}
	eventually(t, 30*time.Second, "it is not told to be behind any more", func() bool { return catchUpRows(t, w, "") == "" })
}

// estimate is when the watch said how long something will take yet.
type estimate struct {
	at   time.Time
	left time.Duration
}

// held holds what was said from half way on against the truth: within 30 %, or two
// looks. Once nothing is missing the leaders take some seconds to say so: what is
// throttled is not fetched while the limit is exceeded.
func held(t *testing.T, all []estimate, began, done time.Time, look time.Duration) (judged int, worst time.Duration) {
	t.Helper()
	for _, e := range all {
		truth := done.Sub(e.at)
		t.Logf("%s before it was in sync: %s", truth.Round(100*time.Millisecond), e.left.Round(100*time.Millisecond))
		if e.at.Before(began.Add(done.Sub(began) / 2)) {
			continue
		}
		judged++
		off := (e.left - truth).Abs()
		if worst = max(worst, off); off > max(truth*3/10, 2*look) {
			t.Errorf("%s before it was in sync, the watch said %s", truth.Round(time.Second), e.left.Round(time.Second))
		}
	}
	return judged, worst
}

// limit lets one broker copy what it lacks of a topic at a rate, in bytes a second.
func limit(t *testing.T, a *kadm.Client, topic string, broker int32, perSecond int) {
	t.Helper()
	set := func(key, value string) kadm.AlterConfig {
		return kadm.AlterConfig{Op: kadm.SetConfig, Name: key, Value: &value}
	}
	_, first := a.AlterBrokerConfigs(t.Context(), []kadm.AlterConfig{set("follower.replication.throttled.rate", strconv.Itoa(perSecond))}, broker)
	_, second := a.AlterTopicConfigs(t.Context(), []kadm.AlterConfig{set("follower.replication.throttled.replicas", "*")}, topic)
	if first != nil || second != nil {
		t.Fatal(first, second)
	}
}

// inSyncOf are the brokers that are in sync in all partitions of a topic. The
// admin client would answer from what it asked seconds ago.
func inSyncOf(t *testing.T, c *kgo.Client, topic string) []int32 {
	t.Helper()
	req := kmsg.NewPtrMetadataRequest()
	one := kmsg.NewMetadataRequestTopic()
	one.Topic = &topic
	req.Topics = append(req.Topics, one)
	resp, err := req.RequestWith(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	out := []int32{1, 2, 3}
	for _, p := range resp.Topics[0].Partitions {
		out = slices.DeleteFunc(out, func(id int32) bool { return !slices.Contains(p.ISR, id) })
	}
	return out
}

// brokerTold is what the watch says of a broker that is behind.
func brokerTold(t *testing.T, w *watched, name string) (estimate, bool) {
	t.Helper()
	var out api.Brokers
	w.ask("/api/v1/brokers", &out)
	for _, b := range out.Items {
		if b.Name == name && b.Behind != nil && b.Behind.CatchUp.Ms != nil && b.Told.At != nil {
			return estimate{*b.Told.At, time.Duration(*b.Behind.CatchUp.Ms) * time.Millisecond}, true
		}
	}
	return estimate{}, false
}

// recovering is whether the incident of a broker that is back says how far it is.
func recovering(w *watched, name string) bool {
	i, there := w.incidents()["cluster/broker-missing broker/"+name]
	return there && i.State == "recovering" && i.Behind != nil && i.Behind.Partitions > 0
}

// catchUpRows are the metrics of what brokers have yet to copy; what was, if there
// are none.
func catchUpRows(t *testing.T, w *watched, was string) string {
	t.Helper()
	resp, err := http.Get(w.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for row := range strings.Lines(string(text)) {
		if strings.HasPrefix(row, "breakwater_broker_catchup_") {
			rows = append(rows, strings.TrimSpace(row))
		}
	}
	if len(rows) == 0 {
		return was
	}
	return strings.Join(rows, "\n")
}
