// Schemagen writes the JSON Schemas of the files that people write for
// Breakwater: the policy, breakwater.yaml and the topic file. Editors complete
// and check by them. The keys of Kafka come from the catalogue and the rules
// from their literals, so that nothing is listed twice.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

func main() {
	out := flag.String("out", "schemas", "the `FOLDER` to write to")
	flag.Parse()
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

// object is a JSON object; its keys are written in order.
type object = map[string]any

// schemas are the files with their contents.
func schemas(known []*rule.Rule) map[string]object {
	return map[string]object{
		"policy.schema.json":     policyFile(known),
		"breakwater.schema.json": breakwaterFile(known),
		"topics.schema.json":     topicsFile(),
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, schema := range schemas(rules.All()) {
		text, err := encode(schema)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func encode(schema object) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(schema)
	return b.Bytes(), err
}

// file puts a name on a schema.
func file(name, title string, schema, defs object) object {
	out := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "https://github.com/breakwaterhq/breakwater/schemas/" + name,
		"title":   title,
		"$defs":   defs,
	}
	for k, v := range schema {
		out[k] = v
	}
	return out
}
