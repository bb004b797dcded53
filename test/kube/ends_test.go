//go:build unix

package kube

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// gone waits until no process and no folder is left.
func gone(t *testing.T, pids []int, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err := kubelab.Until(ctx, func() error {
		for _, pid := range pids {
			if syscall.Kill(pid, 0) == nil {
				return fmt.Errorf("process %d still runs", pid)
			}
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			return fmt.Errorf("%s is still there: %w", dir, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestALabEndsWithItsContext(t *testing.T) {
	if testing.Short() {
		t.Skip("a real API server is left out of short tests")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l, err := kubelab.Start(ctx, kubelab.Options{Progress: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	pids := slices.Collect(maps.Values(l.Pids()))
	if len(pids) != 2 {
		t.Errorf("a lean lab has the processes %v", l.Pids())
	}
	cancel()
	gone(t, pids, l.Dir())
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestALabDiesWithItsOwner(t *testing.T) {
	if testing.Short() {
		t.Skip("a real API server is left out of short tests")
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), owner+"=1"), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	words := strings.Fields(line)
	if err != nil || len(words) != 3 {
		t.Fatalf("the owner says %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	gone(t, []int{pid(t, words[0]), pid(t, words[1])}, words[2])
}

func pid(t *testing.T, word string) int {
	t.Helper()
	n, err := strconv.Atoi(word)
	if err != nil || n < 2 {
		t.Fatalf("%q is no pid", word)
	}
	return n
}
