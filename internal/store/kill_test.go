package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// A process that is killed while it writes loses nothing that it was told is
// kept, and holds up no other.
func TestAProcessThatIsKilled(t *testing.T) {
	const inside = "BREAKWATER_TEST_KILLED"
	if dir := os.Getenv(inside); dir != "" {
		s := open(t, dir)
		for n := 0; ; n++ {
			must(t, s.Append([]incident.Event{event(noon.Add(time.Duration(n)*time.Millisecond), strconv.Itoa(n))}))
			must(t, s.SaveHistory("plant", noon, plain([]byte(strings.Repeat(strconv.Itoa(n), 1000)))))
			fmt.Println("kept", n)
		}
	}
	for _, after := range []int{1, 40, 150} {
		dir := t.TempDir()
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), inside+"="+dir)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		kept := -1
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if number, is := strings.CutPrefix(lines.Text(), "kept "); is {
				kept, err = strconv.Atoi(number)
				must(t, err)
			}
			if kept == after {
				must(t, child.Process.Kill())
			}
		}
		if err := child.Wait(); err == nil || kept < after {
			t.Fatalf("it ends with %v after %d", err, kept)
		}
		s := open(t, dir)
		if s.Fresh() || s.Told() != "" {
			t.Errorf("fresh %v, told %q", s.Fresh(), s.Told())
		}
		events, err := s.Timeline(Query{})
		must(t, err)
		if len(events) <= kept {
			t.Errorf("%d events, and %d were kept", len(events), kept+1)
		}
		for n, e := range events {
			if e.Text != strconv.Itoa(n) {
				t.Fatalf("event %d is %s", n, e.Text)
			}
		}
		if body, _, err := s.History("plant"); err != nil || len(body) < 1000 {
			t.Errorf("history of %d bytes, %v", len(body), err)
		}
	}
}
