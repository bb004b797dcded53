package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// Topic files that differ in the worst that is found in them.
const (
	head      = "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n"
	clean     = head + "  - {name: iot, partitions: 12, replicas: 3, config: {min.insync.replicas: 2}}\n"
	hinted    = head + "  - {name: iot, partitions: 12, replicas: 3, config: {min.insync.replicas: 2, retention.ms: -1}}\n"
	warned    = head + "  - {name: iot, partitions: 12, replicas: 3, config: {min.insync.replicas: 1}}\n"
	wrong     = head + "  - {name: \"bad name\", partitions: 12, replicas: 3, config: {min.insync.replicas: 2}}\n"
	malformed = head + "\t- {name: iot}\n"
	foreign   = "package main\n"
)

// project makes a repository of these files the working directory.
func project(t *testing.T, files map[string]string) {
	t.Helper()
	root := t.TempDir()
	t.Chdir(root)
	if err := os.Mkdir(".git", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// outcome is what a command left behind.
type outcome struct {
	code     finding.Exit
	out, err string
}

// today is the day on which all commands run.
var today = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// breakwater runs a command with an empty environment and nothing to read.
func breakwater(args ...string) outcome { return breakwaterIn(Env{}, args...) }

// breakwaterIn runs a command in an environment, whose empty fields it fills.
func breakwaterIn(env Env, args ...string) outcome {
	return breakwaterUntil(context.Background(), env, args...)
}

func breakwaterUntil(ctx context.Context, env Env, args ...string) outcome {
	var out, complaints bytes.Buffer
	if env.In == nil {
		env.In = strings.NewReader("")
	}
	if env.Out == nil {
		env.Out = &out
	}
	if env.Getenv == nil {
		env.Getenv = func(string) string { return "" }
	}
	env.Err, env.Now = &complaints, func() time.Time { return today }
	code := Main(ctx, args, env)
	return outcome{code, out.String(), complaints.String()}
}

// want holds an outcome against an exit code, and the words that standard
// output and standard error must have; "!" before words forbids them.
func (o outcome) want(t *testing.T, code finding.Exit, out, complaint []string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d", o.code, code)
	}
	holds(t, "standard output", o.out, out)
	holds(t, "standard error", o.err, complaint)
	if t.Failed() {
		t.Logf("standard output:\n%s\nstandard error:\n%s", o.out, o.err)
	}
}

func holds(t *testing.T, what, text string, words []string) {
	t.Helper()
	for _, w := range words {
		unwanted, forbidden := strings.CutPrefix(w, "!")
		switch {
		case forbidden && strings.Contains(text, unwanted):
			t.Errorf("%s has %q", what, unwanted)
		case !forbidden && !strings.Contains(text, w):
			t.Errorf("%s lacks %q", what, w)
		}
	}
}

// refuses wants exit code 2, nothing on standard output, and one sentence on
// standard error.
func (o outcome) refuses(t *testing.T, sentence string) {
	t.Helper()
	if o.code != finding.ExitUsage || o.out != "" || o.err != "breakwater: "+sentence+"\n" {
		t.Errorf("exit code %d, standard output %q, standard error:\n%swant\nbreakwater: %s", o.code, o.out, o.err, sentence)
	}
}

func contents(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func workingDirectory(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
