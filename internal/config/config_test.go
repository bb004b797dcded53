package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

func parse(t *testing.T, file, text string) *config.Config {
	t.Helper()
	c, err := config.Parse(file, []byte(text), policytest.Rules())
	if err != nil {
		t.Fatalf("the configuration is refused:\n%v", err)
	}
	return c
}

func TestBadConfigurations(t *testing.T) {
	policytest.Bad(t, "testdata/bad", func(file string, text []byte) error {
		_, err := config.Parse(file, text, policytest.Rules())
		return err
	})
}

func TestGoodConfigurations(t *testing.T) {
	for _, c := range policytest.Cases(t, "testdata/good") {
		t.Run(c.Name, func(t *testing.T) { parse(t, c.Name, string(c.Text)) })
	}
}

func TestAnEmptyFileSetsNothing(t *testing.T) {
	c := parse(t, "breakwater.yaml", "# nothing\n")
	if c.Scopes != nil || c.Exclude != nil || c.Policy != nil || c.PolicyFile != "" {
		t.Errorf("got %+v", c)
	}
	if c.File != "breakwater.yaml" || c.Dir != "." {
		t.Errorf("file %q in %q", c.File, c.Dir)
	}
}

func TestScopesHaveFilesAndIdentities(t *testing.T) {
	text, err := os.ReadFile("testdata/good/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	scopes := parse(t, "breakwater.yaml", string(text)).Scopes
	if len(scopes) != 2 || scopes[0].Name != "plant" || scopes[1].Name != "office" {
		t.Fatalf("got %+v", scopes)
	}
	want := []string{"strimzi:kafka/plant", "bootstrap:b1.example.com:9092", "cluster:plant", "terraform:lkc-1", "kube:kafka/broker"}
	if !reflect.DeepEqual(scopes[0].SameAs, want) {
		t.Errorf("plant is the same as %q, want %q", scopes[0].SameAs, want)
	}
	for file, in := range map[string]string{
		"plant/topics/a.yaml": "plant", "shared/b.properties": "plant", "shared/deep/b.properties": "",
		"office/a.yaml": "office", "elsewhere/a.yaml": "",
	} {
		for _, s := range scopes {
			if got := s.Match(file); got != (s.Name == in) {
				t.Errorf("%s in scope %s: %v", file, s.Name, got)
			}
		}
	}
}

func TestAScopeWithoutFilesMatchesNone(t *testing.T) {
	s := parse(t, "breakwater.yaml", `scopes: {plant: {same_as: ["cluster:p"]}}`).Scopes[0]
	if s.Match != nil {
		t.Error("a scope without files has a matcher")
	}
}

func TestExcludeIsRelativeToTheFile(t *testing.T) {
	c := parse(t, "sub/breakwater.yaml", `exclude: ["gen", "*.tmp.yaml"]`)
	for path, want := range map[string]bool{
		"sub/gen": true, "sub/gen/a/b.yaml": true, "sub/x.tmp.yaml": true, "sub/deep/x.tmp.yaml": false,
		"gen/a.yaml": false, "x.tmp.yaml": false, "./sub/gen": true, "sub/../sub/gen/a": true, "../sub/gen": false, "sub/generated": false,
	} {
		if got := c.Exclude(path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

func TestPathsAreTakenFromWhereTheCommandRuns(t *testing.T) {
	root := project(t, map[string]string{
		"breakwater.yaml": `scopes: {plant: {files: ["plant/**"]}}`, "plant/topics/a.yaml": "", "office/b.yaml": "",
	})
	t.Chdir(filepath.Join(root, "plant", "topics"))
	path, ok := config.Find(".")
	if !ok {
		t.Fatal("breakwater.yaml is not found")
	}
	c, err := config.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		"a.yaml": true, "../x.yaml": true, "../../office/b.yaml": false, "../../plant/y.yaml": true,
		filepath.Join(root, "plant/z.yaml"): true, filepath.Join(root, "office/z.yaml"): false, "../../../out.yaml": false,
	} {
		if got := c.Scopes[0].Match(file); got != want {
			t.Errorf("%s: got %v, want %v", file, got, want)
		}
	}
}

// project writes files below a new folder that is the root of a repository.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	files[".git/HEAD"] = ""
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestFindGoesUpToTheRepositorysRoot(t *testing.T) {
	root := project(t, map[string]string{
		"breakwater.yaml": "", "a/b/c.yaml": "", "inner/.git/HEAD": "", "inner/deep/d.yaml": "",
		"nearer/breakwater.yaml": "", "nearer/x/e.yaml": "", "folder/breakwater.yaml/f.yaml": "", "worktree/.git": "gitdir: elsewhere",
	})
	for dir, want := range map[string]string{
		".": "breakwater.yaml", "a": "breakwater.yaml", "a/b": "breakwater.yaml",
		"inner": "", "inner/deep": "", "worktree": "",
		"nearer": "nearer/breakwater.yaml", "nearer/x": "nearer/breakwater.yaml", "folder": "breakwater.yaml",
	} {
		got, ok := config.Find(filepath.Join(root, dir))
		if ok != (want != "") || ok && got != filepath.Join(root, want) {
			t.Errorf("from %s: got %q, %v; want %q", dir, got, ok, want)
		}
	}
}

func TestFindGivesARelativePathFromARelativeFolder(t *testing.T) {
	root := project(t, map[string]string{"breakwater.yaml": "", "a/b/c.yaml": ""})
	t.Chdir(filepath.Join(root, "a", "b"))
	if got, ok := config.Find("."); !ok || got != filepath.Join("..", "..", "breakwater.yaml") {
		t.Errorf("got %q, %v", got, ok)
	}
}

func TestLoadReadsThePolicyThatIsNamed(t *testing.T) {
	root := project(t, map[string]string{
		"breakwater.yaml": "policy: rules/policy.yaml\n", "rules/policy.yaml": "profile: strict\n",
	})
	c, err := config.Load(filepath.Join(root, "breakwater.yaml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Policy == nil || c.Policy.Settings.Profile != rule.Strict {
		t.Errorf("got policy %+v", c.Policy)
	}
	if want := filepath.Join(root, "rules", "policy.yaml"); c.PolicyFile != want {
		t.Errorf("policy file %q, want %q", c.PolicyFile, want)
	}
	if c.PolicyAt.Line == 0 || c.PolicyAt.Column < 2 {
		t.Errorf("the policy is named at %s", c.PolicyAt.Position())
	}
}

func TestAnInlinePolicyIsRead(t *testing.T) {
	c := parse(t, "breakwater.yaml", "policy:\n  profile: minimal\n  workloads: [{topics: [a], critical: true}]\n")
	if c.Policy == nil || c.Policy.Settings.Profile != rule.Minimal || len(c.Policy.Workloads) != 1 {
		t.Fatalf("got %+v", c.Policy)
	}
	if got := c.Policy.Workloads[0].Critical.Origin().Position(); got != "breakwater.yaml:3:39" {
		t.Errorf("critical stands at %s", got)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	root := project(t, map[string]string{
		"missing.yaml": "policy: nowhere.yaml", "wrong.yaml": "policy: bad-policy.yaml", "bad-policy.yaml": "profile: lax",
		"broken.yaml": "scope: 1",
	})
	for file, want := range map[string]string{
		"none.yaml":    "cannot read the configuration: ",
		"missing.yaml": "cannot read the policy that " + filepath.Join(root, "missing.yaml") + " names: ",
		"wrong.yaml":   filepath.Join(root, "bad-policy.yaml") + ":1:10: profile is \"lax\"",
		"broken.yaml":  filepath.Join(root, "broken.yaml") + ":1:1: the configuration has no key \"scope\"",
	} {
		c, err := config.Load(filepath.Join(root, file), nil)
		if err == nil || c != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v; want %q", file, c, err, want)
		}
	}
	_, err := config.Load(filepath.Join(root, "wrong.yaml"), nil)
	var problems policy.Errors
	if !errors.As(err, &problems) {
		t.Errorf("the error is of type %T", err)
	}
}
