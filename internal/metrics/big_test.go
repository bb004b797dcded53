package metrics

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// big is a board with many topics of three partitions, and groups that read
// ten topics each.
func big(topics, groups int) *board.Board {
	b := healthy()
	c := b.Clusters[0]
	c.Lag, c.Scope.Topics, c.Scope.Cluster.Groups = nil, nil, nil
	for i := range topics {
		c.Scope.Topics = append(c.Scope.Topics, topic(fmt.Sprintf("plant.line-%05d.telemetry", i), 3))
	}
	for i := range groups {
		g := lag.Group{ID: fmt.Sprintf("service-%04d", i), Complete: true, AgeKnown: true, Coordinator: int32(i%3) + 1, CatchUpKnown: true}
		for j := range 30 {
			name := c.Scope.Topics[(i*10+j/3)%topics].Name
			g.Partitions = append(g.Partitions, lag.Partition{Topic: name, Partition: int32(j % 3), Leader: int32(j%3) + 1, HasCommit: true, Committed: 90, End: 100, Records: 10,
				Known: true, AgeKnown: true, Age: 1500, Within: 100, How: lag.ByHistory, Rates: true})
			g.Records, g.Age = g.Records+10, 1500
		}
		c.Lag = append(c.Lag, g)
		c.Scope.Cluster.Groups = append(c.Scope.Cluster.Groups, &model.Group{ID: g.ID, Type: "consumer", State: "Stable", Coordinator: g.Coordinator, MembersKnown: true, CommitsKnown: true})
	}
	return b
}

// TestBigPage: partition rows are bounded, so that a page of a big cluster
// stays small unless all are asked for.
func TestBigPage(t *testing.T) {
	b := big(1000, 50)
	p := scrape(t, b, Options{})
	values{`partitions`: 3000, `partitions_left_out{of="topic"}`: 0}.hold(t, p)
	if got := len(p.series); got > 1000*2+50*25+200 {
		t.Errorf("%d series", got)
	}
	all := scrape(t, b, Options{Partitions: All, MostPartitions: 1 << 20})
	if got := len(matchingSeries(all, "breakwater_partition_leader{")); got != 3000 {
		t.Errorf("%d partitions", got)
	}
	if got := len(matchingSeries(all, "breakwater_partition_lag_records{")); got != 1500 {
		t.Errorf("%d partitions of groups", got)
	}
}

// BenchmarkScrape tells of a cluster of 10,000 topics of three partitions and
// 500 groups: what the first scrape of a board costs, what the next ones do,
// and how large pages are.
func BenchmarkScrape(b *testing.B) {
	boards := &board.Holder{}
	for name, o := range map[string]Options{
		"abnormal": {}, "all": {Partitions: All, MostPartitions: 1 << 20}, "compat": {Compat: []string{KafkaExporter}},
	} {
		o.Now = clock(at)
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		b.Run(name+"/first", func(b *testing.B) {
			w := &sink{}
			for range b.N {
				b.StopTimer()
				boards.Set(big(10_000, 500))
				h := Handler(boards, o)
				b.StartTimer()
				h.ServeHTTP(w, r)
			}
			h := pages{}
			plain := h.of(boards.Get(), at, &Options{Partitions: o.Partitions, MostPartitions: max(o.MostPartitions, 1), Compat: o.Compat}).plain[0]().plain
			b.ReportMetric(float64(plain.size())/1e6, "MB")
			b.ReportMetric(float64(w.n)/1e6/float64(b.N), "MB-gzip")
		})
		b.Run(name+"/next", func(b *testing.B) {
			h := Handler(boards, o)
			for range b.N {
				h.ServeHTTP(&sink{}, r)
			}
		})
	}
}

// sink is a scraper that throws everything away.
type sink struct{ n int }

func (*sink) Header() http.Header           { return http.Header{} }
func (*sink) WriteHeader(int)               {}
func (s *sink) Write(p []byte) (int, error) { s.n += len(p); return io.Discard.Write(p) }
