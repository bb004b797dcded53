//go:build unix

package lab

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// formats is a Java that notes each call, and makes the data directory as StorageTool does.
const formats = `
for a; do file=$a; done
dir=$(sed -n 's/^log.dirs=//p' $file)
mkdir $dir
echo "$class $file" >>$BREAKWATER_CACHE/said
printf 'node.id=%s\ndirectory.id=9f6a\nversion=1\n' $(sed -n 's/^node.id=//p' $file) >$dir/meta.properties
echo features >$dir/bootstrap.checkpoint
`

// said is how often Java was called.
func said(t *testing.T) int {
	t.Helper()
	return strings.Count(tail(filepath.Join(os.Getenv("BREAKWATER_CACHE"), "said"), 99), "kafka.tools.StorageTool")
}

func TestNodesThatAreAlikeAreFormattedOnce(t *testing.T) {
	for name, o := range map[string]struct {
		Options
		calls int
	}{
		"three alike":                 {Options{Brokers: 3}, 1},
		"brokers and controllers":     {Options{Brokers: 3, Controllers: 2}, 2},
		"one with a setting":          {Options{Brokers: 3, NodeConfig: map[int]map[string]string{2: {"a": "b"}}}, 2},
		"the first with a setting":    {Options{Brokers: 3, NodeConfig: map[int]map[string]string{1: {"a": "b"}}}, 2},
		"a node that nothing is like": {Options{Brokers: 1}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := fakeCluster(t, formats, o.Options)
			if got := said(t); got != o.calls {
				t.Errorf("Java was called %d times, want %d", got, o.calls)
			}
			seen := map[string]bool{}
			for _, n := range c.Nodes() {
				text, err := os.ReadFile(filepath.Join(n.DataDir(), metaProperties))
				if err != nil {
					t.Fatal(err)
				}
				m := regexp.MustCompile(`^node\.id=(\d+)\ndirectory\.id=(\S+)\nversion=1\n$`).FindStringSubmatch(string(text))
				if m == nil || m[1] != strings.TrimPrefix(filepath.Base(n.Dir()), "node-") || m[2] != "9f6a" && seen[m[2]] {
					t.Errorf("node %d has %q", n.ID(), text)
				} else {
					seen[m[2]] = true
				}
				if got := tail(filepath.Join(n.DataDir(), "bootstrap.checkpoint"), 9); got != "features" || !exists(n.Properties()) {
					t.Errorf("node %d has the features %q", n.ID(), got)
				}
			}
			if copies := len(c.Nodes()) - o.calls; len(seen) != copies+1 {
				t.Errorf("%d ids of directories, of which %d were copied", len(seen), copies)
			}
		})
	}
}

// TestWhatCannotBeCopiedIsFormatted: a directory within, no meta.properties, and none at all.
func TestWhatCannotBeCopiedIsFormatted(t *testing.T) {
	for name, script := range map[string]string{
		"a directory":        formats + "mkdir $dir/within\n",
		"no meta.properties": formats + "rm $dir/meta.properties\n",
		"somewhere else":     formats + "rm -r $dir\n",
	} {
		t.Run(name, func(t *testing.T) {
			fakeCluster(t, script, Options{Brokers: 3})
			if got := said(t); got != 3 {
				t.Errorf("Java was called %d times, want 3", got)
			}
		})
	}
}
