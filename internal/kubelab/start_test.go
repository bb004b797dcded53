//go:build unix

package kubelab

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// played has programs of shell in the place of the real ones, and a place for
// the lab's folder.
func played(t *testing.T, etcd, apiServer string) (tmp string) {
	t.Helper()
	folder, tmp := t.TempDir(), t.TempDir()
	program(t, filepath.Join(folder, "etcd"), etcd)
	program(t, filepath.Join(folder, "kube-apiserver"), apiServer)
	t.Setenv(assets, folder)
	t.Setenv("TMPDIR", tmp)
	return tmp
}

// empty fails where something was left in a folder.
func empty(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v: something was left behind", left, err)
	}
}

func TestAProgramThatEndsIsNamedWithItsLog(t *testing.T) {
	for name, c := range map[string]struct{ etcd, apiServer, want string }{
		"the API server": {"exec sleep 600", "echo boom >&2; exit 3", "kube-apiserver ended before the lab was ready: exit status 3; its log ends with:\nboom"},
		"the store":      {"echo no disk >&2; exit 4", "exec sleep 600", "etcd ended before the lab was ready: exit status 4; its log ends with:\nno disk"},
	} {
		t.Run(name, func(t *testing.T) {
			tmp := played(t, c.etcd, c.apiServer)
			if _, err := Start(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			empty(t, tmp)
		})
	}
}

func TestAStartThatIsCutShortLeavesNothing(t *testing.T) {
	tmp := played(t, "exec sleep 600", "echo slow; exec sleep 600")
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	_, err := Start(ctx, Options{})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "kube-apiserver is not ready") || !strings.Contains(err.Error(), "slow") {
		t.Errorf("%v", err)
	}
	empty(t, tmp)
}

func TestWhatIsAskedForWrongly(t *testing.T) {
	if _, err := Start(t.Context(), Options{NodesPerZone: 3}); err == nil {
		t.Error("a lean lab with nodes was started")
	}
}

func TestAClosedLabStartsNothing(t *testing.T) {
	l := &Lab{programs: t.TempDir(), dir: t.TempDir()}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := l.launch("etcd"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if l.Program("etcd") != nil || len(l.Pids()) != 0 || l.ended() != "" {
		t.Error("a lab without programs has some")
	}
}

func TestTheFolderOfALabThatIsKept(t *testing.T) {
	l := &Lab{dir: t.TempDir(), options: Options{Keep: func() bool { return true }}}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(l.dir); err != nil {
		t.Error(err)
	}
}

func TestSecretsAreForNobodyElse(t *testing.T) {
	l := &Lab{dir: t.TempDir(), token: "t", ports: map[string]int{"kube-apiserver": 6443}}
	if err := l.writeFiles(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"serving.key", "accounts.key", "tokens.csv", "kubeconfig"} {
		if info, err := os.Stat(l.path(name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, want 0600", name, info, err)
		}
	}
	if text := read(l.Kubeconfig()); !strings.Contains(text, "server: https://127.0.0.1:6443") || !strings.Contains(text, "token: t\n") {
		t.Error(text)
	}
}

func TestOnlyLoopback(t *testing.T) {
	l := &Lab{dir: "/lab", ports: map[string]int{}}
	for i, name := range listeners {
		l.ports[name] = 20001 + i
	}
	for name, flags := range map[string][]string{
		"etcd": l.etcd(), "kube-apiserver": l.apiServer(), "kube-scheduler": l.scheduler(),
		"kube-controller-manager": l.controllers(), "kwok": l.kwok(),
	} {
		text := strings.Join(flags, " ")
		if !strings.Contains(text, "127.0.0.1") || strings.Contains(text, "0.0.0.0") || strings.Contains(text, "localhost") {
			t.Errorf("%s listens elsewhere: %s", name, text)
		}
		if !strings.Contains(text, l.port(name)) {
			t.Errorf("%s does not listen on its port: %s", name, text)
		}
	}
}

func TestUntil(t *testing.T) {
	asked := 0
	err := Until(t.Context(), func() error {
		if asked++; asked < 3 {
			return errors.New("not yet")
		}
		return nil
	})
	if err != nil || asked != 3 {
		t.Errorf("%v after %d questions", err, asked)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Until(ctx, func() error { return errors.New("not yet") }); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "not yet") {
		t.Errorf("%v: want the last complaint, too", err)
	}
}
