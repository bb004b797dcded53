//go:build !linux

package outside

import "syscall"

// withUs makes a child end when its parent does, where the system can do that.
func withUs() *syscall.SysProcAttr { return nil }
