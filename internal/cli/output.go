package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
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
		name, file, err := destination(f)
		if err != nil {
			return out, err
		}
		w, err := writerFor(name, colour && file == "")
		if err != nil {
			return out, err
		}
		if file == "" {
			toStdout++
		} else if out.writes(file) {
			return out, fmt.Errorf("--format: two formats would be written to %s: give each a file of its own", file)
		}
		out.to = append(out.to, output{w, file})
	}
	if toStdout > 1 {
		return out, errors.New("--format: two formats would be mixed on standard output: give one of them a file, as in --format sarif=breakwater.sarif")
	}
	return out, nil
}

// destination cuts FORMAT[=FILE]. The names of standard output become "".
func destination(flag string) (format, file string, err error) {
	format, file, named := strings.Cut(flag, "=")
	switch {
	case named && file == "":
		return "", "", fmt.Errorf("--format: %q names no file: is a variable not set?", flag)
	case file == "-" || file == "/dev/stdout":
		file = ""
	}
	return format, file, nil
}

func (o *outputs) writes(file string) bool {
	return slices.ContainsFunc(o.to, func(to output) bool { return to.file != "" && filepath.Clean(to.file) == filepath.Clean(file) })
}

// scanned makes the text that of a scan: the verdict first, causes before what
// follows from them.
func (o *outputs) scanned(as text.Scan) {
	for i := range o.to {
		if w, ok := o.to[i].writer.(text.Writer); ok {
			as.Colour = w.Colour
			o.to[i].writer = as
		}
	}
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

// toldInterrupted tells the user that a run was cancelled, if it was. ended is
// the error that the run came back with.
func toldInterrupted(env *Env, ended error) bool {
	interrupted := errors.Is(ended, context.Canceled)
	if interrupted {
		fmt.Fprintln(env.Err, "breakwater: interrupted: what follows is not complete")
	}
	return interrupted
}

// exit is how a command ends whose run found this, and came back with that
// error.
func (o *outputs) exit(r *finding.Result, allowEmpty bool, ended error) error {
	code := r.Verdict(o.failOn, allowEmpty)
	if ended != nil {
		code = finding.Strongest(code, finding.ExitInterrupted)
	}
	return asError(code)
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
