package kube

import (
	"crypto/tls"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// How long certificates rotate under load, and how many pods are created each
// second. BREAKWATER_ROTATION and BREAKWATER_RATE change it.
const (
	rotationLasts = 20 * time.Second
	rotationRate  = 20
	creators      = 16 // that wait for an answer at a time
	everyBad      = 10 // one pod of so many is to be refused
)

// rotated is what a run leaves behind.
type rotated struct {
	Seconds     int     `json:"seconds"`
	Rate        int     `json:"creates_per_second_wanted"`
	Admitted    int64   `json:"right_pods_admitted"`
	Refused     int64   `json:"bad_pods_refused"`
	Failed      int64   `json:"creates_that_failed"`
	Let         int64   `json:"bad_pods_let_in"`
	Errors      float64 `json:"api_server_errors_calling_the_webhook"`
	FailedOpen  float64 `json:"api_server_fail_open_count"`
	Authorities int     `json:"authorities_that_signed"`
	Leaves      int     `json:"certificates_served"`
	Bundles     int     `json:"bundles_published"`
	Replaced    int     `json:"replicas_replaced"`
	P50         float64 `json:"create_p50_ms"`
	P99         float64 `json:"create_p99_ms"`
	Max         float64 `json:"create_max_ms"`
}

// told is a number that a variable names.
func told[T any](t *testing.T, variable string, otherwise T, parse func(string) (T, error)) T {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	value, err := parse(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return value
}

// TestNoAdmissionFailsWhileCertificatesRotate: two replicas, authorities and
// certificates that live for seconds, one replica after the other replaced, and pods
// all the time under Fail. The API server's own metrics are the judge.
func TestNoAdmissionFailsWhileCertificatesRotate(t *testing.T) {
	lasts, rate := told(t, "BREAKWATER_ROTATION", rotationLasts, time.ParseDuration), told(t, "BREAKWATER_RATE", rotationRate, strconv.Atoi)
	s := admitStage(t, true)
	b := balance(t)
	s.install(b.addr())
	flags := s.rotating()
	replicas := []*replica{s.admits(flags...), s.admits(flags...)}
	for _, r := range replicas {
		b.add(r)
	}
	s.untilReady(b, 2)
	s.judged()
	before := s.callErrors()

	l := &load{stage: s}
	seen := &sightings{leaves: map[string]bool{}, authorities: map[string]bool{}, bundles: map[string]bool{}}
	ended := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { l.run(ended, rate) })
	all.Go(func() { seen.watch(s, b, ended) })
	stop := sync.OnceFunc(func() { close(ended); all.Wait() })
	defer stop()
	replaced := s.replaces(b, replicas, flags, lasts)
	stop()

	after := s.callErrors()
	f := rotated{Seconds: int(lasts.Seconds()), Rate: rate, Admitted: l.admitted.Load(), Refused: l.refused.Load(), Failed: l.failed.Load(), Let: l.let.Load(),
		Errors: after.errors - before.errors, FailedOpen: after.open - before.open,
		Authorities: len(seen.authorities), Leaves: len(seen.leaves), Bundles: len(seen.bundles), Replaced: replaced}
	f.P50, f.P99, f.Max = l.times()
	leaveFigures(t, &f)
	if f.Failed != 0 || f.Let != 0 || f.Errors != 0 || f.FailedOpen != 0 {
		t.Errorf("admissions failed: %+v\nthe first: %v", f, l.first.Load())
	}
	turns := int(lasts / (12 * time.Second)) // an authority each age and overlap
	if f.Authorities < 1+turns || f.Leaves < 2+turns || f.Bundles < 1+turns {
		t.Errorf("too little has rotated in %s: %+v", lasts, f)
	}
	if f.Admitted < int64(rate)*int64(lasts.Seconds())/4 || f.Refused == 0 {
		t.Errorf("too few pods were created to tell anything: %+v", f)
	}
}

// replaces ends one replica after the other, each time with a new one in its place,
// until the time is over. It gives how many were.
func (s stage) replaces(b *balancer, replicas []*replica, flags []string, lasts time.Duration) (n int) {
	s.Helper()
	over := time.NewTimer(lasts)
	defer over.Stop()
	turn := time.NewTicker(max(lasts/10, 6*time.Second))
	defer turn.Stop()
	for {
		select {
		case <-over.C:
			return n
		case <-turn.C:
		}
		old := replicas[n%len(replicas)]
		fresh := s.admits(flags...)
		b.add(fresh)
		s.untilReady(b, 3)
		old.end(s.T)
		replicas[n%len(replicas)] = fresh
		n++
	}
}

// load creates pods at a rate.
type load struct {
	stage
	admitted, refused, failed, let atomic.Int64
	first                          atomic.Value // the first failure

	mu   sync.Mutex
	took []time.Duration
}

// run keeps the rate as a whole: what a slow moment held up is made up for.
func (l *load) run(ended <-chan struct{}, rate int) {
	began, every := time.Now(), time.Second/time.Duration(rate)
	orders := make(chan int)
	var all sync.WaitGroup
	for range creators {
		all.Go(func() {
			for n := range orders {
				l.create(n)
			}
		})
	}
	defer all.Wait()
	defer close(orders)
	for n := 1; ; n++ {
		select {
		case <-ended:
			return
		case <-time.After(time.Until(began.Add(time.Duration(n) * every))):
		}
		select {
		case orders <- n:
		case <-ended:
			return
		}
	}
}

// create creates one pod, in a dry run so that none piles up: webhooks are asked all
// the same.
func (l *load) create(n int) {
	text, bad := aRightBroker, n%everyBad == 0
	if bad {
		text = theWriteUpsBroker
	}
	began := time.Now()
	_, err := l.client.Create(l.Context(), l.in(text), kubelab.Write{DryRun: true})
	took := time.Since(began)
	switch refused := apierrors.IsForbidden(err) && strings.Contains(err.Error(), "breakwater refuses"); {
	case err == nil && !bad:
		l.admitted.Add(1)
	case err == nil:
		l.let.Add(1)
	case refused && bad:
		l.refused.Add(1)
	default:
		l.failed.Add(1)
		l.first.CompareAndSwap(nil, fmt.Sprint(n, ": ", err))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, took)
}

// times are quantiles of how long a creation took, in milliseconds.
func (l *load) times() (p50, p99, most float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.took) == 0 {
		return 0, 0, 0
	}
	slices.Sort(l.took)
	at := func(q float64) float64 { return float64(l.took[int(q*float64(len(l.took)-1))].Microseconds()) / 1000 }
	return at(0.5), at(0.99), at(1)
}

