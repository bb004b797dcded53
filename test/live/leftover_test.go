package live

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// leftOver are the rules about what people leave behind, and none else.
const leftOver = "rules:\n  topic/*: off\n  broker/*: off\n  quorum/*: off\n  group/*: off\n  cluster/too-few-brokers: off\n"

// TestWhatIsLeftBehind: certificates that end, throttles, an upgrade that nobody
// finished, a default that one broker cannot apply, and a partition that one no
// longer compacts, on real nodes over TLS.
func TestWhatIsLeftBehind(t *testing.T) {
	c := start(t, lab.Options{Version: "4.1", Brokers: 2, Listeners: []lab.Listener{{Name: "PLAINTEXT"}, {Name: "TLS", Protocol: lab.SSL}},
		Security:   lab.Security{CertificatesEnd: time.Now().AddDate(0, 0, 20)},
		Config:     map[string]string{"log.cleaner.backoff.ms": "1000"},
		NodeConfig: map[int]map[string]string{2: {"num.io.threads": "2"}}})
	a := admin(t, c)
	create(t, a, "orders", 2, 2)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, c.CA(), 0o600); err != nil {
		t.Fatal(err)
	}
	saved := filepath.Join(t.TempDir(), "saved.json")
	args := []string{"--bootstrap", c.Bootstrap("TLS")[0], "--command-config", properties(t, "security.protocol=SSL", "ssl.truststore.type=PEM", "ssl.truststore.location="+ca),
		"--policy", policy(t, leftOver), "--save", saved}

	var stock seen
	eventually(t, time.Minute, "the nodes answer over TLS", func() bool { // a JVM's first handshake takes seconds
		stock = scan(t, args...)
		return len(stock.Gaps) == 0
	})
	if len(stock.Findings) != 2 || len(stock.Gaps)+len(stock.Skipped) > 0 {
		t.Errorf("beside the certificates that end it tells:\n%s", stock.out)
	}
	for _, broker := range []string{"broker/1", "broker/2"} {
		if f := stock.about(t, "cluster/certificate-expiring", broker); f.Severity != "warning" || !strings.Contains(f.Message, ", 19 d 23 h from now") {
			t.Errorf("%s: %s", f.Severity, f.Message)
		}
	}
	certificatesAreSaved(t, saved)

	// A new default is on every broker at once: no scan takes it for a difference.
	setOn(t, a, "", "log.cleaner.threads", "2")
	if s := scan(t, args...); len(s.of("cluster/config-propagation-slow")) > 0 {
		t.Errorf("a change that was made a moment ago is told:\n%s", s.out)
	}

	// What a reassignment with a throttle leaves behind.
	setOn(t, a, "1", "leader.replication.throttled.rate", "1000000")
	setOn(t, a, "", "follower.replication.throttled.rate", "2000000")
	if _, err := a.AlterTopicConfigs(t.Context(), []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "leader.replication.throttled.replicas", Value: kadm.StringPtr("0:1")}}, "orders"); err != nil {
		t.Fatal(err)
	}
	var s seen
	eventually(t, 20*time.Second, "the throttle is told", func() bool { // before the topic's list is there, as a hint
		s = scan(t, args...)
		return slices.ContainsFunc(s.of("cluster/throttle-left-over"), func(f found) bool { return f.Severity == "warning" })
	})
	f := s.about(t, "cluster/throttle-left-over", "cluster")
	for _, part := range []string{"--entity-name 1 --delete-config leader.replication.throttled.rate;", "--entity-default --delete-config follower.replication.throttled.rate;",
		"--entity-type topics --entity-name orders --delete-config leader.replication.throttled.replicas"} {
		if !strings.Contains(f.Fix+";", part) {
			t.Errorf("the fix lacks %q: %s", part, f.Fix)
		}
	}

	// 4.1-IV0 has the records of 4.1-IV1, so the controllers lower the level.
	lower(t, c, 26)
	eventually(t, 10*time.Second, "the level that is behind is told", func() bool {
		s = scan(t, args...)
		return len(s.of("cluster/metadata-version-behind")) == 1
	})
	if f := s.about(t, "cluster/metadata-version-behind", "cluster"); !strings.Contains(f.Message, "4.1-IV0 (level 26)") || !strings.Contains(f.Fix, "metadata.version=27") || f.Severity != "info" {
		t.Errorf("%s: %s %s", f.Severity, f.Message, f.Fix)
	}

	refusedByOne(t, c, func() seen { return scan(t, args...) })
	stopsCompacting(t, c, a, func() seen { return scan(t, args...) })
}

