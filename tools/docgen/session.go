package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

// sessions runs the commands that a page shows between the marks
// <!-- session DIRECTORY --> and <!-- end --> again, and puts their output in.
// A line "$ breakwater …" is a command; "$ echo $?" shows its exit code.
func sessions(root string, page []byte) ([]byte, error) {
	const open, end = "<!-- session ", "<!-- end -->"
	var out bytes.Buffer
	rest := string(page)
	for {
		before, after, found := strings.Cut(rest, open)
		out.WriteString(before)
		if !found {
			return out.Bytes(), nil
		}
		dir, body, _ := strings.Cut(after, " -->\n")
		body, tail, closed := strings.Cut(body, end)
		if !closed {
			return nil, fmt.Errorf("a session in %s has no %s", dir, end)
		}
		text, err := replay(filepath.Join(root, dir), body)
		if err != nil {
			return nil, err
		}
		out.WriteString(open + dir + " -->\n```console\n" + text + "```\n" + end)
		rest = tail
	}
}

// replay runs a session's commands in a folder.
func replay(dir, body string) (string, error) {
	back, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if err := os.Chdir(dir); err != nil {
		return "", err
	}
	defer func() { _ = os.Chdir(back) }() // it was the working directory a moment ago
	var out bytes.Buffer
	code := 0
	for line := range strings.Lines(body) {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
		if !ok {
			continue
		}
		fmt.Fprintf(&out, "$ %s\n", command)
		if command == "echo $?" {
			fmt.Fprintln(&out, code)
			continue
		}
		args := strings.Fields(command)
		if args[0] != "breakwater" {
			return "", fmt.Errorf("a session can only run breakwater, not %q", command)
		}
		code = int(cli.Main(context.Background(), args[1:], cli.Env{
			In: strings.NewReader(""), Out: &out, Err: &out,
			Getenv: func(string) string { return "" }, Now: time.Now,
		}))
	}
	return out.String(), nil
}
