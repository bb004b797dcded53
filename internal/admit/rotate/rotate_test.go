package rotate

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand"
	"strings"
	"testing"
	"time"
)

var begun = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)

// shelf is a Secret and the webhook configurations, in memory.
type shelf struct {
	text    []byte
	version int
	bundle  string
	fails   func(what string) error // nil: nothing fails
	saves   int
}

func (s *shelf) fail(what string) error {
	if s.fails == nil {
		return nil
	}
	return s.fails(what)
}

func (s *shelf) Load(context.Context) ([]byte, string, error) {
	if err := s.fail("load"); err != nil {
		return nil, "", err
	}
	if s.text == nil {
		return nil, "", ErrNone
	}
	return s.text, fmt.Sprint(s.version), nil
}

func (s *shelf) Save(_ context.Context, text []byte, version string) error {
	if err := s.fail("save"); err != nil {
		return err
	}
	if s.text == nil && version != "" || s.text != nil && version != fmt.Sprint(s.version) {
		return ErrConflict
	}
	s.text, s.version, s.saves = text, s.version+1, s.saves+1
	return nil
}

func (s *shelf) Published(_ context.Context, bundle string) (bool, error) {
	return strings.Contains(s.bundle, bundle), s.fail("published")
}

func (s *shelf) Publish(_ context.Context, bundle string) error {
	if err := s.fail("publish"); err != nil {
		return err
	}
	s.bundle = bundle
	return nil
}

var names = []string{"breakwater.kafka-guard.svc", "127.0.0.1"}

// minute is rotation at its quickest: what the soak on a real API server does.
var minute = Ages{Authority: time.Minute, Leaf: 20 * time.Second, Overlap: 10 * time.Second}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// accepted tells whether the API server would accept what a keeper serves.
func accepted(k *Keeper, bundle string, now time.Time) error {
	served, err := k.Certificate(nil)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(bundle))
	leaf, err := x509.ParseCertificate(served.Certificate[0])
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: names[0], CurrentTime: now})
	return err
}

func TestTheFirstStepMakesAllThatIsNeeded(t *testing.T) {
	s, now := &shelf{}, begun
	k := New(s, DefaultAges(), names, func() time.Time { return now }, quiet())
	if k.Ready() == nil {
		t.Error("it is ready before anything was made")
	}
	if _, err := k.Certificate(nil); err == nil {
		t.Error("it serves something before anything was made")
	}
	if err := k.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := k.Ready(); err != nil {
		t.Error(err)
	}
	if err := accepted(k, s.bundle, now); err != nil {
		t.Error(err)
	}
	if err := k.Step(t.Context()); err != nil || s.saves != 1 {
		t.Errorf("the second step wrote again: %d writes, %v", s.saves, err)
	}
}

