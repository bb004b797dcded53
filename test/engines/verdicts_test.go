package engines

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// verdict is what one policy says of one object.
type verdict struct {
	uid, policy string
	message     string // "" where the object is right
}

// named is how a message begins; several are joined.
var named = regexp.MustCompile(`(?:^| \| )([a-z]+/[a-z0-9-]+): `)

// mode is how a policy's name ends.
var mode = regexp.MustCompile(`-(deny|warn|audit)(?:-advisory|-enforcing)?$`)

// inWords are verdicts by uid, in the words of exporttest.Said. Who was judged
// and is right is there, with nothing.
func inWords(t *testing.T, all []verdict) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, v := range all {
		said := out[v.uid]
		is := mode.FindStringSubmatch(v.policy)
		if is == nil {
			t.Fatalf("%s is a policy of nobody's", v.policy)
		}
		rules := named.FindAllStringSubmatch(v.message, -1)
		if v.message != "" && rules == nil {
			said = append(said, exporttest.NotReadable)
		}
		for _, r := range rules {
			said = append(said, is[1]+" "+r[1])
		}
		slices.Sort(said)
		out[v.uid] = slices.Compact(said)
		if slices.Contains(said, exporttest.NotReadable) {
			out[v.uid] = []string{exporttest.NotReadable}
		}
	}
	return out
}

// namespaces are those of some objects, with their labels. Those named open and
// kube-system are not labelled by anybody.
func namespaces(objects []map[string]any, label export.Label) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, o := range objects {
		ns := namespaceOf(o)
		out[ns] = map[string]string{"kubernetes.io/metadata.name": ns}
		if label.Name != "" && ns != "open" && ns != "kube-system" {
			maps.Copy(out[ns], map[string]string{label.Name: label.Value})
		}
	}
	return out
}

// file writes a file for a program, and returns its path.
func file(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// documents are values as a stream of YAML, one a line.
func documents[T any](t *testing.T, all []T) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, v := range all {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString("---\n")
		out.Write(text)
		out.WriteByte('\n')
	}
	return out.Bytes()
}
