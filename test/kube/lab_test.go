package kube

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// shared is the lean lab of all tests that change nothing outside of their own
// namespace. It starts with the first of them.
var shared struct {
	once sync.Once
	lab  *kubelab.Lab
	err  error
}

func TestMain(m *testing.M) {
	if os.Getenv(owner) != "" {
		own()
		return
	}
	code := m.Run()
	if shared.lab != nil {
		if err := shared.lab.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "the shared lab does not end:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// owner is set in the process that is going to be killed.
const owner = "KUBE_OWNER"

// own starts a lab, prints what it consists of and waits for its end.
func own() {
	l, err := kubelab.Start(context.Background(), kubelab.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	fmt.Println(l.Pids()["etcd"], l.Pids()["kube-apiserver"], l.Dir())
	select {}
}

// patience is how long the API server may take for what it does by and by.
const patience = time.Minute

// a stage is a namespace of the shared lab, and a client.
type stage struct {
	*testing.T
	lab    *kubelab.Lab
	client *kubelab.Client
	ns     string
}

var stages atomic.Int32

// onStage makes a namespace. No lab fails the test: without one it proved
// nothing.
func onStage(t *testing.T) stage {
	t.Helper()
	if testing.Short() {
		t.Skip("a real API server is left out of short tests")
	}
	shared.once.Do(func() {
		shared.lab, shared.err = kubelab.Start(context.Background(), kubelab.Options{Progress: os.Stderr})
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return stageIn(t, shared.lab)
}

func stageIn(t *testing.T, l *kubelab.Lab) stage {
	t.Helper()
	client, err := l.Client()
	if err != nil {
		t.Fatal(err)
	}
	s := stage{T: t, lab: l, client: client, ns: fmt.Sprintf("stage-%d", stages.Add(1))}
	s.create(fmt.Sprintf(`{apiVersion: v1, kind: Namespace, metadata: {name: %s}}`, s.ns), kubelab.Write{})
	return s
}

// create creates an object, NS standing for the namespace, and must be able to.
func (s stage) create(text string, w kubelab.Write) *unstructured.Unstructured {
	s.Helper()
	o, err := s.client.Create(s.Context(), s.in(text), w)
	if err != nil {
		s.Fatal(err)
	}
	return o
}

// denied creates an object, must not be able to, and returns what it was told.
func (s stage) denied(text string, w kubelab.Write) error {
	s.Helper()
	o, err := s.client.Create(s.Context(), s.in(text), w)
	if err == nil {
		s.Fatalf("it was admitted: %v", o.Object)
	}
	return err
}

func (s stage) in(text string) string { return strings.ReplaceAll(text, "NS", s.ns) }

// eventually asks until there is no complaint.
func (s stage) eventually(ask func() error) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	if err := kubelab.Until(ctx, ask); err != nil {
		s.Fatal(err)
	}
}

// says fails for every word that an error does not say.
func (s stage) says(err error, words ...string) {
	s.Helper()
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			s.Errorf("it does not say %q: %v", word, err)
		}
	}
}

// at is a field of an object, or nil.
func at(t testing.TB, o *unstructured.Unstructured, path ...string) any {
	t.Helper()
	value, _, err := unstructured.NestedFieldNoCopy(o.Object, path...)
	if err != nil {
		t.Fatal(err)
	}
	return value
}
