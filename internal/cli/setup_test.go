package cli

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// Policies that make another thing of min.insync.replicas: 1.
const (
	policyError = "rules: {topic/min-isr-one: {severity: error}}\n"
	policyOff   = "rules: {topic/min-isr-one: off}\n"
)

func inline(policy string) string { return "policy:\n  " + policy }

func TestTheConfigurationIsFoundUpwards(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		in    string // the working directory
		want  finding.Exit
	}{
		"none":                       {nil, ".", finding.ExitClean},
		"in this folder":             {map[string]string{"breakwater.yaml": inline(policyError)}, ".", finding.ExitFindings},
		"one above":                  {map[string]string{"breakwater.yaml": inline(policyError)}, "a", finding.ExitFindings},
		"two above":                  {map[string]string{"breakwater.yaml": inline(policyError)}, "a/b", finding.ExitFindings},
		"the nearest counts":         {map[string]string{"breakwater.yaml": inline(policyError), "a/breakwater.yaml": inline(policyOff)}, "a/b", finding.ExitClean},
		"the nearest counts alone":   {map[string]string{"breakwater.yaml": inline(policyOff), "a/breakwater.yaml": inline(policyError)}, "a", finding.ExitFindings},
		"not below":                  {map[string]string{"a/breakwater.yaml": inline(policyError)}, ".", finding.ExitClean},
		"not beyond the repository":  {map[string]string{"breakwater.yaml": inline(policyError), "a/.git/HEAD": ""}, "a/b", finding.ExitClean},
		"not beyond a work tree":     {map[string]string{"breakwater.yaml": inline(policyError), "a/.git": "gitdir: elsewhere"}, "a/b", finding.ExitClean},
		"in the repository's root":   {map[string]string{"a/breakwater.yaml": inline(policyError), "a/.git/HEAD": ""}, "a/b", finding.ExitFindings},
		"a folder of this name":      {map[string]string{"breakwater.yaml": inline(policyError), "a/breakwater.yaml/x": ""}, "a", finding.ExitFindings},
		"its policy is beside it":    {map[string]string{"breakwater.yaml": "policy: rules/policy.yaml\n", "rules/policy.yaml": policyError}, "a/b", finding.ExitFindings},
		"another spelling is no one": {map[string]string{"breakwater.yml": inline(policyError)}, ".", finding.ExitClean},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"topics.yaml": warned, "a/topics.yaml": warned, "a/b/topics.yaml": warned}
			for file, text := range c.files {
				files[file] = text
			}
			project(t, files)
			t.Chdir(c.in)
			breakwater("lint", "topics.yaml").want(t, c.want, nil, []string{"!."})
		})
	}
}

func TestWhichPolicyWins(t *testing.T) {
	for name, c := range map[string]struct {
		config, args string
		code         finding.Exit
		want         []string
	}{
		"no policy":                 {"", "", finding.ExitClean, []string{"warning topic/min-isr-one"}},
		"the flag's alone":          {"", "--policy error.yaml", finding.ExitFindings, []string{"error topic/min-isr-one"}},
		"the configuration's":       {"policy: error.yaml\n", "", finding.ExitFindings, []string{"error topic/min-isr-one"}},
		"the flag's before its":     {"policy: error.yaml\n", "--policy off.yaml", finding.ExitClean, []string{"No findings"}},
		"the flag's before inline":  {inline(policyOff), "--policy error.yaml", finding.ExitFindings, []string{"error topic/min-isr-one"}},
		"the flag's is the whole":   {inline(policyOff), "--policy target.yaml", finding.ExitClean, []string{"warning topic/min-isr-one"}},
		"--config before the found": {inline(policyOff), "--config elsewhere/other.yaml", finding.ExitFindings, []string{"error topic/min-isr-one"}},
		"both flags":                {inline(policyOff), "--config elsewhere/other.yaml --policy off.yaml", finding.ExitClean, []string{"No findings"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{
				"topics.yaml": warned, "error.yaml": policyError, "off.yaml": policyOff, "target.yaml": "target: \"4.1\"\n",
				"elsewhere/other.yaml": inline(policyError),
			}
			if c.config != "" {
				files["breakwater.yaml"] = c.config
			}
			project(t, files)
			breakwater(append([]string{"lint", "topics.yaml"}, strings.Fields(c.args)...)...).want(t, c.code, c.want, []string{"!."})
		})
	}
}

