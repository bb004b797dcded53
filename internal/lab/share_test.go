//go:build unix

package lab

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestAProgramOfAnotherLab(t *testing.T) {
	p, err := Supervise([]string{"sleep", "600"}, t.TempDir(), os.DevNull, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Kill() })
	if begun, err := startOf(p.Pid()); begun == "" || err != nil {
		t.Errorf("process %d does not run: %v", p.Pid(), err)
	}
	for _, do := range []func() error{p.Stop, p.Continue, p.Kill, p.Kill} {
		if err := do(); err != nil {
			t.Error(err)
		}
	}
	select {
	case <-p.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("it was killed and has not ended")
	}
	if got := p.Ending().Error(); got != "exit status 137" && got != "signal: killed" {
		t.Errorf("it ended with %q", got)
	}
}

func TestAProgramWithoutAPlaceForItsLogIsNotStarted(t *testing.T) {
	if p, err := Supervise([]string{"sleep", "600"}, "", filepath.Join(t.TempDir(), "none", "log"), ""); err == nil {
		t.Error("it was started")
		p.Kill()
	}
}

func TestPortsOfAnotherLab(t *testing.T) {
	p, err := ReservePorts(2)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := p.Take(), p.Take(); b != a+1 || !free(a) || !free(b) {
		t.Errorf("ports %d and %d, want two free ones in a row", a, b)
	}
	for range 2 {
		if err := p.Release(); err != nil {
			t.Error(err)
		}
	}
	if _, err := ReservePorts(blockSize); err == nil {
		t.Error("more ports than a block has were reserved")
	}
}
