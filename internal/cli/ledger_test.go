package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

// shop is an application beside an embedded cluster: it keeps a ledger and an audit log.
type shop struct {
	t         *testing.T
	bootstrap string
	client    *kgo.Client
	ledger    string
	audit     string
}

func openShop(t *testing.T, orders int) *shop {
	t.Helper()
	fake, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fake.Close)
	s := &shop{t: t, bootstrap: strings.Join(fake.ListenAddrs(), ","), ledger: filepath.Join(t.TempDir(), "ledger"), audit: filepath.Join(t.TempDir(), "audit.jsonl")}
	if s.client, err = kgo.NewClient(kgo.SeedBrokers(fake.ListenAddrs()...), kgo.MetadataMinAge(20*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.client.Close)
	s.create()
	s.sell(orders)
	return s
}

func (s *shop) create() {
	s.t.Helper()
	got, err := kadm.NewClient(s.client).CreateTopic(s.t.Context(), 3, 1, nil, "orders")
	if err == nil {
		err = got.Err
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// sell sends orders, and writes down what was acknowledged.
func (s *shop) sell(orders int) {
	s.t.Helper()
	log, err := acked.Open(s.ledger, acked.Config{})
	if err != nil {
		s.t.Fatal(err)
	}
	var audit strings.Builder
	for n := range orders {
		body := fmt.Sprintf(`{"id":"o-%d","sum":%d}`, n, n)
		r := &kgo.Record{Topic: "orders", Key: fmt.Appendf(nil, "c-%d", n%7), Value: []byte(body)}
		if err := s.client.ProduceSync(s.t.Context(), r).FirstErr(); err != nil {
			s.t.Fatal(err)
		}
		if err := log.Append(acked.Of(r, -1, time.Now(), fmt.Appendf(nil, "o-%d", n))); err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(&audit, "{\"customer\":\"c-%d\",\"order\":%s}\n", n%7, body)
	}
	if err := log.Close(); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.audit, []byte(audit.String()), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// lose makes the topic anew: its logs were cut.
func (s *shop) lose() {
	s.t.Helper()
	if _, err := kadm.NewClient(s.client).DeleteTopic(s.t.Context(), "orders"); err != nil {
		s.t.Fatal(err)
	}
	s.client.PurgeTopicsFromClient("orders")
	s.create()
}

// run is a command about the ledger, and what it printed.
func (s *shop) run(args ...string) (finding.Exit, string) {
	s.t.Helper()
	var out, complaints strings.Builder
	args = append(append([]string{"ledger"}, args...), "--bootstrap", s.bootstrap)
	code := Main(context.WithoutCancel(s.t.Context()), args, Env{In: strings.NewReader(""), Out: &out, Err: &complaints, Getenv: func(string) string { return "" }, Now: time.Now})
	return code, out.String() + complaints.String()
}

func (s *shop) expect(code finding.Exit, want string, args ...string) {
	s.t.Helper()
	got, text := s.run(args...)
	if got != code || !strings.Contains(text, want) {
		s.t.Errorf("%q: exit code %d and\n%s\nwant %d and %q", args, got, text, code, want)
	}
}

func TestM16_VerifyTellsWhatIsLost(t *testing.T) {
	s := openShop(t, 40)
	byLedger := []string{"--ledger", s.ledger}
	byAudit := []string{"--from", s.audit, "--id", "order.id", "--topic", "orders", "--match", "value:id"}
	s.expect(0, "complete: of 40 records that were acknowledged 40 are there", append([]string{"verify"}, byLedger...)...)
	s.expect(0, "complete: of 40 records that were acknowledged 40 are there", append([]string{"verify"}, byAudit...)...)
	s.lose()
	s.expect(1, "lost: of 40 records that were acknowledged 40 are gone, and nothing explains it", append([]string{"verify"}, byLedger...)...)
	s.expect(1, "next:  breakwater ledger replay with the same flags, and --value-field, and --key-field, or --no-key if the records have none\n", append([]string{"verify"}, byAudit...)...)
	s.expect(1, "next:  breakwater ledger replay with the same flags\n", append([]string{"verify", "--key-field", "customer", "--value-field", "order"}, byAudit...)...)
	s.expect(1, "orders c-3: 6 lost", append([]string{"report", "--key-field", "customer"}, byAudit...)...)
	s.expect(1, "by the minute", append([]string{"report"}, byLedger...)...)
}

func TestM20_ReplayPutsBackOnce(t *testing.T) {
	s := openShop(t, 40)
	audit := []string{"--from", s.audit, "--id", "order.id", "--topic", "orders", "--key-field", "customer", "--value-field", "order"}
	both := append([]string{"replay", "--ledger", s.ledger}, audit...)
	alone := append([]string{"replay", "--match", "value:id"}, audit...)
	s.lose()
	s.expect(1, "40 records would be put back", append(both, "--dry-run")...)
	s.expect(0, "40 records put back", both...)
	s.expect(0, "0 records put back", both...)
	s.expect(0, "complete: of 40 records that were acknowledged 40 are there", alone...)
	s.expect(0, "complete: of 40 records that were acknowledged 40 are there", "verify", "--ledger", s.ledger)
	end, err := kadm.NewClient(s.client).ListEndOffsets(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	end.Each(func(o kadm.ListedOffset) { sum += o.Offset })
	if sum < 40 || sum > 40+3*16 { // with the marks of transactions
		t.Errorf("the log has %d records and marks", sum)
	}
}

func TestAReplayThatFindsNothingIsRefused(t *testing.T) {
	s := openShop(t, 5)
	args := []string{"replay", "--from", s.audit, "--id", "order.id", "--topic", "orders", "--key-field", "customer", "--value-field", "order", "--match", "header:no-such"}
	s.expect(finding.ExitRefused, "not one of 5 records was found", args...)
	s.expect(1, "next:  look at --match and --topic first", "verify", "--from", s.audit, "--id", "order.id", "--topic", "orders", "--match", "key")
	s.expect(0, "5 records put back", append(args, "--all-lost")...)
}

func TestTheDocumentOfALoss(t *testing.T) {
	s := openShop(t, 12)
	s.lose()
	_, text := s.run("verify", "--ledger", s.ledger, "--format", "json")
	var d struct {
		Schema, Command, Verdict string
		Expected                 int
		Counts                   map[string]int
		Lost                     []struct{ Records int }
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	lost := 0
	for _, l := range d.Lost {
		lost += l.Records
	}
	if d.Schema != "breakwater.ledger/v1" || d.Command != "ledger verify" || d.Verdict != "lost" || d.Expected != 12 || d.Counts["missing"] != 12 || lost != 12 {
		t.Errorf("%+v", d)
	}
}

func TestLedgersThatWereShipped(t *testing.T) {
	s := openShop(t, 9)
	s.expect(3, "has no topic breakwater.ledger", "verify")
	for b, err := range acked.Blocks(s.ledger) {
		if err != nil {
			t.Fatal(err)
		}
		got, _ := kadm.NewClient(s.client).CreateTopic(t.Context(), 1, 1, nil, "breakwater.ledger")
		_ = got // it is there from the second block on
		s.ship(b.Bytes(), "elsewhere")
	}
	s.expect(3, "are of other clusters than this one", "verify")
	for b, err := range acked.Blocks(s.ledger) {
		if err != nil {
			t.Fatal(err)
		}
		s.ship(b.Bytes(), "")
	}
	s.expect(0, "blocks are of other clusters than this one, and are left out", "verify")
	s.expect(0, "complete: of 9 records that were acknowledged 9 are there", "verify")
	s.expect(0, "by the topic breakwater.ledger: 9 records", "verify", "--topic", "orders")
	s.expect(4, "", "verify", "--topic", "others")
	if err := s.client.ProduceSync(t.Context(), &kgo.Record{Topic: "breakwater.ledger", Value: []byte("x")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	s.expect(3, "cannot be read as a block of a ledger", "verify")
}

// ship sends a block of a ledger of a cluster; "" is one that does not say.
func (s *shop) ship(block []byte, cluster string) {
	s.t.Helper()
	r := &kgo.Record{Topic: "breakwater.ledger", Value: append([]byte{}, block...)}
	if cluster != "" {
		r.Headers = []kgo.RecordHeader{{Key: acked.ClusterHeader, Value: []byte(cluster)}}
	}
	if err := s.client.ProduceSync(s.t.Context(), r).FirstErr(); err != nil {
		s.t.Fatal(err)
	}
}

func TestFlagsThatContradict(t *testing.T) {
	s := openShop(t, 1)
	broken := filepath.Join(t.TempDir(), "b.jsonl")
	if err := os.WriteFile(broken, []byte("{\"order\":{\"id\":\"1\"}}\n{\"order\":"), 0o600); err != nil {
		t.Fatal(err)
	}
	from := []string{"--from", s.audit, "--topic", "orders"}
	with := func(args ...string) []string { return append(args, from...) }
	for _, c := range []struct {
		want string
		args []string
	}{
		{"name it with --from", []string{"verify", "--id", "x"}},
		{"Give --id FIELD", with("verify")},
		{"--from - cannot be", []string{"verify", "--from", "-", "--id", "x"}},
		{"by --match", with("verify", "--id", "order.id")},
		{"--match \"x\" does not say", with("verify", "--id", "order.id", "--match", "x")},
		{"nothing says whether", with("verify", "--id", "order.id", "--partition-field", "p", "--offset-field", "o")},
		{"A ledger has hashes alone", []string{"replay", "--ledger", s.ledger}},
		{"Give --value-field", with("replay", "--id", "order.id")},
		{"Give --key-field", with("replay", "--id", "order.id", "--value-field", "order")},
		{"contradict each other", with("replay", "--id", "order.id", "--value-field", "order", "--key-field", "customer", "--no-key")},
		{"neither text nor json", []string{"verify", "--format", "sarif"}},
		{"two formats would be mixed", []string{"verify", "--format", "text", "--format", "json"}},
		{"holds no ledger", []string{"verify", "--ledger", t.TempDir()}},
		{"no such file", []string{"verify", "--topic", "orders", "--id", "order.id", "--match", "key", "--from", "nowhere.jsonl"}},
		{"b.jsonl:2:10: the line ends in the middle of its JSON", []string{"verify", "--from", broken, "--topic", "orders", "--id", "order.id", "--match", "key"}},
	} {
		s.expect(finding.ExitUsage, c.want, c.args...)
	}
	s.bootstrap = "127.0.0.1:1"
	s.expect(finding.ExitIncomplete, "127.0.0.1:1", "verify", "--ledger", s.ledger)
}

func TestProgress(t *testing.T) {
	now := time.Unix(0, 0)
	p := newProgress(&Env{Now: func() time.Time { return now }}, "read", "records")
	defer p.stop()
	if got := p.line(now.Add(10 * time.Second)); got != "" {
		t.Errorf("%q, before it is known how much there is", got)
	}
	p.of(1000)
	p.add(250)
	if got, want := p.line(now.Add(10*time.Second)), "read 250 of 1000 records, 25 a second, about 30s left"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	p.add(750)
	if got, want := p.line(now.Add(10*time.Second)), "read 1000 of 1000 records, 100 a second"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
