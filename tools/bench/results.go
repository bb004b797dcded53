package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// What a watch of a large cluster may cost. The clusters that are measured have
// the size for which that is promised, or are smaller.
const (
	mostTimes     = 1.5 // the bare loop, of the time of a look
	mostRequests  = 20  // a look, beside those for liveness
	mostProcessor = 0.5 // s a look, with its probes and a scrape
	mostMemory    = 300 // MB at any time
	mostScrape    = 100 // ms, the first one after a look
)

// document is what is written down.
type document struct {
	Command string     `json:"command"`
	Commit  string     `json:"commit"` // "": not known
	Seed    string     `json:"seed"`
	Seconds int        `json:"duration_seconds"`
	Machine string     `json:"machine"`
	Every   float64    `json:"every_seconds"` // from one look to the next
	Watches []*figures `json:"watches"`
}

// figures are what a watch of one cluster cost: medians of its looks.
type figures struct {
	Cluster  string  `json:"cluster"`
	Looks    int     `json:"looks"`
	LookMs   float64 `json:"look_ms"`
	FloorMs  float64 `json:"bare_loop_ms"`
	EndsMs   float64 `json:"bare_loop_log_ends_alone_ms"`
	Times    float64 `json:"times_the_bare_loop"`
	CPU      float64 `json:"processor_seconds"`
	Requests int     `json:"requests"`
	Counted  int     `json:"requests_as_the_cluster_counts,omitempty"` // 0: it does not
	Liveness int     `json:"liveness_requests"`
	MB       float64 `json:"sent_and_received_mb"`
	RSS      float64 `json:"rss_mb"`
	RSSMost  float64 `json:"rss_most_mb"`
	ScrapeMs float64 `json:"scrape_ms"`
	AgainMs  float64 `json:"scrape_again_ms"`
	CompatMs float64 `json:"compat_scrape_ms"`
	CompatRe float64 `json:"compat_scrape_again_ms"`

	Targets []target `json:"targets"`
}

// target is what one figure may be at the most.
type target struct {
	Figure string  `json:"figure"`
	Most   float64 `json:"most,omitempty"`
	Least  float64 `json:"least,omitempty"`
	Met    bool    `json:"met"`
}

// figures are the medians of what was measured, held against what is promised.
func (w *watching) figures(t *table) *figures {
	took := func(of func(*lookCost) time.Duration, looks []lookCost) float64 {
		return round(ms(medianOf(looks, of)))
	}
	scraped, again := func(l *lookCost) time.Duration { return l.scraped }, func(l *lookCost) time.Duration { return l.again }
	f := &figures{Cluster: w.name, Looks: len(t.looks), Counted: t.counted,
		LookMs: took(func(l *lookCost) time.Duration { return l.took }, t.looks), FloorMs: round(ms(median(t.both))), EndsMs: round(ms(median(t.ends))),
		CPU:      medianOf(t.looks, func(l *lookCost) time.Duration { return l.processor }).Seconds(),
		Requests: medianOf(t.looks, func(l *lookCost) int { return l.requests() }), Liveness: medianOf(t.looks, func(l *lookCost) int { return l.asked[liveness] }),
		MB:  round(float64(medianOf(t.looks, func(l *lookCost) int64 { return l.bytes })) / 1e6),
		RSS: round(float64(t.rss) / 1e6), RSSMost: round(float64(t.peak) / 1e6),
		ScrapeMs: took(scraped, t.looks), AgainMs: took(again, t.looks), CompatMs: took(scraped, t.compat), CompatRe: took(again, t.compat)}
	f.Times = float64(int(f.LookMs/f.FloorMs*100+0.5)) / 100
	for _, of := range []struct {
		name      string
		was, most float64
	}{
		{"times_the_bare_loop", f.Times, mostTimes}, {"requests", float64(f.Requests), mostRequests}, {"processor_seconds", f.CPU, mostProcessor},
		{"rss_most_mb", f.RSSMost, mostMemory}, {"scrape_ms", f.ScrapeMs, mostScrape}, {"compat_scrape_ms", f.CompatMs, mostScrape},
	} {
		f.Targets = append(f.Targets, target{Figure: of.name, Most: of.most, Met: of.was <= of.most})
	}
	return f
}

func round(n float64) float64 { return float64(int64(n*10+0.5)) / 10 }

func (f *figures) print(out io.Writer, every time.Duration, t *table) {
	light := slices.MinFunc(t.looks, func(a, b lookCost) int { return a.requests() - b.requests() })
	fmt.Fprintf(out, "watch of %s: medians of %d looks, one every %s\n", f.Cluster, f.Looks, every)
	fmt.Fprintf(out, "  a look                  %6.0f ms   target %.1f × the bare loop: it is %.2f ×\n", f.LookMs, mostTimes, f.Times)
	fmt.Fprintf(out, "  the bare loop           %6.0f ms   metadata, groups, commits, log starts and ends; with log ends alone %.0f ms\n", f.FloorMs, f.EndsMs)
	fmt.Fprintf(out, "  processor time          %6.2f s    target %.2f s, a look with its probes and a scrape\n", f.CPU, mostProcessor)
	fmt.Fprintf(out, "  requests                %6d      target %d, beside %d for liveness: %s\n", f.Requests, mostRequests, f.Liveness, light.kinds())
	if f.Counted > 0 {
		fmt.Fprintf(out, "  as the cluster counts   %6d      %s\n", f.Counted, t.kinds)
	}
	fmt.Fprintf(out, "  sent and received       %6.1f MB\n", f.MB)
	fmt.Fprintf(out, "  memory                  %6.0f MB   target %d MB; the most was %.0f MB\n", f.RSS, mostMemory, f.RSSMost)
	fmt.Fprintf(out, "  scrape after a look     %6.1f ms   target %d ms, compressed; again %.1f ms\n", f.ScrapeMs, mostScrape, f.AgainMs)
	fmt.Fprintf(out, "  with --compat           %6.1f ms   target %d ms; again %.1f ms\n", f.CompatMs, mostScrape, f.CompatRe)
}

// write writes figures down.
func write(path string, d any) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644) //nolint:gosec // it is committed
}

// commandLine is how this program was called, as one would call it from its source.
func commandLine(args []string) string {
	return strings.Join(append([]string{"go", "run", "./tools/" + filepath.Base(args[0])}, args[1:]...), " ")
}

// checkedOut is the commit that was built; "" where that is not known.
func checkedOut() string {
	out, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// machine is what was measured on, and how many processes wanted its processors
// in the last quarter of an hour.
func machine() string {
	load := ""
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = ", load " + strings.Join(strings.Fields(string(text))[:3], " ")
	}
	return fmt.Sprintf("%d cores, %s %s/%s%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, load)
}
