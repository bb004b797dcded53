package drill

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// figures are of one seed.
type figures struct {
	Seed    uint64            `json:"seed"`
	Seconds int               `json:"seconds_of_load"`
	Machine string            `json:"load_average_of_the_machine"` // over 1, 5 and 15 minutes at the end
	Faults  map[string]*tally `json:"faults"`
	Verdict verdict           `json:"verdict"`
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
	all := make([]figures, len(f.seeds))
	t.Run("beside each other", func(t *testing.T) {
		for i, seed := range f.seeds {
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
				t.Parallel()
				all[i] = f.runs(t, programs, seed)
			})
		}
	})
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
// is over. The first round is whole.
func (d *drill) through(long time.Duration) {
	d.Helper()
	for first := true; ; first = false {
		round := []string{kill, stop, pause, drop, hold, die}
		d.chance.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
		for i, fault := range round {
			d.brings(fault)
			if i%3 == 2 && (long > 0 || i < 3) {
				d.turns()
			}
			if !first && time.Since(d.began) > long {
				return
			}
		}
		if time.Since(d.began) > long {
			return
		}
	}
}
