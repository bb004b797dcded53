package cli

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

// heapPod is a broker whose heap does not fit its limit: an error of one rule.
const heapPod = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"broker-0","namespace":"kafka","labels":{"app":"kafka-broker"}},"spec":{
  "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"kafka-broker"}}}]}},
  "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"topology.kubernetes.io/zone","whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"kafka-broker"}}}],
  "containers":[{"name":"kafka","image":"apache/kafka:4.1.0","env":[{"name":"KAFKA_HEAP_OPTS","value":"-Xmx64g"},{"name":"KAFKA_LOG_DIRS","value":"/data"}],
    "resources":{"limits":{"memory":"8Gi"},"requests":{"memory":"8Gi"}},"volumeMounts":[{"name":"data","mountPath":"/data"}]}],
  "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data-0"}}]}}`

const heapReview = `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","kind":{"version":"v1","kind":"Pod"},
  "resource":{"version":"v1","resource":"pods"},"operation":"CREATE","name":"broker-0","namespace":"kafka","object":` + heapPod + `}}`

// policies that refuse the pod, let it in, and are none.
const (
	strictPolicy = "profile: standard\n"
	mildPolicy   = "rules:\n  kube/heap-exceeds-limit: off\n"
	brokenPolicy = "rules: [\n"
)

var reviewsAt = regexp.MustCompile(`answering reviews at (https://\S+)/advise and /enforce\n`)

// admitting begins an endpoint, and gives where it answers.
func admitting(t *testing.T, args ...string) (g *going, url string) {
	t.Helper()
	g = begin(t, append([]string{"admit", "--listen", "127.0.0.1:0", "--drain", "1ms"}, args...)...)
	eventually(t, "it answers", func() bool {
		if m := reviewsAt.FindStringSubmatch(g.err.String()); m != nil {
			url = m[1]
		}
		return url != ""
	}, g.err)
	return g, url
}

// reviewed is the answer of an endpoint to the review.
func reviewed(t *testing.T, url string) string {
	t.Helper()
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // the certificate is its own root
	response, err := c.Post(url, "application/json", strings.NewReader(heapReview))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d %s %v", response.StatusCode, text, err)
	}
	return string(text)
}

func TestAdmitWithFilesAndAPolicyThatChanges(t *testing.T) {
	spare := make(chan os.Signal, 16) // so that the signal never ends the test
	signal.Notify(spare, syscall.SIGHUP)
	defer signal.Stop(spare)
	project(t, map[string]string{"policy.yaml": strictPolicy})
	cert, key := certified(t)
	a, url := admitting(t, "--alone", "--cert", cert, "--key", key, "--policy", "policy.yaml")
	if code, text := asks(t, url+"/readyz", ""); code != http.StatusOK {
		t.Errorf("not ready: %d %s", code, text)
	}
	holds(t, "the enforcing answer", reviewed(t, url+"/enforce"), []string{`"allowed":false`, "kube/heap-exceeds-limit"})
	holds(t, "the advisory answer", reviewed(t, url+"/advise"), []string{`"allowed":true`, `"warnings":["kube/heap-exceeds-limit: `})

	write(t, "policy.yaml", brokenPolicy)
	eventually(t, "the policy is refused", func() bool {
		hangup(t)
		return strings.Contains(a.err.String(), "the policy was not taken in, and the one before stays in force")
	}, a.err)
	holds(t, "the answer by the policy before", reviewed(t, url+"/enforce"), []string{`"allowed":false`})
	write(t, "policy.yaml", mildPolicy)
	hangup(t)
	eventually(t, "the policy is in force", func() bool { return strings.Contains(reviewed(t, url+"/enforce"), `"allowed":true`) }, a.err)

	code, _ := a.end(t)
	if code != finding.ExitInterrupted || !strings.Contains(a.err.String(), "breakwater: the endpoint has ended\n") {
		t.Errorf("exit code %d\n%s", code, a.err)
	}
}

// TestAChangeIsTakenInWithoutASignal: by the content alone, so that a file that was
// only touched is not read.
func TestAChangeIsTakenInWithoutASignal(t *testing.T) {
	project(t, map[string]string{"breakwater.yaml": "policy: policy.yaml\n", "policy.yaml": mildPolicy})
	said := &notes{}
	j, err := newLiveJudge(&judgeOptions{budget: admit.DefaultBudget}, nil, time.Now, logTo(&Env{Err: said}))
	if err != nil {
		t.Fatal(err)
	}
	first := j.rules.Load()
	for _, step := range []struct {
		file, text string
		changes    bool
		says       string
	}{
		{"policy.yaml", mildPolicy, false, ""},
		{"policy.yaml", brokenPolicy, false, "was not taken in"},
		{"policy.yaml", brokenPolicy, false, ""}, // it is told once
		{"policy.yaml", strictPolicy, true, "is in force"},
		{"breakwater.yaml", "polcy: x\n", false, "was not taken in"},
		{"breakwater.yaml", "{}\n", true, "is in force"},
	} {
		write(t, step.file, step.text)
		before := len(said.String())
		j.refresh()
		now, told := j.rules.Load(), said.String()[before:]
		if (now != first) != step.changes || (told == "") != (step.says == "") || !strings.Contains(told, step.says) {
			t.Errorf("%s = %q: changed %v, said %q", step.file, step.text, now != first, told)
		}
		first = now
	}
}

