package outside

import "syscall"

// withUs makes a child end when its parent does.
func withUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
