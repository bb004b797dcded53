//go:build unix

package kubelab

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// program writes a shell script that passes for a program.
func program(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// builds writes a build script and stands below it.
func builds(t *testing.T, text string) {
	t.Helper()
	t.Setenv(assets, "")
	root := t.TempDir()
	program(t, filepath.Join(root, "tools", "kubelab", "build.sh"), text)
	below := filepath.Join(root, "test", "kube")
	if err := os.MkdirAll(below, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
}

func TestTheScriptIsAskedForTheMode(t *testing.T) {
	builds(t, `echo building >&2; echo "/cache/$1"`)
	for all, want := range map[bool]string{false: "/cache/lean", true: "/cache/full"} {
		var told strings.Builder
		if got, err := programs(t.Context(), all, &told); got != want || err != nil || told.String() != "building\n" {
			t.Errorf("full %v: %q, %v, want %q; progress %q", all, got, err, want, told.String())
		}
	}
}

func TestAFailedBuildIsToldWithItsEnd(t *testing.T) {
	builds(t, `i=0; while [ $i -lt 50 ]; do echo "line $i" >&2; i=$((i+1)); done; echo "x.go:1: undefined: y" >&2; exit 1`)
	_, err := programs(t.Context(), false, nil)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"no API server could be built, so nothing that needs one was tested: exit status 1", "\nline 49\nx.go:1: undefined: y"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "line 30\n") {
		t.Errorf("it says more than the end: %v", err)
	}
}

func TestABuildThatTakesTooLongIsLeft(t *testing.T) {
	builds(t, `sleep 5 >&2 & echo waiting >&2; wait`)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := programs(ctx, false, nil); err == nil || !strings.Contains(err.Error(), "deadline exceeded") {
		t.Errorf("%v", err)
	}
}

func TestNoScript(t *testing.T) {
	t.Setenv(assets, "")
	t.Chdir(t.TempDir())
	if _, err := programs(t.Context(), false, nil); err == nil || !strings.Contains(err.Error(), "set KUBEBUILDER_ASSETS") {
		t.Errorf("%v", err)
	}
}

func TestAFolderOfOthersIsTaken(t *testing.T) {
	builds(t, `echo "/cache/$1"`)
	folder := t.TempDir()
	t.Setenv(assets, folder)
	if _, err := programs(t.Context(), false, nil); err == nil || !strings.Contains(err.Error(), folder+", but there is no etcd and no kube-apiserver in it") {
		t.Errorf("an empty folder: %v", err)
	}
	for _, name := range lean {
		program(t, filepath.Join(folder, name), "")
	}
	if got, err := programs(t.Context(), false, nil); got != folder || err != nil {
		t.Errorf("a lean lab runs from %q, %v", got, err)
	}
	if got, err := programs(t.Context(), true, nil); got != "/cache/full" || err != nil {
		t.Errorf("a full lab runs from %q, %v: want no mixture", got, err)
	}
	for _, name := range full {
		program(t, filepath.Join(folder, name), "")
	}
	if got, err := programs(t.Context(), true, nil); got != folder || err != nil {
		t.Errorf("a full lab runs from %q, %v", got, err)
	}
}

func TestAFolderIsNoProgram(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "etcd"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := lacking(folder, lean); !slices.Equal(got, lean) {
		t.Errorf("%q lack, want %q", got, lean)
	}
}

func TestTail(t *testing.T) {
	if got := (&tail{}).String(); got != "(it printed nothing)" {
		t.Error(got)
	}
	kept := &tail{}
	for range 100_000 {
		if n, err := kept.Write([]byte("word\n")); n != 5 || err != nil {
			t.Fatal(n, err)
		}
	}
	if got := strings.Count(kept.String(), "word"); got != tailLines || len(kept.text) > tailBytes {
		t.Errorf("%d lines of %d bytes", got, len(kept.text))
	}
	if got := read(filepath.Join(t.TempDir(), "none")); !strings.Contains(got, "no such file") {
		t.Error(got)
	}
}
