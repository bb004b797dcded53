package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/report"
	jsonreport "github.com/breakwaterhq/breakwater/internal/report/json"
	"github.com/breakwaterhq/breakwater/internal/report/sarif"
	"github.com/breakwaterhq/breakwater/internal/report/text"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// outputOptions are the flags that say how to report and when to fail.
type outputOptions struct {
	formats    []string
	colour     string
	failOnFlag string
	allowEmpty bool
}

func (o *outputOptions) addFlags(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.formats, "format", []string{"text"}, "`FORMAT[=FILE]`: text, json or sarif; may be given several times")
	c.Flags().StringVar(&o.colour, "color", "auto", "colour the text: auto, always or never")
	c.Flags().StringVar(&o.failOnFlag, "fail-on", "error", "the mildest `SEVERITY` that fails: error, warning or info")
	c.Flags().BoolVar(&o.allowEmpty, "allow-empty", false, "finding nothing to check is a success")
}

// outputs is where a result goes, all checked before anything is judged.
type outputs struct {
	failOn finding.Severity
	to     []output
}

type output struct {
	writer report.Writer
	file   string // "" is standard output
}

func (o *outputOptions) resolve(env *Env) (outputs, error) {
	var out outputs
	var err error
	if out.failOn, err = finding.ParseSeverity(o.failOnFlag); err != nil {
		return out, fmt.Errorf("--fail-on: %w", err)
	}
	colour, err := o.coloured(env)
	if err != nil {
		return out, err
	}
	toStdout := 0
	for _, f := range o.formats {
		name, file, _ := strings.Cut(f, "=")
		w, err := writerFor(name, colour && file == "")
		if err != nil {
			return out, err
		}
		if file == "" {
			toStdout++
		}
		out.to = append(out.to, output{w, file})
	}
	if toStdout > 1 {
		return out, errors.New("--format: two formats would be mixed on standard output: give one of them a file, as in --format sarif=breakwater.sarif")
	}
	return out, nil
}

func writerFor(name string, colour bool) (report.Writer, error) {
	switch name {
	case "text":
		return text.Writer{Colour: colour}, nil
	case "json":
		return jsonreport.Writer{}, nil
	case "sarif":
		return sarif.Writer{Version: buildVersion()}, nil
	}
	return nil, fmt.Errorf("--format: %q is not a format: want text, json or sarif", name)
}

// coloured decides on colour: the flag, then NO_COLOR, FORCE_COLOR and
// TERM=dumb, then whether a person is looking.
func (o *outputOptions) coloured(env *Env) (bool, error) {
	switch o.colour {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
	default:
		return false, fmt.Errorf("--color: %q is neither auto, always nor never", o.colour)
	}
	switch {
	case env.Getenv("NO_COLOR") != "":
		return false, nil
	case env.Getenv("FORCE_COLOR") != "":
		return true, nil
	case env.Getenv("TERM") == "dumb":
		return false, nil
	default:
		return env.Terminal, nil
	}
}

// write writes every report. A file is written whole or not at all.
func (o *outputs) write(env *Env, r *finding.Result, known []*rule.Rule) error {
	for _, to := range o.to {
		var b bytes.Buffer
		if err := to.writer.Write(&b, r, known); err != nil {
			return err
		}
		if to.file == "" {
			if _, err := io.Copy(env.Out, &b); err != nil {
				return fmt.Errorf("cannot write the report: %w", err)
			}
			continue
		}
		if err := replaceFile(to.file, b.Bytes()); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
	}
	return nil
}

// replaceFile writes beside the file and renames, so that a reader never sees
// half a report. What is no regular file (/dev/stdout) is written directly.
func replaceFile(path string, text []byte) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(path, text, 0o644)
	}
	next := path + ".tmp"
	if err := os.WriteFile(next, text, 0o644); err != nil {
		return err
	}
	return os.Rename(next, path)
}
