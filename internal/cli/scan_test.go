package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/demo"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

// broken is the bootstrap list of a cluster inside this process.
func broken(t *testing.T) string {
	t.Helper()
	c, err := demo.Start(t.Context(), demo.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return strings.Join(c.Bootstrap(), ",")
}

func TestScanIsUsedWrongly(t *testing.T) {
	project(t, map[string]string{
		"breakwater.yaml": "clusters:\n  plant: {bootstrap: [127.0.0.1:1]}\n  office: {bootstrap: [127.0.0.1:2]}\n",
		"text.json":       "{}", "none.properties": "client.id=x\n",
	})
	for args, says := range map[string]string{
		"scan b1:9092": `scan takes no argument, and "b1:9092" is one: say with --bootstrap`,
		"scan --from text.json --bootstrap b1:9092":    "give one of them",
		"scan --from text.json --cluster plant":        "give one of them",
		"scan --from missing.json":                     "cannot read the snapshot",
		"scan --from text.json":                        "text.json is not a snapshot of breakwater scan --save",
		"scan --cluster moon":                          `breakwater.yaml has no cluster "moon": it has plant, office`,
		"scan --cluster plant --bootstrap b1:9092":     "says itself how to reach it",
		"scan --bootstrap b1":                          "b1",
		"scan --command-config missing.properties":     "cannot read --command-config",
		"scan --command-config none.properties":        "bootstrap.servers",
		"scan --bootstrap= --bootstrap b1:9092":        "--bootstrap is empty: is a variable not set?",
		"scan --bootstrap b1:9092 --save no/s.json":    "--save: no/s.json cannot be written, because there is no folder no: make it first",
		"scan --bootstrap b1:9092 --save .":            "--save: . is a folder",
		"scan --bootstrap b1:9092 --save text.json/s":  "--save: text.json/s cannot be written, because text.json is a file",
		"scan --bootstrap b1:9092 --timeout 1ms":       "--timeout must lie between",
		"scan --bootstrap b1:9092 --format yaml":       `"yaml" is not a format`,
		"scan --bootstrap b1:9092 --policy no.yaml":    "cannot read the policy",
		"scan --bootstrap b1:9092 --fail-on breakfast": "--fail-on",
	} {
		t.Run(args, func(t *testing.T) {
			got := breakwater(strings.Fields(args)...)
			got.want(t, finding.ExitUsage, nil, []string{says})
			if got.out != "" {
				t.Errorf("it prints %q", got.out)
			}
		})
	}
}

func TestScanWithoutAClusterSaysHowToNameOne(t *testing.T) {
	project(t, nil)
	breakwater("scan").want(t, finding.ExitUsage, nil, []string{"which cluster?", "--bootstrap HOST:PORT", "breakwater demo"})
	breakwater("scan", "--cluster", "plant").want(t, finding.ExitUsage, nil, []string{`no cluster "plant": it has none`})
}

// TestScanOfWhatIsSaved: the same findings, anywhere, and from standard input.
func TestScanOfWhatIsSaved(t *testing.T) {
	project(t, nil)
	live := breakwater("scan", "--bootstrap", broken(t), "--save", "plant.json", "--format", "json")
	live.want(t, finding.ExitFindings, []string{`"command": "scan"`, "cluster/broker-missing"}, nil)
	saved := breakwater("scan", "--from", "plant.json", "--format", "json")
	if one, two := findingsIn(t, live.out), findingsIn(t, saved.out); !slices.Equal(one, two) || saved.code != live.code {
		t.Errorf("exit code %d, then %d; findings\n%v\nthen\n%v", live.code, saved.code, one, two)
	}
	text, err := os.Open("plant.json")
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	breakwaterIn(Env{In: text}, "scan", "--from", "-").want(t, finding.ExitFindings, []string{"In trouble: broker 2"}, nil)
}

// TestScanOfAllClusters: breakwater.yaml names two, and both are told, each
// with its name; --cluster takes one.
func TestScanOfAllClusters(t *testing.T) {
	project(t, map[string]string{"breakwater.yaml": "clusters:\n  plant: {bootstrap: [\"" + strings.ReplaceAll(broken(t), ",", "\", \"") +
		"\"]}\n  office: {bootstrap: [\"" + strings.ReplaceAll(broken(t), ",", "\", \"") + "\"]}\n"})
	breakwater("scan", "--format", "json").want(t, finding.ExitFindings,
		[]string{`"subject": "plant:broker/2"`, `"subject": "office:broker/2"`}, nil)
	breakwater("scan", "--cluster", "office").want(t, finding.ExitFindings, []string{"office (Kafka", "!plant"}, nil)
}

// TestScanByACommandConfig: the addresses of the flag win over the file's.
func TestScanByACommandConfig(t *testing.T) {
	bootstrap := broken(t)
	project(t, map[string]string{"own.properties": "bootstrap.servers=" + bootstrap + "\n", "other.properties": "bootstrap.servers=127.0.0.1:1\n"})
	breakwater("scan", "--command-config", "own.properties").want(t, finding.ExitFindings, []string{"In trouble"}, nil)
	breakwater("scan", "--command-config", "other.properties").want(t, finding.ExitIncomplete, []string{"Could not look", "127.0.0.1:1 refuses the connection"}, nil)
	breakwater("scan", "--command-config", "other.properties", "--bootstrap", bootstrap).want(t, finding.ExitFindings, []string{"In trouble"}, nil)
}

// TestScanAsksForWhatRulesRead: --all brings the settings that no rule reads.
func TestScanAsksForWhatRulesRead(t *testing.T) {
	project(t, nil)
	bootstrap := broken(t)
	size := func(args ...string) int {
		breakwater(append([]string{"scan", "--bootstrap", bootstrap, "--save", "s.json"}, args...)...)
		text, err := os.ReadFile("s.json")
		if err != nil {
			t.Fatal(err)
		}
		return len(text)
	}
	if some, all := size(), size("--all"); all <= some {
		t.Errorf("%d bytes with --all, and %d without", all, some)
	}
}

// TestScanThatIsInterrupted: what is known by then is printed, and nothing is
// called healthy.
func TestScanThatIsInterrupted(t *testing.T) {
	project(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	breakwaterUntil(ctx, Env{}, "scan", "--bootstrap", broken(t), "--save", "half.json").want(t, finding.ExitInterrupted,
		[]string{"!ealthy"}, []string{"interrupted", "nothing was saved to half.json: the scan is not complete"})
	if _, err := os.Stat("half.json"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a look was saved: %v", err)
	}
}

// TestScanWithAPolicy: its severities and its expected gaps hold for running
// clusters, too.
func TestScanWithAPolicy(t *testing.T) {
	project(t, map[string]string{"policy.yaml": "rules:\n  topic/*: off\n  group/*: off\n  cluster/*: off\n  broker/*: off\n  quorum/*: off\n" +
		"  cluster/broker-missing: {severity: info}\nexpect_gaps: [groups, \"log directories\"]\n"})
	breakwater("scan", "--bootstrap", broken(t), "--policy", "policy.yaml").want(t, finding.ExitClean, []string{"cluster/broker-missing", "!cluster/partition-leaderless"}, nil)
}

// TestScanThatCannotSave has printed what it found, and names the file of the
// user.
func TestScanThatCannotSave(t *testing.T) {
	project(t, map[string]string{"locked/keep": ""})
	// a file whose own name is as long as names may be has no room for a
	// temporary one beside it
	long := "locked/" + strings.Repeat("x", 255)
	got := breakwater("scan", "--bootstrap", broken(t), "--save", long)
	got.want(t, finding.ExitUsage, []string{"In trouble: broker 2"}, []string{"cannot write the snapshot: " + long + ": ", "!.tmp"})
}

// TestScanTakesAllBootstrapLists: with a dead address first, the second counts.
func TestScanTakesAllBootstrapLists(t *testing.T) {
	project(t, nil)
	breakwater("scan", "--bootstrap", "127.0.0.1:1", "--bootstrap", broken(t)).want(t, finding.ExitFindings, []string{"In trouble"}, nil)
	breakwater("scan", "--bootstrap", "127.0.0.1:1", "--bootstrap", "127.0.0.1:2").want(t, finding.ExitIncomplete,
		[]string{"127.0.0.1:1 refuses", "127.0.0.1:2 refuses", "Next: kafka-broker-api-versions.sh --bootstrap-server 127.0.0.1:1,127.0.0.1:2\n"}, nil)
}

// TestScanProposesWhatCanBeTyped: addresses come from wherever they are known.
func TestScanProposesWhatCanBeTyped(t *testing.T) {
	project(t, map[string]string{
		"breakwater.yaml":   "clusters:\n  plant: {command_config: client.properties}\n",
		"client.properties": "bootstrap.servers=127.0.0.1:1\n",
	})
	for args, want := range map[string]string{
		"scan --command-config client.properties": "--bootstrap-server 127.0.0.1:1 --command-config client.properties\n",
		"scan":                 "--bootstrap-server 127.0.0.1:1 --command-config ",
		"scan --cluster plant": "--bootstrap-server 127.0.0.1:1 --command-config ",
	} {
		breakwater(strings.Fields(args)...).want(t, finding.ExitIncomplete, []string{"Next: kafka-broker-api-versions.sh " + want, "!HOST:PORT"}, nil)
	}
}
