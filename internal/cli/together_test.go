package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
)

func TestPartsEndTogether(t *testing.T) {
	waits := func(ctx context.Context, _ <-chan os.Signal) error { <-ctx.Done(); return nil }
	broken := errors.New("the listener is gone")
	var said bytes.Buffer
	err := together(t.Context(), &Env{Err: &said}, "at work", "it has ended", waits, func(context.Context, <-chan os.Signal) error { return broken })
	if !errors.Is(err, broken) || said.String() != "breakwater: at work\n" {
		t.Errorf("a part that fails: %v, and it said %q", err, &said)
	}
	ctx, stop := context.WithCancel(t.Context())
	said.Reset()
	err = together(ctx, &Env{Err: &said}, "at work", "it has ended", waits, func(context.Context, <-chan os.Signal) error { stop(); return nil })
	if !errors.Is(err, context.Canceled) || said.String() != "breakwater: at work\nbreakwater: it has ended\n" {
		t.Errorf("asked to end: %v, and it said %q", err, &said)
	}
}
