package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"breakwater": func() { os.Exit(run()) }})
}

// scripts runs the scripts of one folder below test/script.
func scripts(t *testing.T, folder string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("../../test/script", folder),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "validjson": func(ts *testscript.TestScript, neg bool, args []string) { validJSON(t, ts, neg, args) },
			"mkfifo": mkfifo, "sparse": sparse, "many": many,
		},
	})
}

// exits runs a command and wants an exit code: exits 1 breakwater lint .
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND …")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", code, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// validJSON holds a file, or stdout, against the published schema.
func validJSON(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: validjson FILE")
	}
	rulestest.ValidJSON(t, []byte(ts.ReadFile(args[0])))
}

func mkfifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
}

// sparse makes a file of a size that takes no room: sparse FILE BYTES.
func sparse(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), nil, 0o600))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
}

// many makes files that are no business of ours: many FOLDER COUNT.
func many(ts *testscript.TestScript, _ bool, args []string) {
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	texts := []string{"package main\n", "# Title\n", "{\"name\": \"x\"}\n", "key: value\n", "a=b\n", "resource \"aws_s3_bucket\" \"b\" {}\n", "log4j.rootLogger=INFO\n", "<project/>\n"}
	suffixes := strings.Fields(".go .md .json .yaml .properties .tf .properties .xml")
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o755))
	for i := range count {
		name := fmt.Sprintf("file-%d%s", i, suffixes[i%len(suffixes)])
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), name), []byte(texts[i%len(texts)]), 0o600))
	}
}

// TestM01_BaselineBlocksTheMerge: the ranges of a policy stop the topic.
func TestM01_BaselineBlocksTheMerge(t *testing.T) { scripts(t, "M01") }

// TestM03_IncidentAInEveryFormat: as written, half fixed and fixed, one script
// for each format that can express a topic.
func TestM03_IncidentAInEveryFormat(t *testing.T) { scripts(t, "M03") }

// TestM24_IncidentBsProducer: the producer's settings and every invented key.
func TestM24_IncidentBsProducer(t *testing.T) { scripts(t, "M24") }

// TestM43_EffectiveAcrossFiles: wrong only together, across three files.
func TestM43_EffectiveAcrossFiles(t *testing.T) { scripts(t, "M43") }

// TestM44_UnknownIsNeverHealthy: what could not be judged is told.
func TestM44_UnknownIsNeverHealthy(t *testing.T) { scripts(t, "M44") }

// TestCommands: flags, streams, exit codes and messages of the commands.
func TestCommands(t *testing.T) { scripts(t, "cli") }
