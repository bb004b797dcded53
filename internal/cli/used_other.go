//go:build !unix

package cli

import "time"

// used is not known here.
func used() (processor time.Duration, memory int64, known bool) { return 0, 0, false }
