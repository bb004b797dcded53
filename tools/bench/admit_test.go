package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit/reviews"
)

// TestAServerOfAdmissionIsMeasured holds that the reviews are judged and that none is
// counted which failed.
func TestAServerOfAdmissionIsMeasured(t *testing.T) {
	for _, judge := range []string{"judged", "floor"} {
		stop, stopped := io.Pipe()
		out, told := io.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- serveAdmission(judge, stop, told) }()
		times, within, err := measureServer(out, reviews.IncidentPod, pace{50, 200 * time.Millisecond}) // so few that a busy machine gets them done
		if err != nil || len(times) != 10 || times[0] <= 0 || within < 0 || within > 1 {
			t.Errorf("%s: %d times, %v within 5 ms, %v", judge, len(times), within, err)
		}
		if err := stopped.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Errorf("%s ends with %v", judge, err)
		}
	}
	if err := serveAdmission("other", nil, io.Discard); err == nil || !strings.Contains(err.Error(), `"other"`) {
		t.Errorf("a judge that there is not: %v", err)
	}
}

func TestARefusedReviewIsNoFigure(t *testing.T) {
	stop, stopped := io.Pipe()
	out, told := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serveAdmission("judged", stop, told) }()
	if _, _, err := measureServer(out, []byte(`{"kind":"Pod"}`), pace{50, 50 * time.Millisecond}); err == nil || !strings.Contains(err.Error(), "status 400") {
		t.Errorf("what is no review: %v", err)
	}
	_ = stopped.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, _, err := measureServer(strings.NewReader("oh"), nil, pace{}); err == nil {
		t.Error("a server that says nothing is measured")
	}
}

func TestCountsOfAServer(t *testing.T) {
	c, err := countsIn("x 1\nbreakwater_admission_verdict_seconds_bucket{le=\"0.005\"} 7\nbreakwater_admission_verdict_seconds_count 9\n")
	if err != nil || c != (counted{9, 7}) {
		t.Errorf("%+v %v", c, err)
	}
	for _, text := range []string{"", "breakwater_admission_verdict_seconds_count many\n"} {
		if _, err := countsIn(text); err == nil {
			t.Errorf("%q is counted", text)
		}
	}
}

func TestPercentiles(t *testing.T) {
	var all []time.Duration
	for i := range 1000 {
		all = append(all, time.Duration(i+1))
	}
	for p, want := range map[int]time.Duration{50: 500, 99: 990, 100: 1000, 0: 1} {
		if got := percentile(all, p); got != want {
			t.Errorf("%d %%: %d, want %d", p, got, want)
		}
	}
	if got := percentile(all[:1], 99); got != 1 {
		t.Errorf("of one: %d", got)
	}
}

func TestFiguresOfAdmissionAreReadable(t *testing.T) {
	f := &admitFigures{Review: "a pod", Bytes: 9, PerSecond: 500, Seconds: 10, Judged: admitTook{1, 2.5, 9, 0.999, 0.4}, Floor: admitTook{0.5, 1, 2, 1, 0.1}, Targets: []target{{Figure: "judged.server_side_share_within_5_ms", Least: 0.99, Met: true}}}
	var b bytes.Buffer
	f.print(&b)
	for _, part := range []string{"admission of a pod (9 bytes), 500 a second for 10 s, one core", "judged                   p50 1.00  p99 2.50  max 9.00 ms; 99.90 % within 5 ms inside the server; 0.40 ms of the core each   target 99 % within 5 ms inside the server", "decode and answer alone  p50 0.50"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("there is no %q in\n%s", part, &b)
		}
	}
	path := t.TempDir() + "/a.json"
	if err := write(path, &admission{Reviews: []*admitFigures{f}}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	var back admission
	if err != nil || json.Unmarshal(text, &back) != nil || back.Reviews[0].Judged.P99 != 2.5 || !back.Reviews[0].Targets[0].Met {
		t.Errorf("%s %v", text, err)
	}
}
