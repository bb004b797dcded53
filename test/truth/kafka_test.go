package truth

import (
	"bufio"
	"context"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// versions are the releases that are asked.
var versions = []string{"3.9.2", "4.1.2", "4.3.1"}

// jars is where the jars of a release are, fetched if they are not there.
var jars = func() func(t *testing.T, release string) string {
	var mu sync.Mutex
	found := map[string]string{}
	return func(t *testing.T, release string) string {
		t.Helper()
		if testing.Short() {
			t.Skip("needs Java and Kafka's jars: run make test")
		}
		mu.Lock()
		defer mu.Unlock()
		if found[release] == "" {
			out, err := exec.Command("../../tools/cataloggen/jars.sh", release).CombinedOutput()
			if err != nil {
				t.Fatalf("cannot fetch Kafka %s: %v\n%s", release, err, out)
			}
			found[release] = strings.TrimSpace(string(out))
		}
		return found[release]
	}
}()

// ask puts questions to one Kafka release and returns an answer to each.
func ask(t *testing.T, release string, questions [][]string) []string {
	t.Helper()
	classes := jars(t, release) + "/*"
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
		"-cp", classes, "java/Truth.java")
	var in strings.Builder
	for _, q := range questions {
		for i, cell := range q {
			if i > 0 {
				in.WriteByte('\t')
			}
			in.WriteString(url.QueryEscape(cell))
		}
		in.WriteByte('\n')
	}
	cmd.Stdin = strings.NewReader(in.String())
	var complaints strings.Builder // loggers say much on stderr: shown on failure alone
	cmd.Stderr = &complaints
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var answers []string
	lines := bufio.NewScanner(pipe)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if verdict := lines.Text(); strings.HasPrefix(verdict, "accepted") || strings.HasPrefix(verdict, "refused") ||
			verdict == "unknown" || strings.Contains(verdict, "=") && !strings.Contains(verdict, " ") || strings.Contains(verdict, "\t") {
			answers = append(answers, verdict)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	if len(answers) != len(questions) {
		t.Fatalf("Kafka %s gave %d answers to %d questions", release, len(answers), len(questions))
	}
	return answers
}
