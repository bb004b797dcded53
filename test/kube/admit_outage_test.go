package kube

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// judgeFunc is a judge of one function.
type judgeFunc func(context.Context, *admit.Request) (admit.Verdict, error)

func (f judgeFunc) Judge(ctx context.Context, q *admit.Request) (admit.Verdict, error) {
	return f(ctx, q)
}

var (
	admitsAll = judgeFunc(func(context.Context, *admit.Request) (admit.Verdict, error) { return admit.Verdict{Allowed: true}, nil })
	hangs     = judgeFunc(func(ctx context.Context, _ *admit.Request) (admit.Verdict, error) {
		<-ctx.Done()
		return admit.Verdict{}, ctx.Err()
	})
	panics = judgeFunc(func(context.Context, *admit.Request) (admit.Verdict, error) { panic("as a nil selector does") })
)

// An endpoint is ours, with a judge of the test's.
type endpoint struct {
	addr      string
	authority *kubelab.Authority
	cancel    context.CancelFunc
	ended     chan error
}

// endpointOf starts one, with a certificate of an authority.
func endpointOf(t *testing.T, authority *kubelab.Authority, judge admit.Judge, drain time.Duration) *endpoint {
	t.Helper()
	cert, err := authority.Issue("breakwater")
	if err != nil {
		t.Fatal(err)
	}
	on := listens(t)
	ctx, cancel := context.WithCancel(context.Background())
	e := &endpoint{addr: on.Addr().String(), authority: authority, cancel: cancel, ended: make(chan error, 1)}
	go func() {
		e.ended <- admit.Serve(ctx, on, admit.Options{
			Judge: judge, Certificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &cert, nil }, Ready: func() error { return nil },
			Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, Drain: drain,
		})
		close(e.ended)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-e.ended; err != nil {
			t.Error(err)
		}
	})
	return e
}

// hooked has the API server ask an endpoint about the pods of the stage.
func (s stage) hooked(e *endpoint, path, policy string, trust *kubelab.Authority) {
	s.Helper()
	text := strings.NewReplacer("POLICY", policy, "URL", "https://"+e.addr+path, "BUNDLE", bundle(trust), "SECONDS", "2").Replace(s.in(registration))
	if err := s.client.Apply(s.Context(), text, kubelab.Write{FieldValidation: "Strict"}); err != nil {
		s.Fatal(err)
	}
}

// TestWhatAnEndpointOfOursDoesWhenItIsBroken: for each way to be broken, what the API
// server makes of it by the failure policy that the path has in our manifests. It is
// the table of docs/admit.md.
func TestWhatAnEndpointOfOursDoesWhenItIsBroken(t *testing.T) {
	for _, c := range []struct {
		name    string
		judge   admit.Judge
		suffix  string // behind the path
		foreign bool   // the API server trusts somebody else
		gone    bool
		fails   string // what the person is told under Fail
		warns   string // under Ignore; "": nobody is told
	}{
		{name: "the judge hangs", judge: hangs, fails: "was not judged in time", warns: "was not judged in time"},
		{name: "the judge panics", judge: panics, fails: "a bug in breakwater", warns: "a bug in breakwater"},
		{name: "another path", judge: admitsAll, suffix: "/nowhere", fails: "could not find the requested resource"},
		{name: "the wrong authority", judge: admitsAll, foreign: true, fails: "x509"},
		{name: "nobody listens", judge: admitsAll, gone: true, fails: "connection refused"},
	} {
		for policy, path := range map[string]string{"Fail": admit.EnforcingPath, "Ignore": admit.AdvisoryPath} {
			t.Run(c.name+"/"+policy, func(t *testing.T) {
				s := onStage(t)
				e := endpointOf(t, another(t), c.judge, time.Millisecond)
				trust := e.authority
				if c.foreign {
					trust = another(t)
				}
				s.hooked(e, path+c.suffix, policy, trust)
				if c.gone {
					e.cancel()
				}
				began := time.Now()
				err := s.untilCalled(policy, c.fails, c.warns)
				if took := time.Since(began); took > patience {
					t.Errorf("it took %s", took)
				}
				if policy == "Fail" {
					if !apierrors.IsInternalError(err) {
						t.Errorf("%v, want 500", err)
					}
				} else if err != nil {
					t.Errorf("under Ignore: %v", err)
				}
			})
		}
	}
}