func TestNothingIsSignedBeforeItIsTrusted(t *testing.T) {
	s, now := &shelf{}, begun
	k := New(s, minute, names, func() time.Time { return now }, quiet())
	if err := k.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, err := Parse(s.text)
	if err != nil {
		t.Fatal(err)
	}
	s.fails = func(what string) error {
		if what == "publish" {
			return errors.New("forbidden")
		}
		return nil
	}
	for range 12 { // two minutes in which no bundle can be published
		now = now.Add(10 * time.Second)
		_ = k.Step(t.Context()) // it fails, as it must
		if state, err := Parse(s.text); err != nil || state.signer().Cert != first.signer().Cert {
			t.Fatalf("after %s an authority signs that nobody trusts (%v)", now.Sub(begun), err)
		}
	}
	s.fails = nil
	for range 3 {
		now = now.Add(10 * time.Second)
		if err := k.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if state, err := Parse(s.text); err != nil || state.signer().Cert == first.signer().Cert {
		t.Errorf("once published, the next authority must sign (%v)", err)
	}
}

// Any number of replicas, steps at any time, in any order, with failures: what
// any of them serves is trusted at any moment.
func TestReplicasNeverServeWhatIsNotTrusted(t *testing.T) {
	for seed := range int64(6) {
		r := rand.New(rand.NewSource(seed))
		s, now := &shelf{}, begun
		replicas := []*Keeper{}
		last := map[*Keeper]time.Time{}
		for range 3 {
			replicas = append(replicas, New(s, minute, names, func() time.Time { return now }, quiet()))
		}
		turns := map[string]int{}
		for range 500 {
			now = now.Add(time.Duration(r.Intn(1500)) * time.Millisecond)
			for _, k := range replicas {
				// Each steps at least every five seconds: half an overlap.
				if r.Intn(4) == 0 || now.Sub(last[k]) > 3*time.Second {
					s.fails = nil
					if r.Intn(10) == 0 {
						s.fails = func(string) error { return errors.New("the API server is away") }
					}
					if err := k.Step(t.Context()); err == nil {
						last[k] = now
					} else {
						s.fails = nil
						if err := k.Step(t.Context()); err == nil || errors.Is(err, ErrConflict) {
							last[k] = now
						}
					}
				}
				if k.Ready() != nil {
					continue
				}
				if err := accepted(k, s.bundle, now); err != nil {
					t.Fatalf("seed %d, after %s: %v", seed, now.Sub(begun), err)
				}
			}
			if state, err := Parse(s.text); err == nil {
				turns[state.signer().Cert]++
			}
		}
		if len(turns) < 4 {
			t.Errorf("seed %d: %d authorities have signed in %s: want one each minute", seed, len(turns), now.Sub(begun))
		}
	}
}

func TestWhoWritesSecondFollows(t *testing.T) {
	s, now := &shelf{}, begun
	a := New(s, minute, names, func() time.Time { return now }, quiet())
	b := New(s, minute, names, func() time.Time { return now }, quiet())
	if err := errors.Join(a.Step(t.Context()), b.Step(t.Context())); err != nil {
		t.Fatal(err)
	}
	one, _ := a.Certificate(nil)
	two, _ := b.Certificate(nil)
	if string(one.Certificate[0]) != string(two.Certificate[0]) {
		t.Error("two replicas serve two certificates")
	}
	late := New(&stale{shelf: s}, minute, names, func() time.Time { return now }, quiet())
	now = now.Add(time.Hour / 2)
	if err := late.Step(t.Context()); !errors.Is(err, ErrConflict) {
		t.Errorf("a write over a newer state gives %v", err)
	}
}

// stale is a shelf that somebody writes to between a replica's look and its
// write.
type stale struct{ *shelf }

func (s *stale) Load(ctx context.Context) ([]byte, string, error) {
	text, version, err := s.shelf.Load(ctx)
	s.shelf.version++
	return text, version, err
}

func TestAStateThatNobodyCaredFor(t *testing.T) {
	s, now := &shelf{}, begun
	k := New(s, minute, names, func() time.Time { return now }, quiet())
	if err := k.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour) // everything is long over
	if k.Ready() == nil {
		t.Error("it is ready with a certificate that is over")
	}
	if err := k.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(k.Ready(), accepted(k, s.bundle, now)); err != nil {
		t.Error(err)
	}
}

func TestNewNamesNeedANewLeaf(t *testing.T) {
	s, now := &shelf{}, begun
	for _, asked := range [][]string{{"a.svc"}, {"b.svc"}} {
		k := New(s, minute, asked, func() time.Time { return now }, quiet())
		if err := k.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		served, err := k.Certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(served.Certificate[0])
		if err != nil || leaf.VerifyHostname(asked[0]) != nil {
			t.Errorf("the certificate is not for %s (%v)", asked[0], err)
		}
	}
}

func TestStatesThatCannotBeUsed(t *testing.T) {
	s := &shelf{}
	k := New(s, minute, names, func() time.Time { return begun }, quiet())
	if err := k.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	good := string(s.text)
	other, err := begin(begun, minute, names)
	if err != nil {
		t.Fatal(err)
	}
	state, err := Parse(s.text)
	if err != nil {
		t.Fatal(err)
	}
	state.Leaf.Key = other.Leaf.Key
	mixed, _ := state.Marshal()
	for name, text := range map[string]string{
		"nothing": "", "not JSON": "certs!", "empty": "{}", "null authority": `{"authorities":[null]}`, "index beyond": strings.Replace(good, `"signs":0`, `"signs":7`, 1),
		"negative": strings.Replace(good, `"signs":0`, `"signs":-1`, 1), "cut": good[:len(good)/2], "no PEM": strings.ReplaceAll(good, "BEGIN", "BEG"), "key of another": string(mixed),
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: it was accepted", name)
		}
		s.text, s.bundle = []byte(text), "old"
		if err := k.Step(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := accepted(k, s.bundle, begun); err != nil {
			t.Errorf("%s: what was made instead is not trusted: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	first, err := begin(begun, minute, names)
	if err != nil {
		f.Fatal(err)
	}
	good, _ := first.Marshal()
	f.Add(good)
	f.Add([]byte(`{"authorities":[{"cert":"","key":""}],"signs":0,"leaf":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		if _, _, err := Next(s, begun.Add(time.Hour), minute, names, true); err != nil {
			t.Errorf("a state that was accepted cannot go on: %v", err)
		}
	})
}