// refusedByOne: Kafka checks a new default on the broker that is asked alone. One
// that would have to more than double its threads keeps all that it had.
func refusedByOne(t *testing.T, c *lab.Cluster, scanned func() seen) {
	t.Helper()
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	twelve := "12"
	req := kmsg.NewPtrIncrementalAlterConfigsRequest()
	resource := kmsg.NewIncrementalAlterConfigsRequestResource()
	change := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
	change.Name, change.Value = "num.io.threads", &twelve
	resource.ResourceType, resource.Configs = kmsg.ConfigResourceTypeBroker, append(resource.Configs, change)
	req.Resources = append(req.Resources, resource)
	resp, err := req.RequestWith(t.Context(), client.Broker(1))
	if err == nil {
		err = kerr.ErrorForCode(resp.Resources[0].ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
	var s seen
	eventually(t, 20*time.Second, "the default that broker 2 did not apply is told", func() bool {
		s = scanned()
		return len(s.of("cluster/config-propagation-slow")) == 1
	})
	if f := s.about(t, "cluster/config-propagation-slow", "cluster"); !strings.Contains(f.Message, `num.io.threads is "12" on broker 1, "2" on broker 2`) {
		t.Error(f.Message)
	}
}

// setOn sets a dynamic value of a broker; of "" that of all.
func setOn(t *testing.T, a *kadm.Client, broker, name, value string) {
	t.Helper()
	var ids []int32
	if broker != "" {
		ids = []int32{int32(broker[0] - '0')}
	}
	done, err := a.AlterBrokerConfigs(t.Context(), []kadm.AlterConfig{{Op: kadm.SetConfig, Name: name, Value: &value}}, ids...)
	if err != nil || len(done) != 1 || done[0].Err != nil {
		t.Fatalf("%s: %v, %+v", name, err, done)
	}
}

// lower lowers metadata.version as far as that loses nothing.
func lower(t *testing.T, c *lab.Cluster, level int16) {
	t.Helper()
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrUpdateFeaturesRequest()
	update := kmsg.NewUpdateFeaturesRequestFeatureUpdate()
	const safely = 2
	update.Feature, update.MaxVersionLevel, update.UpgradeType = "metadata.version", level, safely
	req.FeatureUpdates = append(req.FeatureUpdates, update)
	resp, err := req.RequestWith(t.Context(), client)
	if err == nil {
		err = kerr.ErrorForCode(resp.ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// certificatesAreSaved: the chain of each broker, with the authority at its end.
func certificatesAreSaved(t *testing.T, file string) {
	t.Helper()
	var saved struct {
		Clusters []struct {
			Brokers []struct {
				Certificates []struct {
					Subject, Issuer, Until string
					Names                  []string
					Anchor                 bool
				}
			}
		}
	}
	if err := json.Unmarshal(read(t, file), &saved); err != nil {
		t.Fatal(err)
	}
	for i, b := range saved.Clusters[0].Brokers {
		if n := len(b.Certificates); n != 2 || b.Certificates[0].Anchor || !b.Certificates[1].Anchor || len(b.Certificates[0].Names) == 0 || b.Certificates[0].Until == "" {
			t.Errorf("broker %d shows %+v", i+1, b.Certificates)
		}
	}
}
