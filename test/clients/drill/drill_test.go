package drill

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/clients/java"
)

// figures are of one seed.
type figures struct {
	Seed    uint64            `json:"seed"`
	Seconds int               `json:"seconds_of_load"`
	Machine string            `json:"load_average_of_the_machine"` // over 1, 5 and 15 minutes at the end
	Faults  map[string]*tally `json:"faults"`
	Verdict verdict           `json:"verdict"`
}

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

// form is how long the drill is.
type form struct {
	time    time.Duration // 0 is each fault once
	seeds   []uint64
	session time.Duration // after which Kafka fences a broker
	later   time.Duration // until the log is read once more
}

func asked(t *testing.T) form {
	t.Helper()
	long := os.Getenv("BREAKWATER_DRILL")
	if long == "" {
		return form{seeds: []uint64{1}, session: 4 * time.Second, later: 3 * time.Second}
	}
	out := form{session: 9 * time.Second, later: 30 * time.Second}
	var err error
	if out.time, err = time.ParseDuration(long); err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.Fields(os.Getenv("BREAKWATER_SEEDS")) {
		seed, err := strconv.ParseUint(word, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		out.seeds = append(out.seeds, seed)
	}
	return out
}

// TestM15_TheDrill breaks the cluster and the producer in every way, and has each outcome
// of each record held against the log.
func TestM15_TheDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts real Kafka nodes")
	}
	f := asked(t)
	programs := built(t)
	var all []figures
	for _, seed := range f.seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { all = append(all, f.runs(t, programs, seed)) })
	}
	if file := os.Getenv("BREAKWATER_FIGURES"); file != "" && !t.Failed() {
		text, err := json.MarshalIndent(all, "  ", "  ")
		if err = errors.Join(err, os.WriteFile(file, text, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// runs one drill.
func (f form) runs(t *testing.T, programs string, seed uint64) figures {
	c := begin(t, f.session)
	var addresses []string
	for _, n := range c.Nodes() {
		addresses = append(addresses, n.Address())
	}
	n := newNetwork(t, addresses...)
	d := &drill{cluster: c, network: n, chance: rand.New(rand.NewPCG(seed, 0)), tallies: map[string]*tally{}, began: time.Now()}
	d.producer = &producer{T: t, program: filepath.Join(programs, "load"), bootstrap: strings.Join(addresses, ","), through: n.pairs(), dir: t.TempDir(),
		seed: seed, rate: 500, varies: f.time > 0, chance: rand.New(rand.NewPCG(seed, 1))}
	t.Cleanup(d.keeps)
	d.producer.starts()
	d.after(2 * time.Second)
	d.through(f.time)
	d.after(within + 3*time.Second) // what is in doubt needs records behind it
	d.producer.ends()
	out := figures{Seed: seed, Seconds: int(time.Since(d.began).Seconds()), Machine: busy(), Faults: d.tallies}
	out.Verdict = d.verdict(f, programs)
	for _, l := range out.Verdict.Lives {
		if l.Killed {
			d.count(die, l.Untold)
		}
	}
	d.judges(out.Verdict)
	return out
}

// busy is the load average of the machine, where there is one.
func busy() string {
	text, err := os.ReadFile("/proc/loadavg")
	if words := strings.Fields(string(text)); err == nil && len(words) > 2 {
		return strings.Join(words[:3], " ")
	}
	return "unknown"
}

// through brings all faults, each once in a round, in an order by chance, until the time
// is over.
func (d *drill) through(long time.Duration) {
	d.Helper()
	for {
		round := []string{kill, stop, pause, drop, hold, die}
		d.chance.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
		for i, fault := range round {
			d.brings(fault)
			if i%3 == 2 && (long > 0 || i < 3) {
				d.turns()
			}
			if long > 0 && time.Since(d.began) > long {
				return
			}
		}
		if long == 0 {
			return
		}
	}
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
	args := append(words("-journal", d.producer.journals...), "-log", early, "-log", late, "-dropped", dropped, "-named", named, "-within", (within + time.Second).String())
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