// TestAPolicyByFlagLeavesTheRestOfTheConfiguration: excludes and scopes are
// the project's, whatever it is judged by.
func TestAPolicyByFlagLeavesTheRestOfTheConfiguration(t *testing.T) {
	project(t, map[string]string{
		"breakwater.yaml": "exclude: [old]\n", "policy.yaml": policyError, "old/topics.yaml": warned, "new/topics.yaml": clean,
	})
	breakwater("lint", "--policy", "policy.yaml", ".").want(t, finding.ExitClean, []string{"checked 1 topic"}, nil)
}

func TestExcludesAreRelativeToTheirFile(t *testing.T) {
	files := map[string]string{
		"breakwater.yaml":  "exclude: [\"team/old\", \"**/generated\"]\n",
		"team/topics.yaml": clean, "team/old/topics.yaml": warned, "team/x/generated/topics.yaml": warned, "old/topics.yaml": hinted,
	}
	for name, c := range map[string]struct {
		in, path string
		checked  string
	}{
		"from the root":             {".", ".", "checked 2 topics"},
		"from below":                {"team", ".", "checked 1 topic,"},
		"from beside":               {"old", "../team", "checked 1 topic,"},
		"a folder that is named":    {".", "team/old", "checked nothing"},
		"a file that is named":      {".", "team/old/topics.yaml", "checked 1 topic,"},
		"what only looks excluded":  {".", "old", "checked 1 topic,"},
		"deep below, by two stars":  {".", "team/x", "checked nothing"},
		"by the absolute path, too": {".", "ABSOLUTE", "checked 2 topics"},
	} {
		t.Run(name, func(t *testing.T) {
			project(t, files)
			path := c.path
			if path == "ABSOLUTE" {
				path = workingDirectory(t)
			}
			t.Chdir(c.in)
			breakwater("lint", "--allow-empty", path).want(t, finding.ExitClean, []string{c.checked}, []string{"!."})
		})
	}
}

func TestScopesJoinFiles(t *testing.T) {
	files := map[string]string{
		"topics.yaml": clean,
		"server.properties": "process.roles=broker\nnode.id=1\ncontroller.listener.names=CONTROLLER\n" +
			"controller.quorum.voters=11@c1:9093,12@c2:9093,13@c3:9093\nlog.dirs=/var/lib/kafka\nlog.segment.bytes=1048576\nmessage.max.bytes=2097152\nreplica.fetch.max.bytes=2097152\n",
		"breakwater.yaml": "scopes:\n  plant:\n    files: [\"*\"]\n",
	}
	project(t, files)
	breakwater("lint", "topics.yaml", "server.properties").want(t, finding.ExitFindings, []string{"topic/batch-exceeds-segment"}, nil)
	breakwater("lint", "topics.yaml").want(t, finding.ExitClean, []string{"No findings"}, nil)
}

// declaredCluster is a Strimzi cluster that declares its version, with a topic whose
// segment.bytes is legal up to Kafka 4.0.
func declaredCluster(version string) string {
	return "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant}\nspec:\n  kafka:\n    version: " + version +
		"\n    listeners: [{name: tls, port: 9093, type: internal, tls: true}]\n" +
		"---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: all, labels: {strimzi.io/cluster: plant}}\n" +
		"spec: {replicas: 3, roles: [broker, controller], storage: {type: ephemeral}}\n" +
		"---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: iot, labels: {strimzi.io/cluster: plant}}\n" +
		"spec: {partitions: 12, replicas: 3, config: {min.insync.replicas: 2, segment.bytes: 1000, max.message.bytes: 900}}\n"
}

func TestByWhichVersionFilesAreJudged(t *testing.T) {
	const old, now = `target: "3.9"` + "\n", `target: "4.1"` + "\n"
	for name, c := range map[string]struct {
		files, policy, flag string
		refused             bool
	}{
		"the files' own":                      {"3.9.0", "", "", false},
		"the files' own, newer":               {"4.1.0", "", "", true},
		"the files before the policy":         {"3.9.0", now, "", false},
		"the files before the policy, newer":  {"4.1.0", old, "", true},
		"the flag before the files":           {"3.9.0", "", "4.1", true},
		"the flag before the files, older":    {"4.1.0", "", "3.9", false},
		"the flag before both":                {"3.9.0", old, "4.1", true},
		"the flag before both, older":         {"4.1.0", now, "3.9", false},
		"the flag with a patch release":       {"3.9.0", "", "4.1.2", true},
		"the flag between lines of catalogue": {"4.1.0", "", "3.5", false},
	} {
		t.Run(name, func(t *testing.T) {
			project(t, map[string]string{"plant.yaml": declaredCluster(c.files), "policy.yaml": c.policy})
			args := []string{"lint", "--policy", "policy.yaml", "plant.yaml"}
			if c.flag != "" {
				args = append(args, "--target-version", c.flag)
			}
			got := breakwater(args...)
			if refused := strings.Contains(got.out, "error topic/value-invalid"); refused != c.refused || got.err != "" {
				t.Errorf("refused: %v, want %v\n%s%s", refused, c.refused, got.out, got.err)
			}
		})
	}
}

