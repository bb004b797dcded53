package peers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"
)

// fetchLimit is how long a package may take to arrive.
const fetchLimit = 5 * time.Minute

// need returns the folder of a package. Without it the test fails, or is
// skipped where only short ones were asked for.
func need(t testing.TB, what string, of func(arch string) (pkg, bool)) string {
	t.Helper()
	if testing.Short() {
		t.Skipf("a real %s is left out of short tests", what)
	}
	ctx, cancel := context.WithTimeout(t.Context(), fetchLimit)
	defer cancel()
	dir, err := fetchFor(ctx, runtime.GOOS, runtime.GOARCH, of)
	if err != nil {
		t.Fatalf("a real %s could not be had: %v; go test -short leaves this test out", what, err)
	}
	return dir
}

func fetchFor(ctx context.Context, system, arch string, of func(arch string) (pkg, bool)) (string, error) {
	if system != "linux" {
		return "", errors.New("the packages of Debian run on Linux only")
	}
	p, ok := of(arch)
	if !ok {
		return "", fmt.Errorf("no package is pinned for %s", arch)
	}
	return ensure(ctx, http.DefaultClient, pool[:], p)
}
