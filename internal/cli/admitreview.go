package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

const reviewLong = `Review judges one request as /enforce would, and prints the answer: for trying a
policy out before a cluster depends on it. FILE holds an AdmissionReview of
admission.k8s.io/v1, or an object, which is judged as if it were created, in YAML
or JSON; - is standard input. Of several YAML documents each is judged, and the exit
code is that of the worst.

No Kubernetes cluster is asked. A Kafka cluster of breakwater.yaml is, as by
'breakwater admit', if the review takes records away; with --alone it is not.`

const reviewExit = `
Exit codes:
  0    all would be stored
  1    one would be refused
  2    wrong usage, or FILE is neither a review nor an object`

func newAdmitReview(env *Env) *cobra.Command {
	o := &judgeOptions{}
	c := &cobra.Command{
		Use:     "review FILE|-",
		Short:   "Judge one request for admission, and print the answer",
		Long:    reviewLong + "\n" + reviewExit,
		Example: "  breakwater admit review pod.yaml --policy policy.yaml\n  kubectl get pod broker-0 -o json | breakwater admit review -",
		Args:    oneArgument("a file, or - for standard input", "pod.yaml"),
		RunE:    func(c *cobra.Command, args []string) error { return runAdmitReview(c.Context(), env, o, args[0]) },
	}
	o.addFlags(c, "ask no Kafka cluster")
	return c
}

func runAdmitReview(ctx context.Context, env *Env, o *judgeOptions, file string) error {
	judge, err := judgeOf(o, env.Now)
	if err != nil {
		return err
	}
	text, err := readOne(env, file)
	if err != nil {
		return err
	}
	documents, err := documentsOf(text)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	var worst error
	for i, document := range documents {
		where := file
		if len(documents) > 1 {
			where = fmt.Sprintf("%s, document %d", file, i+1)
			fmt.Fprintf(env.Out, "Document %d: ", i+1)
		}
		review, err := reviewOf(document)
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		v, err := admit.Try(ctx, review, admit.Options{Judge: judge, Log: logTo(env), Now: env.Now})
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		if err := printVerdict(env.Out, v); err != nil {
			return err
		}
		if !v.Allowed {
			worst = asError(finding.ExitFindings)
		}
	}
	return worst
}

// documentsOf are the objects of a text, one or more. Empty documents between others, as
// templates leave them, are left out.
func documentsOf(text []byte) (all []map[string]any, err error) {
	for documents := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var object map[string]any
		err := documents.Decode(&object)
		switch {
		case errors.Is(err, io.EOF) && len(all) == 0:
			return []map[string]any{nil}, nil
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("it is neither a review nor an object: %w", err)
		case object != nil:
			all = append(all, object)
		}
	}
}

// readOne reads a file, or standard input, up to what an endpoint would read.
func readOne(env *Env, file string) ([]byte, error) {
	from := env.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", file, reasonOf(err))
		}
		defer f.Close()
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, admit.MaxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", file, reasonOf(err))
	case len(text) > admit.MaxBody:
		return nil, fmt.Errorf("%s has more than 7 MiB, which no review has", file)
	}
	return text, nil
}

// reviewOf is the review that a document holds, in JSON; of an object it is the one
// that creates it.
func reviewOf(object map[string]any) ([]byte, error) {
	kind, _ := object["kind"].(string)
	version, _ := object["apiVersion"].(string)
	if kind == "" || version == "" {
		return nil, fmt.Errorf("it is neither a review nor an object: it has no apiVersion, or no kind")
	}
	if kind != "AdmissionReview" {
		metadata, _ := object["metadata"].(map[string]any)
		group, version, grouped := strings.Cut(version, "/")
		if !grouped {
			group, version = "", group
		}
		object = map[string]any{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": map[string]any{
			"uid": "tried-out", "operation": admit.Create, "kind": admit.Kind{Group: group, Version: version, Kind: kind},
			"name": textOf(metadata["name"]), "namespace": textOf(metadata["namespace"]), "object": object,
		}}
	}
	review, err := json.Marshal(object)
	if err != nil { // a key that is no text
		return nil, fmt.Errorf("it cannot be written as JSON: %w", err)
	}
	return review, nil
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// printVerdict is a verdict for people.
func printVerdict(w io.Writer, v admit.Verdict) error {
	said := "It would be stored.\n"
	if !v.Allowed {
		said = "It would be refused:\n" + v.Message + "\n"
	}
	for _, warning := range v.Warnings {
		said += "Warning: " + warning + "\n"
	}
	for _, key := range slices.Sorted(maps.Keys(v.Audit)) {
		said += "Audit log: " + key + ": " + v.Audit[key] + "\n"
	}
	if why := v.Audit["not-judged"]; v.Allowed && why != "" {
		said += "Not judged: no rule reads it, or not all of it: " + why + "\n"
	}
	_, err := io.WriteString(w, said)
	return err
}
