package drill

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/breakwaterhq/breakwater/test/clients/java"
)

// verdict is what check prints. What the drill does not ask stays as it is.
type verdict struct {
	True    bool            `json:"true"`
	Wrong   json.RawMessage `json:"wrong"`
	Figures json.RawMessage `json:"figures"`
	Lives   []struct {
		Life    string `json:"life"`
		Given   int    `json:"given"`
		Killed  bool   `json:"killed"`
		Untold  int    `json:"untold_when_killed"`
		InDoubt int    `json:"in_doubt_when_killed"`
	} `json:"lives"`
}

// verdict has the log read twice, and the checker compare.
func (d *drill) verdict(f form, programs string) (v verdict) {
	d.Helper()
	peer, err := java.Compile(d.Context(), d.Version(), d.TempDir(), os.Stderr)
	if err != nil {
		d.Fatal(err)
	}
	early := d.reads(peer, "early")
	if f.time > 0 {
		d.turns() // other leaders show what they hold
	}
	d.after(f.later)
	late := d.reads(peer, "late")
	dropped, named := filepath.Join(d.producer.dir, "dropped"), filepath.Join(d.producer.dir, "named")
	if err := os.WriteFile(dropped, lines(d.network.dropped), 0o600); err != nil {
		d.Fatal(err)
	}
	args := append(words("-journal", d.producer.journals...), "-log", early, "-log", late, "-dropped", dropped, "-named", named)
	out, err := exec.CommandContext(d.Context(), filepath.Join(programs, "check"), args...).Output()
	if failed, is := errors.AsType[*exec.ExitError](err); err != nil && (!is || failed.ExitCode() != 1) {
		d.Fatalf("check: %v\n%s", err, failed.Stderr)
	}
	if err := json.Unmarshal(out, &v); err != nil {
		d.Fatal(err)
	}
	d.Logf("%s", out)
	return v
}

// reads has Kafka's own consumer read the topic into a file.
func (d *drill) reads(peer []string, name string) string {
	d.Helper()
	// A busy machine may take minutes for a million of records: the test has a limit of its own.
	file := filepath.Join(d.producer.dir, name)
	out, err := os.Create(file)
	if err != nil {
		d.Fatal(err)
	}
	defer out.Close()
	args := append(peer[1:len(peer):len(peer)], "consume", d.producer.bootstrap, topic, "isolation.level=read_uncommitted", "max.poll.records=5000")
	read := exec.CommandContext(d.Context(), peer[0], args...)
	var says strings.Builder
	read.Stdout, read.Stderr = out, &says
	if err := read.Run(); err != nil {
		d.Fatalf("Kafka's consumer: %v\n%s", err, says.String())
	}
	return file
}

// judges fails the run where an outcome was not true, or a fault had no effect.
func (d *drill) judges(v verdict) {
	d.Helper()
	if !v.True {
		d.Errorf("not every outcome is true: %s", v.Wrong)
	}
	var f struct {
		Dropped int `json:"dropped_acknowledgements"`
		InLog   int `json:"dropped_acknowledgements_in_the_log"`
	}
	if err := json.Unmarshal(v.Figures, &f); err != nil || f.InLog < f.Dropped {
		d.Errorf("of %d acknowledgements that were dropped %d are of what the log holds (%v)", f.Dropped, f.InLog, err)
	}
	for _, fault := range []string{kill, stop, pause, move, drop, hold, die} {
		t := d.tallies[fault]
		if t == nil || t.Effective == 0 {
			d.Errorf("%s: it was never effective", fault)
			continue
		}
		d.Logf("%s: %d times, effective %d times, %d struck", fault, t.Times, t.Effective, t.Struck)
	}
}

// keeps what is needed to find out why it failed, if it did, beyond the test.
func (d *drill) keeps() {
	if !d.Failed() {
		return
	}
	dir, err := os.MkdirTemp("", "breakwater-drill-")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(d.producer.dir))
	}
	d.Logf("the journals and the log are in %s (%v)", dir, err)
}
