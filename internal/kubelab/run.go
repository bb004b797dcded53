package kubelab

import (
	"context"
	"testing"
)

// Run starts a lab that ends with the test. The test fails where it cannot; it
// is skipped where only short tests were asked for, which need Go alone. Where
// the test fails, the end of the API server's log is told.
func Run(t testing.TB, o Options) *Lab {
	t.Helper()
	if testing.Short() {
		t.Skip("a real API server is left out of short tests")
	}
	if o.Progress == nil {
		o.Progress = t.Output()
	}
	// The test's own context ends before what it has to clean up in the lab.
	l, err := Start(context.WithoutCancel(t.Context()), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the API server printed last:\n%s", lastLines(l.Log("kube-apiserver")))
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}
