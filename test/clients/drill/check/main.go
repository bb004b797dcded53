package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// request is what is asked on the command line.
type request struct {
	journals, logs files
	dropped, named string
	within         time.Duration
}

// files are given by a flag each.
type files []string

// String is what was given.
func (f *files) String() string { return fmt.Sprint(*f) }

// Set takes one more.
func (f *files) Set(name string) error { *f = append(*f, name); return nil }

func run(args []string, out, complaints io.Writer) int {
	var r request
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	flags.SetOutput(complaints)
	flags.Var(&r.journals, "journal", "what one life of a producer has noted, a `FILE`; once for each")
	flags.Var(&r.logs, "log", "what Kafka's consumer has read, a `FILE`; the earlier first")
	flags.StringVar(&r.dropped, "dropped", "", "where acknowledgements were dropped, a `FILE`")
	flags.StringVar(&r.named, "named", "", "write the records that nobody was told of to this `FILE`")
	flags.DurationVar(&r.within, "within", 0, "how long a first outcome may take; 0 is as long as it likes")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	v, err := r.verdict()
	if err == nil {
		err = write(out, v)
	}
	switch {
	case err != nil:
		fmt.Fprintln(complaints, "check:", err)
		return 2
	case !v.True:
		return 1
	}
	return 0
}

// verdict reads all files and judges.
func (r request) verdict() (*verdict, error) {
	if len(r.journals) == 0 || len(r.logs) == 0 || r.within < 0 {
		return nil, errors.New("it takes a -journal and a -log at least, and no -within below 0")
	}
	v := newVerdict()
	var lives []*life
	for _, name := range r.journals {
		l, err := readFile(name, func(in io.Reader) (*life, error) { return readJournal(in, v) })
		if err != nil {
			return nil, err
		}
		lives = append(lives, l)
	}
	var last topic
	for i, name := range r.logs {
		next, err := readFile(name, readLog)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			v.follows(last, next)
		}
		last = next
	}
	if r.dropped != "" {
		dropped, err := readFile(r.dropped, readPlaces)
		if err != nil {
			return nil, err
		}
		v.dropped(dropped, last)
	}
	named := v.judge(lives, last, r.within)
	if r.named == "" {
		return v, nil
	}
	return v, os.WriteFile(r.named, []byte(named), 0o644)
}

// readFile has a file read, whose name goes before an error.
func readFile[T any](name string, read func(io.Reader) (T, error)) (out T, err error) {
	f, err := os.Open(name)
	if err != nil {
		return out, err
	}
	defer f.Close()
	if out, err = read(f); err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return out, err
}

func write(out io.Writer, v *verdict) error {
	text := json.NewEncoder(out)
	text.SetIndent("", "  ")
	return text.Encode(v)
}
