package status

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/web"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

var update = flag.Bool("update", false, "write the golden files")

// statusOf is what a watch answers of a board.
func statusOf(t *testing.T, b *board.Board) Status { return statusAt(t, b, webtest.Now()) }

func statusAt(t *testing.T, b *board.Board, now time.Time) Status {
	t.Helper()
	var h board.Holder
	if b != nil {
		h.Set(b)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/status", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	web.Handler(&h, web.Options{Now: func() time.Time { return now }}).ServeHTTP(w, r)
	var s Status
	if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func written(t *testing.T, s Status, width int, colour bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s, width, colour); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func boards() map[string]*board.Board {
	return map[string]*board.Board{"nothing": nil, "healthy": webtest.Healthy(), "trouble": webtest.Trouble(), "hostile": webtest.Hostile(), "big": webtest.Big()}
}

func TestTextIsAsTheGoldenFiles(t *testing.T) {
	for name, b := range boards() {
		file, got := "testdata/"+name+".txt", []byte(written(t, statusOf(t, b), 100, false))
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("differs from %s (%v): look at it, and run go test -update:\n%s", file, err, got)
		}
	}
}

// TestLinesFit holds every board to every width, in colour and without.
func TestLinesFit(t *testing.T) {
	for name, b := range boards() {
		s := statusOf(t, b)
		for _, c := range []struct{ given, want int }{{-1, 40}, {0, 40}, {40, 40}, {57, 57}, {100, 100}, {500, 100}} {
			plain, painted := written(t, s, c.given, false), written(t, s, c.given, true)
			for line := range strings.SplitSeq(plain, "\n") {
				if n := utf8.RuneCountInString(line); n > c.want {
					t.Errorf("%s in %d columns: %d: %s", name, c.given, n, line)
				}
			}
			if unpainted(painted) != plain {
				t.Errorf("%s in %d columns: the colours change the text", name, c.given)
			}
		}
	}
}

func unpainted(s string) string {
	for {
		before, rest, found := strings.Cut(s, "\x1b[")
		if !found {
			return s
		}
		_, after, _ := strings.Cut(rest, "m")
		s = before + after
	}
}

// TestNothingSteersTheTerminal but our own colours.
func TestNothingSteersTheTerminal(t *testing.T) {
	s := statusOf(t, webtest.Hostile())
	for _, r := range written(t, s, 100, false) {
		if r != '\n' && (r < ' ' || r == 0x7f || r == 0x202e) {
			t.Fatalf("%U is written", r)
		}
	}
	changes := strings.Join(Changes(Status{}, s), "")
	if changes == "" || strings.ContainsAny(changes, "\x1b\n\u202e") {
		t.Errorf("changes: %q", changes)
	}
}

func TestTheFirstWordsHaveTheColour(t *testing.T) {
	for name, want := range map[string]string{"healthy": "\x1b[32mHealthy\x1b[0m: nothing found", "trouble": "\x1b[1;31mIn trouble\x1b[0m: broker 2", "nothing": "\x1b[1;33mNot known\x1b[0m: no cluster"} {
		if got := written(t, statusOf(t, boards()[name]), 100, true); !strings.Contains(got, want) {
			t.Errorf("%s:\n%q\nhas no %q", name, got, want)
		}
	}
}

func TestAnOldLookIsNotHealthy(t *testing.T) {
	got := written(t, statusAt(t, webtest.Healthy(), webtest.Now().Add(time.Minute)), 100, false)
	if strings.Contains(got, "Healthy") || !strings.Contains(got, "Not known: nothing wrong in what could be seen, but the last look ended 1 min") {
		t.Errorf("got\n%s", got)
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	s := statusOf(t, webtest.Big())
	s.Incidents.Items = s.Incidents.Items[:20]
	got := written(t, s, 100, false)
	for _, want := range []string{"10 more incidents.", "180 incidents beyond these were not sent."} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestTimesThatAreNotKnown(t *testing.T) {
	s := statusOf(t, webtest.Trouble())
	in := &s.Incidents.Items[0]
	in.LastedMs, in.Start, in.Unknown = nil, nil, true
	s.Clusters[0].Looked.AgeMs, s.Clusters[0].Look.EveryMs, s.Storage = nil, nil, "no space left on /data"
	got := written(t, s, 100, false)
	for _, want := range []string{"for a time that is not known, since a time that is not known", "whether it still holds cannot be seen", "looked at never\n", "Nothing is kept on disk: no space left"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " ")+"\n", strings.TrimSuffix(want, "\n")) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("no space left")

func TestAWriterThatFailsIsTold(t *testing.T) {
	for name, b := range boards() {
		if err := Write(full{}, statusOf(t, b), 80, false); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func ExampleWrite() {
	_ = Write(os.Stdout, Status{}, 80, false)
	fmt.Println(len(Changes(Status{}, Status{})))
	// Output:
	// Not known: no cluster has been looked at yet.
	// 0
}
