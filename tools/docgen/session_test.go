package main

import (
	"os"
	"strings"
	"testing"
)

const (
	topics = "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - {name: \"bad name\", partitions: 3, replicas: 3}\n"
	opened = "<!-- session "
	closed = "<!-- end -->"
)

func TestSessions(t *testing.T) {
	root := project(t, map[string]string{"demo/topics.yaml": topics})
	for name, c := range map[string]struct {
		page         string
		want, absent []string
	}{
		"none":              {"# Title\n\n$ breakwater version\n", []string{"# Title\n\n$ breakwater version\n"}, []string{"Kafka"}},
		"an empty one":      {"a\n" + opened + ". -->\n" + closed + "\nb\n", []string{"a\n" + opened + ". -->\n```console\n```\n" + closed + "\nb\n"}, nil},
		"in its folder":     {opened + "demo -->\n$ breakwater lint topics.yaml\n" + closed, []string{"$ breakwater lint topics.yaml\ntopics.yaml:4:12: error topic/name-invalid"}, []string{"demo/topics.yaml"}},
		"the code follows":  {opened + "demo -->\n$ breakwater lint topics.yaml\n$ echo $?\n" + closed, []string{"$ echo $?\n1\n"}, nil},
		"the last code":     {opened + "demo -->\n$ breakwater lint topics.yaml\n$ breakwater version\n$ echo $?\n" + closed, []string{"$ echo $?\n0\n"}, nil},
		"complaints, too":   {opened + "demo -->\n$ breakwater lint none.yaml\n" + closed, []string{"breakwater: none.yaml does not exist\n"}, nil},
		"old output":        {opened + ". -->\n```console\n$ breakwater policy check\nold\n```\n" + closed, []string{"```console\n$ breakwater policy check\nbreakwater: policy check needs one policy file\n```\n"}, []string{"old"}},
		"no colour":         {opened + "demo -->\n$ breakwater lint topics.yaml\n" + closed, nil, []string{"\x1b"}},
		"two, each its own": {opened + "demo -->\n$ breakwater lint topics.yaml\n" + closed + "\nbetween\n" + opened + ". -->\n$ echo $?\n" + closed + "\nend\n", []string{"\nbetween\n" + opened + ". -->\n```console\n$ echo $?\n0\n```\n" + closed + "\nend\n"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("FORCE_COLOR", "1") // the environment of who generates does not count
			got, err := sessions(root, []byte(c.page))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(string(got), want) {
					t.Errorf("lacks %q:\n%s", want, got)
				}
			}
			for _, absent := range c.absent {
				if strings.Contains(string(got), absent) {
					t.Errorf("has %q:\n%s", absent, got)
				}
			}
		})
	}
}

// TestTheWorkingDirectoryIsAsBefore, also when a session fails half way: what
// is written next is written below it.
func TestTheWorkingDirectoryIsAsBefore(t *testing.T) {
	root := project(t, map[string]string{"demo/topics.yaml": topics})
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"breakwater version", "rm -rf x"} {
		_, _ = sessions(root, []byte(opened+"demo -->\n$ "+command+"\n"+closed))
		if after, err := os.Getwd(); err != nil || after != before {
			t.Errorf("after %q it is %s (%v), and was %s", command, after, err, before)
		}
	}
}

func TestWhatASessionComplainsOf(t *testing.T) {
	root := project(t, map[string]string{})
	for page, want := range map[string]string{
		opened + "docs/demo -->\n$ breakwater version\n":      "a session in docs/demo has no <!-- end -->",
		opened + ". -->\n$ kafka-topics.sh --list\n" + closed: `a session can only run breakwater, not "kafka-topics.sh --list"`,
		opened + "none -->\n" + closed:                        "no such file or directory",
	} {
		if _, err := sessions(root, []byte(page)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
