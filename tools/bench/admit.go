package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit/reviews"
)

// What admission may cost, and at which rate that is measured.
const (
	reviewsPerSecond = 500
	leastWithin      = 0.99 // of the reviews, inside the server, within 5 ms
)

// admission is what is written down of admission.
type admission struct {
	Command string          `json:"command"`
	Commit  string          `json:"commit"` // "": not known
	Seconds int             `json:"duration_seconds"`
	Machine string          `json:"machine"`
	Reviews []*admitFigures `json:"reviews"`
}

// admitFigures are what reviews of one object cost, on one core.
type admitFigures struct {
	Review    string    `json:"review"`
	Bytes     int       `json:"bytes"`
	PerSecond int       `json:"reviews_per_second"`
	Seconds   float64   `json:"seconds"`
	Judged    admitTook `json:"judged"`
	Floor     admitTook `json:"floor"` // a handler that only decodes and answers
	Targets   []target  `json:"targets"`
}

// admitTook is how long reviews took. The times are from the moment that a review was due
// to its whole answer, over TLS, so that a server which lags behind does not hide it.
type admitTook struct {
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	Max       float64 `json:"max_ms"`
	Within    float64 `json:"server_side_share_within_5_ms"` // by the endpoint's own metric
	Processor float64 `json:"processor_ms_per_review"`
}

// admitLasts is for how long each server is measured.
const admitLasts = 10 * time.Second

// admissions measures admission, and writes the figures beside those of the watches;
// nowhere where no file is named for these.
func admissions(w io.Writer, lasts time.Duration, watches string) error {
	d, err := admitting(w, lasts)
	if err != nil || watches == "" {
		return err
	}
	return write(filepath.Join(filepath.Dir(watches), "bench-admit.json"), d)
}

// admitting measures admission of each object, judged and as the floor by turns.
func admitting(w io.Writer, lasts time.Duration) (*admission, error) {
	began := time.Now()
	d := &admission{Command: commandLine(os.Args), Commit: checkedOut(), Machine: machine()}
	for _, of := range []struct {
		name string
		body []byte
	}{{"the pod of the incident", reviews.IncidentPod}, {"a StrimziPodSet of nine", reviews.PodSetOfNine}} {
		f := &admitFigures{Review: of.name, Bytes: len(of.body), PerSecond: reviewsPerSecond, Seconds: lasts.Seconds()}
		for _, by := range []struct {
			judge string
			into  *admitTook
		}{{"floor", &f.Floor}, {"judged", &f.Judged}} {
			took, err := admitOnce(by.judge, of.body, lasts)
			if err != nil {
				return nil, fmt.Errorf("admission of %s, %s: %w", of.name, by.judge, err)
			}
			*by.into = took
		}
		f.Targets = []target{{Figure: "judged.server_side_share_within_5_ms", Least: leastWithin, Met: f.Judged.Within >= leastWithin}}
		f.print(w)
		d.Reviews = append(d.Reviews, f)
	}
	d.Seconds = int(time.Since(began).Seconds())
	return d, nil
}

// admitOnce measures one server, which is a process of its own with one core.
func admitOnce(judge string, body []byte, lasts time.Duration) (took admitTook, err error) {
	self, err := os.Executable()
	if err != nil {
		return took, err
	}
	cmd := exec.Command(self, "-admit-serve", judge)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	stop, err := cmd.StdinPipe()
	if err != nil {
		return took, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return took, err
	}
	if err := cmd.Start(); err != nil {
		return took, err
	}
	times, within, err := measureServer(out, body, pace{reviewsPerSecond, lasts})
	_ = stop.Close() // the server ends with it
	if waited := cmd.Wait(); err == nil {
		err = waited
	}
	if err != nil {
		return took, err
	}
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return admitTook{P50: hundredths(percentile(times, 50)), P99: hundredths(percentile(times, 99)), Max: hundredths(percentile(times, 100)),
		Within: within, Processor: hundredths(used / time.Duration(len(times)))}, nil
}

// pace is how many reviews are sent in a second, and for how long.
type pace struct {
	perSecond int
	lasts     time.Duration
}

// measureServer reads where a server listens, and sends it reviews, at first for a
// second that does not count.
func measureServer(out io.Reader, body []byte, at pace) (times []time.Duration, within float64, err error) {
	var where listening
	if err := json.NewDecoder(out).Decode(&where); err != nil {
		return nil, 0, fmt.Errorf("the server does not say where it listens: %w", err)
	}
	l, err := newLoad(where)
	if err != nil {
		return nil, 0, err
	}
	defer l.client.CloseIdleConnections()
	if _, err := l.run(body, pace{at.perSecond, time.Second}); err != nil { // tables are read, connections opened
		return nil, 0, err
	}
	before, err := l.counts()
	if err != nil {
		return nil, 0, err
	}
	if times, err = l.run(body, at); err != nil {
		return nil, 0, err
	}
	after, err := l.counts()
	if err != nil {
		return nil, 0, err
	}
	return times, float64(after.within-before.within) / float64(max(1, after.all-before.all)), nil
}

func hundredths(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond).Microseconds()) / 1000
}

func (f *admitFigures) print(w io.Writer) {
	fmt.Fprintf(w, "admission of %s (%d bytes), %d a second for %.0f s, one core\n", f.Review, f.Bytes, f.PerSecond, f.Seconds)
	for _, r := range []struct {
		name string
		t    *admitTook
		note string
	}{{"judged", &f.Judged, fmt.Sprintf("   target %.0f %% within 5 ms inside the server", 100*leastWithin)}, {"decode and answer alone", &f.Floor, ""}} {
		fmt.Fprintf(w, "  %-24s p50 %.2f  p99 %.2f  max %.2f ms; %.2f %% within 5 ms inside the server; %.2f ms of the core each%s\n",
			r.name, r.t.P50, r.t.P99, r.t.Max, 100*r.t.Within, r.t.Processor, r.note)
	}
}
