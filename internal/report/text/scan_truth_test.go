package text

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

// maybe is a random number from 0, which is as likely as all others together.
func maybe(r *rand.Rand, most int) int {
	if r.Intn(2) == 0 {
		return 0
	}
	return 1 + r.Intn(most)
}

// anyResult is a random result of a scan.
func anyResult(r *rand.Rand) *finding.Result {
	result := &finding.Result{Command: "scan", Scopes: 1 + maybe(r, 2), Suppressed: maybe(r, 3), Checked: map[model.Kind]int{}}
	for range maybe(r, 8) {
		result.Findings = append(result.Findings, finding.Finding{
			Rule: fmt.Sprintf("cluster/r%d", r.Intn(4)), Severity: finding.Severity(1 + maybe(r, 2)), Message: "it is so: much follows",
			Subject: model.Subject{Kind: model.Kind(1 + r.Intn(9)), Name: fmt.Sprint(r.Intn(9))},
		})
	}
	for i := range result.Findings {
		result.Findings[i].CausedBy = result.Findings[r.Intn(len(result.Findings))].Fingerprint()
		if r.Intn(2) == 0 {
			result.Findings[i].CausedBy = ""
		}
	}
	for range maybe(r, 4) {
		result.Gaps = append(result.Gaps, model.Gap{
			Fact: model.Fact(r.Intn(13)), Why: model.GapReason(1 + r.Intn(9)), Expected: r.Intn(2) == 0, Detail: fmt.Sprint("reason ", r.Intn(3)),
			Scope: model.Subject{Kind: model.KindBroker, Name: fmt.Sprint(r.Intn(3))},
		})
	}
	for range maybe(r, 3) {
		result.Skipped = append(result.Skipped, finding.Skip{Rule: "cluster/s", Needs: "x", Reason: "unknown"})
	}
	for k := model.KindCluster; k <= model.KindFile; k++ {
		result.Checked[k] = maybe(r, 3) * r.Intn(2)
	}
	for range 1 + maybe(r, 2) {
		brokers := r.Intn(4)
		result.Clusters = append(result.Clusters, finding.Seen{Name: "plant", Kafka: []string{"4.3"}, Brokers: brokers, Answered: brokers - min(brokers, maybe(r, 3))})
	}
	return result
}

// allIsWell tells, by another way than the report, whether a result may be
// called healthy.
func allIsWell(r *finding.Result) bool {
	live := 0
	for k := model.KindCluster; k <= model.KindVoter; k++ {
		live += r.Checked[k]
	}
	well := live > 0 && len(r.Skipped) == 0 && len(r.Clusters) > 0
	for _, f := range r.Findings {
		well = well && f.Severity < finding.Warning
	}
	for _, g := range r.Gaps {
		well = well && g.Expected
	}
	for _, c := range r.Clusters {
		well = well && c.Answered == c.Brokers && c.Answered > 0
	}
	return well
}

// TestHealthyIsSaidOnlyWhereItIsKnown: a wrong "healthy" is the worst that a
// scan can print.
func TestHealthyIsSaidOnlyWhereItIsKnown(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	healthy := 0
	for range 4000 {
		result := anyResult(r)
		for _, s := range []Scan{{}, {Interrupted: true}} {
			first, _, _ := strings.Cut(scanned(t, s, result), "\n")
			said, may := strings.Contains(first, "ealthy"), allIsWell(result) && !s.Interrupted
			if said != may {
				t.Fatalf("%q, and all is well: %v, of\n%+v", first, may, result)
			}
			if said {
				healthy++
			}
		}
	}
	if healthy < 20 {
		t.Errorf("only %d of the results are healthy: the test says little", healthy)
	}
}

// TestEveryFindingIsToldOnce, also where findings explain each other or
// themselves.
func TestEveryFindingIsToldOnce(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for range 4000 {
		result := anyResult(r)
		told := taleOf(result.Findings)
		times := make([]int, len(told.all))
		n := 0
		for _, b := range told.blocks() {
			n += len(b.these) + b.follow
			for _, i := range b.these {
				times[i]++
			}
			told.following(b.these, func(f *finding.Finding) {
				for i := range told.all {
					if told.all[i] == f {
						times[i]++
					}
				}
			})
		}
		for i, count := range times {
			if count != 1 {
				t.Fatalf("finding %d is told %d times of\n%+v", i, count, result.Findings)
			}
		}
		if n != len(result.Findings) {
			t.Fatalf("%d are counted of %d", n, len(result.Findings))
		}
	}
}

// TestTheOrderInWhichThingsWereFoundIsNotSeen: brokers answer in another order
// each time.
func TestTheOrderInWhichThingsWereFoundIsNotSeen(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for _, w := range reporttest.Worlds() {
		want := scanned(t, asked, w.Result)
		for range 3 {
			r.Shuffle(len(w.Result.Findings), func(i, j int) {
				w.Result.Findings[i], w.Result.Findings[j] = w.Result.Findings[j], w.Result.Findings[i]
			})
			r.Shuffle(len(w.Result.Gaps), func(i, j int) { w.Result.Gaps[i], w.Result.Gaps[j] = w.Result.Gaps[j], w.Result.Gaps[i] })
			if got := scanned(t, asked, w.Result); got != want {
				t.Errorf("%s: got\n%s\nwant\n%s", w.Name, got, want)
			}
		}
	}
}

func TestNoScanWritesToTheTerminal(t *testing.T) {
	for _, w := range reporttest.Worlds() {
		got := scanned(t, Scan{Bootstrap: reporttest.Hostile}, w.Result)
		for i, c := range got {
			if c != '\n' && (c < 0x20 || c >= 0x7f && c < 0xa0 || paint.Turns(c)) {
				t.Fatalf("%s: control character %q after %q", w.Name, c, got[max(0, i-40):i])
			}
		}
		if strings.Contains(got, "\nfake") {
			t.Errorf("%s: a name has written a line of its own:\n%s", w.Name, got)
		}
	}
}

func TestColourOfAScanIsOnlyAroundTheSameText(t *testing.T) {
	for _, w := range reporttest.Worlds() {
		coloured := scanned(t, Scan{Colour: true, Bootstrap: asked.Bootstrap}, w.Result)
		if !strings.HasPrefix(coloured, "\x1b[") {
			t.Errorf("%s: the verdict has no colour: %.40q", w.Name, coloured)
		}
		for _, code := range []string{"1", "2", "32", "33", "1;31", "1;33", "1;36", "0"} {
			coloured = strings.ReplaceAll(coloured, "\x1b["+code+"m", "")
		}
		if plain := scanned(t, asked, w.Result); coloured != plain {
			t.Errorf("%s: without its colours:\n%q\nplain:\n%q", w.Name, coloured, plain)
		}
	}
}

// TestAnyScanFitsOnAScreen, and is printed at once.
func TestAnyScanFitsOnAScreen(t *testing.T) {
	for _, n := range []int{100, 1000, 10000} {
		got := scanned(t, asked, reporttest.ManyFindings(n))
		if lines := strings.Count(got, "\n"); lines > 80 || len(got) > 8000 {
			t.Errorf("%d findings take %d lines, %d bytes", n, lines, len(got))
		}
	}
}

func BenchmarkScanOf10000Findings(b *testing.B) {
	r := reporttest.ManyFindings(10000)
	for b.Loop() {
		if err := asked.Write(&strings.Builder{}, r, reporttest.LiveRules()); err != nil {
			b.Fatal(err)
		}
	}
}
