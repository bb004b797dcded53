package cli

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func fetched(t *testing.T, url string) (code int, text string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// TestWatch looks at a broken cluster, serves what it sees, and ends.
func TestWatch(t *testing.T) {
	bootstrap := plant(t)
	w, url := watching(t, "--bootstrap", bootstrap, "--data", t.TempDir(), "--partitions", "all", "--compat", "kafka_exporter")
	in := opened(t, w, url, "cluster/broker-missing")
	if in.Severity != "error" || in.Subject != "broker/2" || in.Cluster != bootstrap {
		t.Errorf("%+v", in)
	}
	for path, wants := range map[string][]string{
		"/":                          {"In trouble: ", "cluster/broker-missing broker/2", "Id " + in.ID},
		"/metrics":                   {`breakwater_broker_up{cluster="` + bootstrap + `",broker="2"} 0`, "kafka_brokers 2", `partition="`},
		"/healthz":                   nil,
		"/readyz":                    nil,
		"/api/v1/status":             {`"breakwater.status/v1"`},
		"/incidents/" + in.ID:        {"opened: broker 2 refuses connections"},
		"/api/v1/incidents/" + in.ID: {`"kind": "opened"`},
	} {
		code, text := fetched(t, url+path)
		if code != http.StatusOK {
			t.Errorf("%s: HTTP %d: %.300s", path, code, text)
		}
		holds(t, path, text, wants)
	}
	code, took := w.end(t)
	if code != finding.ExitInterrupted || took > 10*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	holds(t, "standard error", w.err.String(), []string{
		"breakwater: watching " + bootstrap + "; page and metrics at http://127.0.0.1:",
		`msg="opened: error cluster/broker-missing broker/2: broker 2 refuses connections at 127.0.0.1:`, "incident=" + in.ID,
		"breakwater: the watch has ended\n",
	})
	if w.out.String() != "" {
		t.Errorf("standard output has %s", w.out)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://")); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

// TestARestartTellsNothingAnew: the same incident, with its start.
func TestARestartTellsNothingAnew(t *testing.T) {
	bootstrap, data := plant(t), t.TempDir()
	w, url := watching(t, "--bootstrap", bootstrap, "--data", data)
	before := opened(t, w, url, "cluster/broker-missing")
	w.end(t)
	w, url = watching(t, "--bootstrap", bootstrap, "--data", data)
	if after := opened(t, w, url, "cluster/broker-missing"); after.ID != before.ID || !after.Start.Equal(*before.Start) {
		t.Errorf("before %s since %s, after %s since %s", before.ID, before.Start, after.ID, after.Start)
	}
	w.end(t)
	if strings.Contains(w.err.String(), "opened: error cluster/broker-missing") {
		t.Errorf("it is told as new:\n%s", w.err)
	}
}

// TestAnotherBootstrapListTellsNothingAnew: the same cluster, the same incident,
// and the same alert until it ends.
func TestAnotherBootstrapListTellsNothingAnew(t *testing.T) {
	bootstrap, data, hook := plant(t), t.TempDir(), answering(t, http.StatusOK, "")
	w, url := watching(t, "--bootstrap", bootstrap, "--data", data, "--webhook", hook.URL, "--external-url", "https://watch.example.com/x")
	before := opened(t, w, url, "cluster/broker-missing")
	told := func() (n int) {
		for _, p := range hook.posts() {
			n += strings.Count(p.body, `"groupKey":"{}:{alertname=\"BrokerMissing\"`)
		}
		return n
	}
	eventually(t, "the webhook is told", func() bool { return told() == 1 }, w.err)
	if link := `"generatorURL":"https://watch.example.com/x/incidents/` + before.ID + `"`; !slices.ContainsFunc(hook.posts(), func(p post) bool { return strings.Contains(p.body, link) }) {
		t.Errorf("no %s in %+v", link, hook.posts())
	}
	w.end(t)
	one, _, _ := strings.Cut(bootstrap, ",")
	for _, args := range [][]string{{"--bootstrap", one}, {"--bootstrap", one, "--name", "plant"}} {
		w, url = watching(t, append(args, "--data", data, "--webhook", hook.URL, "--every", "1s")...)
		after := opened(t, w, url, "cluster/broker-missing")
		if want := args[len(args)-1]; after.ID != before.ID || !after.Start.Equal(*before.Start) || after.Cluster != want {
			t.Errorf("%q: before %s since %s, after %s since %s of %s", args, before.ID, before.Start, after.ID, after.Start, after.Cluster)
		}
		w.end(t)
		holds(t, "the log", w.err.String(), []string{"this cluster was watched by another name before", "!opened: error cluster/broker-missing"})
	}
	if n := told(); n != 1 {
		t.Errorf("the webhook was told %d times", n)
	}
}

func TestWatchRefusesWhatItCannotDo(t *testing.T) {
	project(t, map[string]string{
		"broken.yaml": "watch: {every: 1h}\n", "policy.yaml": "profile: strict\n", "bad.yaml": "profile: strikt\n",
		"alike.yaml": "notify:\n  receivers:\n    - webhook: http://a.example/\n",
	})
	const where = "watch --bootstrap 127.0.0.1:1 "
	for args, sentence := range map[string]string{
		"watch":                          "which cluster? Say it with --bootstrap HOST:PORT, or below clusters: in breakwater.yaml; 'breakwater demo' needs none",
		"watch b1:9092":                  `watch takes no argument, and "b1:9092" is one: say with --bootstrap where the cluster is`,
		"watch statsu":                   `unknown command "statsu": did you mean 'breakwater watch status'?`,
		"watch --bootstrap=":             "--bootstrap is empty: is a variable not set?",
		"watch --cluster x":              `--cluster: breakwater.yaml has no cluster "x": it has none`,
		"watch --cluster x --name y":     `--cluster: breakwater.yaml has no cluster "x": it has none`,
		where + "--every 500ms":          "--every must lie between 1s and 5m, not 500ms",
		where + "--every 6m":             "--every must lie between 1s and 5m, not 6m0s",
		where + "--every often":          `invalid argument "often" for "--every" flag: time: invalid duration "often": see 'breakwater watch --help'`,
		where + "--partitions some":      `--partitions must be abnormal, all, none, not "some"`,
		where + "--compat jmx":           "--compat jmx: only kafka_exporter can be stood in for",
		where + "--timeout 1ms":          "--timeout must lie between 100ms and 1m0s, not 1ms",
		where + "--listen nowhere":       "cannot listen at nowhere: listen tcp: address nowhere: missing port in address: give another address with --listen",
		where + "--target-version 9":     "",
		where + "--command-config none":  "cannot read --command-config: open none: no such file or directory",
		where + "--policy none.yaml":     "cannot read the policy: open none.yaml: no such file or directory",
		where + "--policy bad.yaml":      "",
		where + "--config none.yaml":     "",
		where + "--config broken.yaml":   "",
		where + "--alertmanager am:9093": "--alertmanager must be an address with http or https, as http://HOST:PORT: else nobody would be told",
		where + "--alertmanager ftp://a": "--alertmanager must be an address with http or https, as http://HOST:PORT: else nobody would be told",
		where + "--webhook s3cret":       "--webhook must be an address with http or https, as http://HOST:PORT: else nobody would be told",
		where + "--webhook=":             "--webhook must be an address with http or https, as http://HOST:PORT: else nobody would be told",

		where + "--nonsense":                 "unknown flag: --nonsense: see 'breakwater watch --help'",
		where + "--budget --partitions some": `--partitions must be abnormal, all, none, not "some"`,
	} {
		soon, cancel := context.WithTimeout(t.Context(), 5*time.Second) // one that is taken runs for ever
		got := breakwaterUntil(soon, Env{}, strings.Fields(args)...)
		cancel()
		if sentence != "" {
			got.refuses(t, sentence)
			continue
		}
		if lines := strings.Count(got.err, "\n"); got.code != finding.ExitUsage || got.out != "" || lines != 1 || !strings.HasPrefix(got.err, "breakwater: ") {
			t.Errorf("%s: exit code %d, %q, %q", args, got.code, got.out, got.err)
		}
	}
}

func TestWatchAtAnAddressThatIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := l.Addr().String()
	breakwater("watch", "--bootstrap", "127.0.0.1:1", "--listen", at, "--data", t.TempDir()).
		refuses(t, "cannot listen at "+at+": listen tcp "+at+": bind: address already in use: give another address with --listen")
}

// TestWatchOfAFolderThatIsHeld by another watch.
func TestWatchOfAFolderThatIsHeld(t *testing.T) {
	data := t.TempDir()
	w, _ := watching(t, "--bootstrap", "127.0.0.1:1", "--data", data)
	args := []string{"watch", "--bootstrap", "127.0.0.1:1", "--listen", "127.0.0.1:0", "--data", data}
	got := breakwater(args...)
	if got.code != finding.ExitUsage || !strings.HasPrefix(got.err, "breakwater: another breakwater watch keeps its state in "+data+", and two would write over each other: end the other one, or give this one a folder of its own with --data") || strings.Count(got.err, "\n") != 1 {
		t.Errorf("%+v", got)
	}
	w.end(t)
	again, _ := watching(t, "--bootstrap", "127.0.0.1:1", "--data", data)
	again.end(t)
}

// TestWatchOfAFolderThatCannotBeWrittenTo makes a watch that keeps nothing, and says so.
func TestWatchOfAFolderThatCannotBeWrittenTo(t *testing.T) {
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w, url := watching(t, "--bootstrap", "127.0.0.1:1", "--data", file)
	eventually(t, "the page says so", func() bool {
		_, text := fetched(t, url+"/")
		return strings.Contains(text, "Nothing is kept on disk")
	}, w.err)
	if code, _ := w.end(t); code != finding.ExitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(w.err.String(), file) {
		t.Errorf("the log does not say where:\n%s", w.err)
	}
}

// TestFlagsWinOverTheFile for what both can say.
func TestFlagsWinOverTheFile(t *testing.T) {
	project(t, map[string]string{"breakwater.yaml": "clusters:\n  shop: {bootstrap: [\"127.0.0.1:1\"]}\n  depot: {bootstrap: [\"127.0.0.1:2\"]}\n" +
		"watch: {listen: \"127.0.0.1:1\", every: 1min, metrics: {compat: [kafka_exporter]}}\n"})
	w, url := watching(t, "--every", "2s", "--cluster", "shop")
	eventually(t, "a look has ended", func() bool {
		_, text := fetched(t, url+"/api/v1/status")
		return strings.Contains(text, `"everyMs": 2000`) && strings.Contains(text, `"name": "shop"`) && !strings.Contains(text, "depot")
	}, w.err)
	w.end(t)
}

// hangup asks the watch of this process to read its files again.
func hangup(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

// TestReload: a file that is wrong changes nothing, one that is right does.
func TestReload(t *testing.T) {
	spare := make(chan os.Signal, 16) // so that the signal never ends the test
	signal.Notify(spare, syscall.SIGHUP)
	defer signal.Stop(spare)
	project(t, map[string]string{"policy.yaml": "profile: standard\n"})
	w, url := watching(t, "--bootstrap", plant(t), "--every", "1s", "--policy", "policy.yaml")
	opened(t, w, url, "cluster/broker-missing")

	write(t, "policy.yaml", "rules:\n  cluster/broker-missing: {severity: wrong}\n")
	eventually(t, "the file is refused", func() bool {
		hangup(t)
		return strings.Contains(w.err.String(), "the files were not taken in, and what was read before stays in force")
	}, w.err)
	holds(t, "the log", w.err.String(), []string{"policy.yaml:2:", "wrong"})
	if in := incidentOf(t, url, "cluster/broker-missing"); in == nil || in.Severity != "error" {
		t.Errorf("a file that is wrong has changed something: %+v", in)
	}

	write(t, "policy.yaml", "rules:\n  cluster/*: {severity: warning}\n")
	hangup(t)
	eventually(t, "the policy is in force", func() bool {
		in := incidentOf(t, url, "cluster/broker-missing")
		return in != nil && in.Severity == "warning"
	}, w.err)
	holds(t, "the log", w.err.String(), []string{"policy and scopes were read again; clusters, receivers and addresses need a restart", "milder: cluster/broker-missing on broker/2 was error and is warning now"})
	w.end(t)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestBudget measures for two seconds instead of a minute.
func TestBudget(t *testing.T) {
	measured := func(bootstrap string) (outcome, error) {
		out, complaints := &notes{}, &notes{}
		env := Env{Out: out, Err: complaints, Getenv: func(string) string { return "" }, Now: time.Now}
		o := &watchOptions{measure: 2 * time.Second}
		o.addFlags(&cobra.Command{}) // for the defaults
		o.budget, o.connect.addresses = true, []string{bootstrap}
		err := runWatch(t.Context(), &env, o, func(string) bool { return false })
		return outcome{codeOf(err, complaints), out.String(), complaints.String()}, err
	}
	bootstrap := plant(t)
	got, err := measured(bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	got.want(t, finding.ExitClean, []string{bootstrap + ": ", "requests  a second", "metadata", "groups", "log offsets", "breakwater itself: "},
		[]string{"looking at " + bootstrap + " for 2s, and telling nobody", "!opened:"})
	got, _ = measured("127.0.0.1:1")
	got.want(t, finding.ExitIncomplete, []string{"!metadata"}, []string{"no broker of 127.0.0.1:1 answers, so what a watch asks of it cannot be measured: 'breakwater scan' says why"})
}

func TestBudgetThatIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := breakwaterUntil(ctx, Env{}, "watch", "--bootstrap", "127.0.0.1:1", "--budget")
	got.want(t, finding.ExitInterrupted, []string{"!metadata"}, nil)
}

func TestInBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 1 << 20: "1.0 MiB", 5 << 30: "5120.0 MiB"} {
		if got := inBytes(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
