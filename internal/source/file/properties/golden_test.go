package properties

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

//go:generate sh -c "cd testdata && java Load.java > golden.json"

//go:embed testdata/golden.json
var golden []byte

// Java's own parser is the truth: Kafka reads its files with it.
func TestParseReadsWhatJavaReads(t *testing.T) {
	var vectors []struct {
		Text    string
		Entries [][2]string // null: Java refuses the text
	}
	if err := json.Unmarshal(golden, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 150 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		compare(t, v.Text, v.Entries)
	}
}

// compare holds what parse reads against what Java reads.
func compare(t *testing.T, text string, java [][2]string) {
	t.Helper()
	entries, err := parse([]byte(text))
	if (err != nil) != (java == nil) {
		t.Errorf("%q: error %v, and Java reads %q", text, err, java)
		return
	}
	var got [][2]string
	for _, e := range entries {
		got = append(got, [2]string{e.key, e.value})
	}
	if !slices.Equal(got, java) {
		t.Errorf("%q:\n got %q\nJava %q", text, got, java)
	}
}

// Texts that nobody would write are read as Java reads them.
func TestParseReadsWhatJavaReadsAtRandom(t *testing.T) {
	if _, err := exec.LookPath("java"); err != nil || testing.Short() {
		t.Skip("needs Java, and a second")
	}
	parts := []string{"a", "b", "=", ":", " ", "\t", "\f", `\`, `\`, `\`, "\n", "\n", "\r", "\r\n", "#", "!", `\u`, `\u0041`, `\ud83d`, "0", "u", "ä", "\\\n", "\\\r\n  "}
	random := rand.New(rand.NewPCG(1, 2))
	var texts []string
	var in strings.Builder
	for range 20_000 {
		var text strings.Builder
		for range 1 + random.IntN(14) {
			text.WriteString(parts[random.IntN(len(parts))])
		}
		texts = append(texts, text.String())
		in.WriteString(hex.EncodeToString([]byte(text.String())) + "\n")
	}
	java := exec.Command("java", "testdata/Load.java", "-")
	java.Stdin = strings.NewReader(in.String())
	out, err := java.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(texts) {
		t.Fatalf("%d answers to %d texts", len(lines), len(texts))
	}
	for i, line := range lines {
		var entries [][2]string
		if err := json.Unmarshal([]byte(line), &entries); err != nil {
			t.Fatal(err)
		}
		compare(t, texts[i], entries)
	}
}
