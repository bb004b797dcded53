package outside

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestMain stands in for the program where a test says so.
func TestMain(m *testing.M) {
	if as := os.Getenv("OUTSIDE_STANDS_IN"); as != "" {
		standIn(as)
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// standIn plays a watch: it says where it serves, and is ready at the third
// question.
func standIn(as string) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 || as == "blind" {
			http.Error(w, "not yet", http.StatusServiceUnavailable)
		}
	}))
	defer s.Close()
	if as == "broken" {
		fmt.Println("I cannot:", strings.Join(os.Args[1:], " "))
		return
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	fmt.Printf("watching at %s/\n", s.URL)
	<-signals
	if as == "deaf" {
		select {}
	}
	fmt.Println("bye")
}

// plays makes this test's own program stand in for breakwater.
func plays(t *testing.T, as string) (program string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("OUTSIDE_STANDS_IN", as)
	return program
}

func TestAWatchIsReadyAndEnds(t *testing.T) {
	p, err := Start(t.Context(), plays(t, "well"), "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(p.URL(), "http://127.0.0.1:") || p.Pid() <= 0 || p.State() != nil {
		t.Errorf("it runs as %d at %q, and has ended as %v", p.Pid(), p.URL(), p.State())
	}
	for range 2 { // the second time there is nothing to end
		if err := p.End(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
	}
	if p.State() == nil || !strings.HasSuffix(p.Said(), "bye\n") {
		t.Errorf("it ended as %v, and said %q", p.State(), p.Said())
	}
}

func TestAWatchThatCannotStartIsTold(t *testing.T) {
	_, err := Start(t.Context(), plays(t, "broken"), "127.0.0.1:1", "--every", "1s")
	for _, want := range []string{"it has ended (exit status 3)", "I cannot: watch --bootstrap 127.0.0.1:1 --listen 127.0.0.1:0 --every 1s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if _, err := Start(t.Context(), "/nowhere/breakwater", ""); err == nil {
		t.Error("there is no program, and it started")
	}
}

func TestAWatchThatNeverLooksIsGivenUp(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	p, err := Start(ctx, plays(t, "blind"), "127.0.0.1:1")
	if p != nil || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no look yet") {
		t.Errorf("got %v, %v", p, err)
	}
}

func TestAWatchThatDoesNotEndIsKilled(t *testing.T) {
	p, err := Start(t.Context(), plays(t, "deaf"), "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	p.stops = 100 * time.Millisecond
	if err := p.End(syscall.SIGTERM); err == nil || !strings.Contains(err.Error(), "was killed") || p.State() == nil {
		t.Errorf("got %v, and it ended as %v", err, p.State())
	}
}