// sightings are what was served and published, seen from outside.
type sightings struct {
	leaves, authorities, bundles map[string]bool
}

// watch looks five times a second.
func (x *sightings) watch(s stage, b *balancer, ended <-chan struct{}) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	id := kubelab.ID{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingWebhookConfiguration", Name: "breakwater-enforcing"}
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		if c, err := tls.Dial("tcp", b.addr(), &tls.Config{InsecureSkipVerify: true}); err == nil {
			leaf := c.ConnectionState().PeerCertificates[0]
			x.leaves[leaf.SerialNumber.String()], x.authorities[leaf.Issuer.String()] = true, true
			c.Close()
		}
		if hook, err := s.client.Get(s.Context(), id); err == nil {
			bundle := hook.Object["webhooks"].([]any)[0].(map[string]any)["clientConfig"].(map[string]any)["caBundle"]
			x.bundles[fmt.Sprint(bundle)] = true
		}
	}
}

// callErrors are what the API server counts of calls that did not end in a verdict.
type callErrors struct{ errors, open float64 }

func (s stage) callErrors() (out callErrors) {
	s.Helper()
	text, err := s.lab.Metrics(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for line := range strings.Lines(text) {
		if !strings.Contains(line, ".admission.breakwater") {
			continue
		}
		value, _ := strconv.ParseFloat(line[strings.LastIndexByte(strings.TrimSpace(line), ' ')+1:len(strings.TrimSpace(line))], 64)
		switch {
		case strings.HasPrefix(line, "apiserver_admission_webhook_rejection_count{") && !strings.Contains(line, `error_type="no_error"`):
			out.errors += value
		case strings.HasPrefix(line, "apiserver_admission_webhook_fail_open_count{"):
			out.open += value
		}
	}
	return out
}
