package drill

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// within is how long a record may take until something is told of it: less than Kafka
// takes to elect other leaders, so that much is in doubt.
const within = 5 * time.Second

// producer is the load program, which is killed and started again.
type producer struct {
	*testing.T
	program, bootstrap, through, dir string

	seed     uint64
	rate     int
	varies   bool // lives behind the first have settings by chance
	chance   *rand.Rand
	journals []string

	in    io.WriteCloser
	ended chan error // told once
	says  *bytes.Buffer
	cmd   *exec.Cmd
}

// starts begins the next life. It is impatient, so that kgo sends again early, or has
// settings by chance.
func (p *producer) starts() {
	p.Helper()
	life := len(p.journals) + 1
	request, retries, budget := time.Second, 0, 0
	if p.varies && life > 1 {
		request = []time.Duration{time.Second, 3 * time.Second, 0}[p.chance.IntN(3)]
		retries = []int{0, 1, 4}[p.chance.IntN(3)]
		budget = []int{0, 0, 2 << 20}[p.chance.IntN(3)]
	}
	journal := filepath.Join(p.dir, fmt.Sprintf("life-%d", life))
	p.journals = append(p.journals, journal)
	p.cmd = exec.Command(p.program, "-bootstrap", p.bootstrap, "-through", p.through, "-topic", topic, "-journal", journal, "-life", fmt.Sprint(life),
		"-seed", fmt.Sprint(p.seed), "-rate", fmt.Sprint(p.rate), "-within", within.String(), "-request", request.String(), "-retries", fmt.Sprint(retries), "-budget", fmt.Sprint(budget))
	p.Logf("life %d: requests within %s, %d retries (0: no limit), a budget of %d bytes (0: the default)", life, request, retries, budget)
	p.says, p.ended = &bytes.Buffer{}, make(chan error, 1)
	p.cmd.Stderr = p.says
	var err error
	if p.in, err = p.cmd.StdinPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		p.Fatal(err)
	}
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(p.cmd, p.ended)
}

// dies kills it (SIGKILL), and starts the next life at once.
func (p *producer) dies() {
	p.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.Fatal(err)
	}
	err := <-p.ended
	if failed, is := errors.AsType[*exec.ExitError](err); !is || failed.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		p.Fatalf("the producer ended before it was killed: %v\n%s", err, p.says)
	}
	p.starts()
}

// ends lets it close.
func (p *producer) ends() {
	p.Helper()
	p.in.Close()
	select {
	case err := <-p.ended:
		if err != nil {
			p.Fatalf("the producer: %v\n%s", err, p.says)
		}
	case <-time.After(2 * patience):
		p.cmd.Process.Kill()
		p.Fatalf("the producer does not end\n%s", p.says)
	}
}

// built are the two programs, in a folder.
func built(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", dir, "./load", "./check").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// words joins the words of a flag that may be given often.
func words(flag string, values ...string) (out []string) {
	for _, v := range values {
		out = append(out, flag, v)
	}
	return out
}

func lines(all []string) []byte { return []byte(strings.Join(append(all, ""), "\n")) }