// TestVersionsThatAreRefusedAlike: what a policy must not have as its target,
// the flag must not have either.
func TestVersionsThatAreRefusedAlike(t *testing.T) {
	const unknown, unread = ", of which Breakwater knows nothing: it knows 3.3 to 4.3", `: it must be a Kafka version, as "4.3"`
	for version, want := range map[string]string{
		"3.19":    "Kafka 3.19" + unknown, // lies between, and never was
		"3.10":    "Kafka 3.10" + unknown,
		"2.8":     "Kafka 2.8" + unknown,
		"4.4":     "Kafka 4.4" + unknown,
		"5.0":     "Kafka 5.0" + unknown,
		"7.6":     "Kafka 7.6" + unknown,
		"0.0":     `"0.0"` + unread,
		"latest":  `"latest"` + unread,
		"4":       `"4"` + unread,
		"4.":      `"4."` + unread,
		"4.1.":    `"4.1."` + unread,
		"4.1-ccs": `"4.1-ccs"` + unread,
		"v4.1":    `"v4.1"` + unread,
		"-4.1":    `"-4.1"` + unread,
		"4.1 ":    `"4.1 "` + unread,
	} {
		t.Run(version, func(t *testing.T) {
			project(t, map[string]string{"topics.yaml": clean, "policy.yaml": "target: \"" + version + "\"\n"})
			breakwater("lint", "topics.yaml", "--target-version="+version).refuses(t, "--target-version is "+want)
			breakwater("lint", "topics.yaml", "--policy=policy.yaml").refuses(t, "policy.yaml:1:9: target is "+want)
		})
	}
}

func TestEveryVersionOfTheCatalogueIsATarget(t *testing.T) {
	project(t, map[string]string{"topics.yaml": clean})
	for _, version := range []string{"3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.9.1", "4.0", "4.1", "4.2", "4.3"} {
		got := breakwater("lint", "--format", "json", "--target-version", version, "topics.yaml")
		line := strings.Join(strings.Split(version, ".")[:2], ".")
		got.want(t, finding.ExitClean, []string{`"kafka": "` + line + `"`}, []string{"!."})
	}
}

// TestMistakesInTheConfigurationStopTheRun: each is told with its place, and
// nothing is judged by half of a configuration.
func TestMistakesInTheConfigurationStopTheRun(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		args  string
		want  string
	}{
		"in the configuration":     {map[string]string{"breakwater.yaml": "exclud: [old]\n"}, "", "breakwater: breakwater.yaml:1:1:"},
		"in its policy":            {map[string]string{"breakwater.yaml": "policy: p.yaml\n", "p.yaml": "profile: lax\n"}, "", `breakwater: p.yaml:1:10: profile is "lax"`},
		"in the policy inside":     {map[string]string{"breakwater.yaml": inline("profile: lax\n")}, "", `breakwater: breakwater.yaml:2:12: profile is "lax"`},
		"in the policy of a flag":  {map[string]string{"p.yaml": "rules: {topic/min-isr-onee: off}\n"}, "--policy p.yaml", "breakwater: p.yaml:1:9:"},
		"its policy is not there":  {map[string]string{"breakwater.yaml": "policy: p.yaml\n"}, "", "cannot read the policy that breakwater.yaml names"},
		"a folder for a policy":    {map[string]string{"p/x": ""}, "--policy p", "cannot read the policy: read p: is a directory"},
		"a folder for --config":    {map[string]string{"c/x": ""}, "--config c", "cannot read the configuration: read c: is a directory"},
		"found, and not all of it": {map[string]string{"breakwater.yaml": "scopes: []\n"}, "", "breakwater: breakwater.yaml:1:"},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["topics.yaml"] = wrong
			project(t, c.files)
			breakwater(append([]string{"lint", "topics.yaml"}, strings.Fields(c.args)...)...).want(t, finding.ExitUsage, []string{"!."}, []string{c.want})
		})
	}
}