func TestAdmitRefusesWhatItCannotDo(t *testing.T) {
	project(t, map[string]string{"broken.yaml": brokenPolicy, "kubeconfig": "apiVersion: v1\nkind: Config\n"})
	cert, key := certified(t)
	t.Setenv("KUBECONFIG", "nowhere")
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	for args, want := range map[string]string{
		"":                                     "admit needs a certificate: --cert and --key for files, or --rotate-secret to have one made",
		"--cert " + cert:                       "--cert and --key belong together: give both",
		"--rotate-secret s --key k":            "--rotate-secret makes the certificate, and --cert and --key name one: give one of both",
		"--alone --cert nowhere --key nowhere": "the certificate cannot be used: open nowhere: no such file or directory",
		"--rotate-secret s":                    "no Kubernetes cluster is named: there is no kubeconfig, and this is no pod: give one by --kubeconfig or KUBECONFIG",
		"--rotate-secret s --overlap 2d --certificate-age 1d":          "--overlap, --certificate-age and --authority-age must each be as long as the one before at least, --overlap 1s, and --authority-age two overlaps",
		"--rotate-secret s --overlap 10ms":                             "--overlap, --certificate-age and --authority-age must each be as long as the one before at least, --overlap 1s, and --authority-age two overlaps",
		"--cert " + cert + " --key " + key + " --drain 1h":             "--drain must lie between 1ms and 5m, not 1h0m0s",
		"--rotate-secret s --alone":                                    "--alone asks no Kubernetes cluster, and --rotate-secret keeps the certificate in one: give one of both",
		"--cert " + cert + " --key " + key:                             "no Kubernetes cluster is named: there is no kubeconfig, and this is no pod: give one by --kubeconfig or KUBECONFIG",
		"--alone --cert " + cert + " --key " + key + " --policy nopol": "cannot read the policy: open nopol: no such file or directory",
		"--cert " + cert + " --key " + key + " --alone --budget 3s":    "--budget must lie between 10ms and 2s, not 3s",
		"now": `unknown command "now": see 'breakwater admit --help'`,
	} {
		breakwater(append([]string{"admit"}, strings.Fields(args)...)...).refuses(t, want)
	}
	if o := breakwater("admit", "--alone", "--cert", cert, "--key", cert); o.code != finding.ExitUsage || !strings.Contains(o.err, "the certificate cannot be used: "+cert) {
		t.Errorf("%d %s", o.code, o.err)
	}
	if o := breakwater("admit", "--alone", "--cert", cert, "--key", key, "--policy", "broken.yaml"); o.code != finding.ExitUsage || !strings.Contains(o.err, "broken.yaml:") {
		t.Errorf("%d %s", o.code, o.err)
	}
}

func TestAdmitAtAnAddressThatIsTaken(t *testing.T) {
	cert, key := certified(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	o := breakwater("admit", "--alone", "--cert", cert, "--key", key, "--listen", taken.Addr().String())
	if o.code != finding.ExitUsage || !strings.Contains(o.err, "give another address with --listen") {
		t.Errorf("%d %s", o.code, o.err)
	}
}

// TestAdmitIsNotReadyBeforeItsCertificateIsTrusted: with an API server that does not
// answer there is none, which is told once and not each second.
func TestAdmitIsNotReadyBeforeItsCertificateIsTrusted(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	write(t, file, "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: \"http://"+gone.Addr().String()+"\"}}]\ncontexts: [{name: a, context: {cluster: a}}]\ncurrent-context: a\n")
	a, url := admitting(t, "--rotate-secret", "s", "--kubeconfig", file, "--overlap", "1s", "--certificate-age", "1s", "--authority-age", "2s")
	eventually(t, "it says why", func() bool { return strings.Contains(a.err.String(), "the certificates could not be looked after") }, a.err)
	// Without a certificate there is no handshake: a probe fails, as it must.
	c := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // there is no certificate
	if response, err := c.Get(url + "/readyz"); err == nil {
		response.Body.Close()
		t.Errorf("it answers %s without a certificate", response.Status)
	}
	if code, _ := a.end(t); code != finding.ExitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if n := strings.Count(a.err.String(), "could not be looked after"); n != 1 {
		t.Errorf("it was told %d times", n)
	}
}
