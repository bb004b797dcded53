//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package ledger

import (
	"errors"
	"os"
)

// flock refuses: two writers in one folder would spoil it.
func flock(*os.File) error { return errors.New("this operating system has no flock") }