// untilServed creates pods until an endpoint has judged one of them.
func (s stage) untilServed(e *endpoint) {
	s.Helper()
	asks := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	s.eventually(func() error {
		if _, err := s.client.Create(s.Context(), s.in(pod), kubelab.Write{DryRun: true}); err != nil {
			return err
		}
		response, err := asks.Get("https://" + e.addr + "/metrics")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err == nil && !strings.Contains(string(text), "breakwater_admission_reviews_total{") {
			err = errors.New("nobody asks the endpoint")
		}
		return err
	})
}

// untilCalled creates pods until the answer shows that the webhook was called: a
// registration takes effect by and by. It gives the answer.
func (s stage) untilCalled(policy, fails, warns string) (answer error) {
	s.Helper()
	s.eventually(func() error {
		s.client.Warnings()
		_, answer = s.client.Create(s.Context(), s.in(pod), kubelab.Write{DryRun: true})
		told := strings.Join(s.client.Warnings(), "\n")
		switch {
		case policy == "Fail" && answer != nil && strings.Contains(answer.Error(), fails):
			return nil
		case policy == "Ignore" && warns != "" && strings.Contains(told, warns):
			return nil
		case policy == "Ignore" && warns == "" && s.failedOpen():
			return nil
		}
		return fmt.Errorf("the answer is %w, the warnings are %q", errors.Join(answer, errors.New("not that of the webhook")), told)
	})
	return answer
}

// failedOpen tells whether the API server has let something in because the stage's
// webhook did not answer.
func (s stage) failedOpen() bool {
	text, err := s.lab.Metrics(s.Context())
	if err != nil {
		return false
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "apiserver_admission_webhook_fail_open_count{") && strings.Contains(line, `name="hook-`+s.ns+".") {
			return true
		}
	}
	return false
}

// TestNoReviewIsLostWhenAnEndpointEnds: under load, by either policy, the API server
// counts no failure while one of two endpoints drains and ends.
func TestNoReviewIsLostWhenAnEndpointEnds(t *testing.T) {
	for policy, path := range map[string]string{"Fail": admit.EnforcingPath, "Ignore": admit.AdvisoryPath} {
		t.Run(policy, func(t *testing.T) {
			s := onStage(t)
			authority := another(t)
			first, second := endpointOf(t, authority, admitsAll, time.Second), endpointOf(t, authority, admitsAll, time.Second)
			b := balance(t)
			b.add(&replica{addr: first.addr})
			s.untilReady(b, 1)
			s.hooked(&endpoint{addr: b.addr()}, path, policy, authority)
			s.untilServed(first)
			b.add(&replica{addr: second.addr})
			s.untilReady(b, 2)
			ended := make(chan struct{})
			var all sync.WaitGroup
			stop := sync.OnceFunc(func() { close(ended); all.Wait() })
			defer stop()
			for range 8 {
				all.Go(func() {
					for {
						select {
						case <-ended:
							return
						default:
						}
						if _, err := s.client.Create(s.Context(), s.in(pod), kubelab.Write{DryRun: true}); err != nil {
							t.Errorf("a pod was not admitted: %v", err)
							return
						}
					}
				})
			}
			first.cancel()
			if err := <-first.ended; err != nil {
				t.Error(err)
			}
			s.untilServed(second)
			stop()
			if s.failedOpen() {
				t.Error("the API server let pods in because nobody answered")
			}
		})
	}
}
