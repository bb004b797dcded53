//go:build unix

package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is also the owner that is going to die: with LAB_OWNER set
// it does one thing, prints a line and waits for its end.
func TestMain(m *testing.M) {
	if what := os.Getenv("LAB_OWNER"); what != "" {
		own(what)
		return
	}
	os.Exit(m.Run())
}

func own(what string) {
	line, err := map[string]func() (string, error){
		"sleep": func() (string, error) {
			p, err := launch([]string{"sleep", "600"}, "", os.DevNull, os.Getenv("LAB_DIR"))
			if err != nil {
				return "", err
			}
			return strconv.Itoa(p.pid), nil
		},
		"node": func() (string, error) {
			c, err := Start(context.Background(), Options{})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(c.Node(1).Pid(), " ", c.Dir()), nil
		},
		"up": func() (string, error) {
			s, err := Up(context.Background(), os.Getenv("LAB_STATE"), Options{Dir: os.Getenv("LAB_DIR")})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(s.Nodes[0].Pid), nil
		},
	}[what]()
	fmt.Println(line)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	select {}
}

// owner starts this test binary as an owner and returns its line.
func owner(t *testing.T, what string, env ...string) (*exec.Cmd, []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), "LAB_OWNER="+what), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line := make([]byte, 4096)
	n, err := out.Read(line)
	words := strings.Fields(string(line[:n]))
	if err != nil || len(words) == 0 {
		t.Fatalf("the owner of %q said nothing: %v", what, err)
	}
	return cmd, words
}

// pidOf reads a pid, and kills it at the end should the test fail.
func pidOf(t *testing.T, word string) int {
	t.Helper()
	pid, err := strconv.Atoi(word)
	if err != nil || pid < 2 {
		t.Fatalf("%q is no pid", word)
	}
	begun, err := startOf(pid)
	if err != nil || begun == "" {
		t.Fatalf("process %d does not run: %v", pid, err)
	}
	t.Cleanup(func() {
		if now, _ := startOf(pid); now == begun {
			t.Errorf("process %d was left behind", pid)
			syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return pid
}

// gone waits until a process has ended.
func gone(t *testing.T, pid int) {
	t.Helper()
	eventually(t, 10*time.Second, func() error {
		begun, err := startOf(pid)
		if begun != "" {
			return fmt.Errorf("process %d still runs", pid)
		}
		return err
	})
}

// eventually polls until there is no complaint.
func eventually(t *testing.T, limit time.Duration, ask func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	if err := until(ctx, ask); err != nil {
		t.Fatal(err)
	}
}

// within is a context that ends with the test, or after a limit.
func within(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// startLab starts a real cluster that ends with the test.
func startLab(t *testing.T, o Options) *Cluster {
	t.Helper()
	needsKafka(t)
	o.Keep = t.Failed
	c, err := Start(within(t, 5*time.Minute), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func needsKafka(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Java and Kafka's jars: run make test")
	}
}
